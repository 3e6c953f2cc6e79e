/** The past: samples of a signal, a fleet, the state of the whole plant, SQL and export. */
import { createReadStream } from 'node:fs';
import { HistorianError } from '@millwright/historian';
import { z } from 'zod';
import { numbers, orNull } from '../../runtime/describe.ts';
import { exportFile } from '../../runtime/export.ts';
import { signalStatistics } from '../../runtime/signal-statistics.ts';
import { packStates } from '../../runtime/states.ts';
import { ProblemError } from '../problems.ts';
import { failures } from '../responses.ts';
import {
  FleetAnswer,
  SamplesAnswer,
  SqlAnswer,
  SqlRequest,
  StateAnswer,
  StatisticsAnswer,
} from '../schemas.ts';
import { plantOf, type Routes } from '../services.ts';
import { RangeQuery, rangeOf, Time } from '../times.ts';
import { PlantParams } from './plants.ts';
import { SignalParams, signalOf } from './signals.ts';

const tags = ['history'];
const Points = z.coerce
  .number()
  .int()
  .min(1)
  .max(20_000)
  .default(1000)
  .meta({ description: 'Most points wanted, 1 to 20,000' });

const MAX_INSTANTS = 1000;
/** Numbers or paths in one query, by commas. */
const MAX_LISTED = 200;

/** `a,b,c` of a query; empty parts are left out. */
const Listed = z
  .string()
  .max(20_000)
  .transform((text) => text.split(',').filter((part) => part !== ''))
  .refine((parts) => parts.length <= MAX_LISTED, `more than ${MAX_LISTED} given. Ask in parts.`);

const Limits = Listed.transform((parts, context) => {
  const limits = parts.map(Number);
  const wrong = parts.find((_, i) => !Number.isFinite(limits[i]));
  if (wrong === undefined) return limits;
  context.issues.push({ code: 'custom', message: `"${wrong}" is no number.`, input: wrong });
  return z.NEVER;
}).meta({ description: 'Values to measure the time above and below of, by commas' });

export const SignalTypeParams = PlantParams.extend({
  type: z.string().max(200).meta({ description: 'Name of the twin type' }),
  signal: z.string().max(200).meta({ description: 'Name of the signal within the type' }),
});

/** The asker's own fault, with what there is to ask. */
function wrongQuery(error: unknown): never {
  if (!(error instanceof HistorianError) || error.code !== 'request') throw error;
  throw new ProblemError('query', error.message, {
    where: 'body/sql',
    remedy:
      "One statement of DuckDB's SQL over samples (signal, twin, type, name, time, value, quality) and " +
      'signals (id, signal, twin, type, name, unit), for example: SELECT name, avg(value) FROM samples GROUP BY name',
  });
}

function tooMuch(error: unknown): never {
  if (!(error instanceof HistorianError) || error.code !== 'limit') throw error;
  throw new ProblemError('bad-request', error.message, { where: 'querystring/count' });
}

/** More samples than wanted are no fault: they come as buckets. */
function moreThanWanted(error: unknown): undefined {
  if (error instanceof HistorianError && error.code === 'limit') return undefined;
  throw error;
}

export const historyRoutes: Routes = (app, services) => {
  app.get(
    '/api/v1/plants/:plant/signals/:path/samples',
    {
      schema: {
        tags,
        summary:
          'Samples of a signal: as they came where there are at most `points`, else min / max / mean per bucket',
        params: SignalParams,
        querystring: RangeQuery.extend({
          points: Points,
          lead: z.enum(['0', '1']).default('0').meta({
            description: '1: the newest sample before `from` comes in front, where samples come as they are',
          }),
        }),
        response: { 200: SamplesAnswer, ...failures(400, 401, 404) },
      },
    },
    async (request) => {
      const runtime = plantOf(services, request.params.plant);
      const { historian, plant } = runtime;
      const id = signalOf(runtime, request.params.path);
      const { points } = request.query;
      const { from, to } = rangeOf(request.query);
      const { path, type } = plant.signalAt(id);
      const unit = type.unit.code;
      const raw = await historian.raw(id, from, to, points).catch(moreThanWanted);
      if (raw !== undefined) {
        const answer = {
          kind: 'raw' as const,
          path,
          unit,
          times: Array.from(raw.times),
          values: numbers(raw.values),
          quality: Array.from(raw.quality),
        };
        const first = request.query.lead === '1' ? await historian.sampleAt(id, from) : undefined;
        if (first !== undefined && first.time < from) {
          answer.times.unshift(first.time);
          answer.values.unshift(orNull(first.value));
          answer.quality.unshift(first.quality);
        }
        return answer;
      }
      const buckets = await historian.buckets(id, from, to, points);
      return {
        kind: 'buckets' as const,
        path,
        unit,
        times: Array.from(buckets.times),
        width: buckets.width,
        min: numbers(buckets.min),
        max: numbers(buckets.max),
        mean: numbers(buckets.mean),
        count: Array.from(buckets.count),
      };
    },
  );

  app.get(
    '/api/v1/plants/:plant/types/:type/signals/:signal/fleet',
    {
      schema: {
        tags,
        summary: 'One signal over all twins of a type',
        params: SignalTypeParams,
        querystring: RangeQuery.extend({ points: Points }),
        response: { 200: FleetAnswer, ...failures(400, 401, 404) },
      },
    },
    async (request) => {
      const runtime = plantOf(services, request.params.plant);
      const { type, signal } = runtime.signalType(request.params.type, request.params.signal);
      const { points } = request.query;
      const { from, to } = rangeOf(request.query);
      const rows = await runtime.historian.fleet(type.name, signal.name, from, to, points);
      return {
        type: type.name,
        signal: signal.name,
        unit: signal.unit.code,
        width: rows[0]?.buckets.width ?? (to - from) / points,
        items: rows.map(({ twin, buckets }) => ({
          twin,
          times: Array.from(buckets.times),
          min: numbers(buckets.min),
          max: numbers(buckets.max),
          mean: numbers(buckets.mean),
          count: Array.from(buckets.count),
        })),
      };
    },
  );

  app.get(
    '/api/v1/plants/:plant/state',
    {
      schema: {
        tags,
        summary: 'The newest sample of every signal at or before an instant; now without `at`',
        params: PlantParams,
        querystring: z.strictObject({ at: Time.optional() }),
        response: { 200: StateAnswer, ...failures(400, 401, 404) },
      },
    },
    async (request) => {
      const { plant, columns, historian } = plantOf(services, request.params.plant);
      const { at } = request.query;
      const now = Date.now();
      const state = at === undefined || at >= now ? columns : await historian.state(at);
      const answer = { at: at ?? now, paths: [], times: [], values: [], quality: [] } as z.infer<
        typeof StateAnswer
      >;
      for (let id = 0; id < plant.signalCount; id++) {
        if (Number.isNaN(state.times[id])) continue;
        const value = state.values[id];
        answer.paths.push(plant.signalAt(id).path);
        answer.times.push(state.times[id]);
        answer.values.push(Number.isFinite(value) ? value : null);
        answer.quality.push(state.quality[id]);
      }
      return answer;
    },
  );

  app.get(
    '/api/v1/plants/:plant/states',
    {
      schema: {
        tags,
        summary: 'The states of the plant at many instants as one binary frame: the first, then what changed',
        params: PlantParams,
        querystring: z.strictObject({
          from: Time.meta({ description: 'First instant' }),
          step: z.coerce.number().min(1).max(1e12).meta({ description: 'Milliseconds between two instants' }),
          count: z.coerce
            .number()
            .int()
            .min(1)
            .max(MAX_INSTANTS)
            .default(64)
            .meta({ description: `Number of instants, at most ${MAX_INSTANTS}` }),
        }),
        produces: ['application/vnd.millwright.states'],
        response: { 200: z.string(), ...failures(400, 401, 404) },
      },
    },
    async (request, reply) => {
      const { plant, historian } = plantOf(services, request.params.plant);
      const { from, step, count } = request.query;
      const changes = await historian.states(from, step, count).catch(tooMuch);
      const bytes = packStates(plant, from, step, changes);
      const body = Buffer.from(bytes.buffer);
      return reply.type('application/vnd.millwright.states').send(body as never); // bytes in the place of a text
    },
  );

  app.get(
    '/api/v1/plants/:plant/signals/:path/statistics',
    {
      schema: {
        tags,
        summary: 'Minimum, maximum, mean, standard deviation and time beyond limits, weighted by time',
        params: SignalParams,
        querystring: RangeQuery.extend({ limits: Limits.optional() }),
        response: { 200: StatisticsAnswer, ...failures(400, 401, 404) },
      },
    },
    async (request) => {
      const runtime = plantOf(services, request.params.plant);
      const id = signalOf(runtime, request.params.path);
      const { from, to } = rangeOf(request.query);
      const { path, type } = runtime.plant.signalAt(id);
      return signalStatistics(runtime.historian, {
        id,
        path,
        unit: type.unit.code,
        stale: type.staleAfter,
        from,
        to: Math.max(from, Math.min(to, Date.now())),
        limits: request.query.limits ?? [],
      });
    },
  );

  app.post(
    '/api/v1/plants/:plant/sql',
    {
      schema: {
        tags,
        summary: 'One SQL query (DuckDB) over the recorded samples',
        params: PlantParams,
        body: SqlRequest,
        response: { 200: SqlAnswer, ...failures(400, 401, 403, 404, 422, 429) },
      },
    },
    async (request) => {
      const { historian } = plantOf(services, request.params.plant);
      const { sql, limit } = request.body;
      return services.heavy(() => historian.sql(sql, { limit })).catch(wrongQuery);
    },
  );

  app.get(
    '/api/v1/plants/:plant/export',
    {
      schema: {
        tags,
        summary: 'All samples of a range as a Parquet or CSV file',
        params: PlantParams,
        querystring: RangeQuery.extend({
          format: z.enum(['parquet', 'csv']).default('parquet'),
          signals: Listed.optional().meta({ description: 'Paths of signals by commas; default: all' }),
        }),
        produces: ['application/vnd.apache.parquet', 'text/csv'],
        response: { 200: z.string(), ...failures(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      const runtime = plantOf(services, request.params.plant);
      const { format } = request.query;
      const range = rangeOf(request.query);
      const signals = request.query.signals?.map((path) => signalOf(runtime, path));
      const { file, dispose } = await services.heavy(() =>
        exportFile(runtime, { ...range, format, signals }),
      );
      const stream = createReadStream(file);
      stream.on('close', () => void dispose());
      return reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/vnd.apache.parquet')
        .header('content-disposition', `attachment; filename="${runtime.plant.id}.${format}"`)
        .serializer((body: unknown) => String(body))
        .send(stream as never); // a stream in the place of the file's text
    },
  );
};
