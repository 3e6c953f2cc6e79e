/** The past: samples of a signal, a fleet, the state of the whole plant, SQL and export. */
import { createReadStream } from 'node:fs';
import { HistorianError } from '@millwright/historian';
import { z } from 'zod';
import { numbers } from '../../runtime/describe.ts';
import { exportFile } from '../../runtime/export.ts';
import { ProblemError } from '../problems.ts';
import { failures } from '../responses.ts';
import { FleetAnswer, SamplesAnswer, SqlAnswer, SqlRequest, StateAnswer } from '../schemas.ts';
import { plantOf, type Routes } from '../services.ts';
import { PlantParams } from './plants.ts';
import { SignalParams, signalOf } from './signals.ts';

const tags = ['history'];
/** Milliseconds since 1970, or ISO 8601 for people who type addresses. */
export const Time = z
  .union([
    z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .transform(Number),
    z.iso.datetime({ offset: true }).transform(Date.parse),
  ])
  .meta({ description: 'Milliseconds since 1970, or ISO 8601 with a zone' });
const Range = z.object({ from: Time, to: Time });
const Points = z.coerce.number().int().min(1).max(20_000).default(1000);

export const SignalTypeParams = PlantParams.extend({
  type: z.string().max(200).meta({ description: 'Name of the twin type' }),
  signal: z.string().max(200).meta({ description: 'Name of the signal within the type' }),
});

export function checkRange({ from, to }: { from: number; to: number }): void {
  if (from < to) return;
  throw new ProblemError('bad-request', `The range is empty: from (${from}) is not before to (${to}).`, {
    where: 'querystring/from',
    remedy: 'Give from and to in milliseconds since 1970, from before to.',
  });
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
        querystring: Range.extend({ points: Points }),
        response: { 200: SamplesAnswer, ...failures(400, 401, 404) },
      },
    },
    async (request) => {
      const runtime = plantOf(services, request.params.plant);
      const { historian, plant } = runtime;
      const id = signalOf(runtime, request.params.path);
      const { from, to, points } = request.query;
      checkRange({ from, to });
      const { path, type } = plant.signalAt(id);
      const unit = type.unit.code;
      const raw = await historian.raw(id, from, to, points).catch(moreThanWanted);
      if (raw !== undefined) {
        return {
          kind: 'raw' as const,
          path,
          unit,
          times: Array.from(raw.times),
          values: numbers(raw.values),
          quality: Array.from(raw.quality),
        };
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
        querystring: Range.extend({ points: Points }),
        response: { 200: FleetAnswer, ...failures(400, 401, 404) },
      },
    },
    async (request) => {
      const runtime = plantOf(services, request.params.plant);
      const { type, signal } = runtime.signalType(request.params.type, request.params.signal);
      const { from, to, points } = request.query;
      checkRange({ from, to });
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
        querystring: z.object({ at: Time.optional() }),
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

  app.post(
    '/api/v1/plants/:plant/sql',
    {
      schema: {
        tags,
        summary: 'One SQL query (DuckDB) over the recorded samples',
        params: PlantParams,
        body: SqlRequest,
        response: { 200: SqlAnswer, ...failures(400, 401, 403, 404, 422) },
      },
    },
    (request) =>
      plantOf(services, request.params.plant).historian.sql(request.body.sql, { limit: request.body.limit }),
  );

  app.get(
    '/api/v1/plants/:plant/export',
    {
      schema: {
        tags,
        summary: 'All samples of a range as a Parquet or CSV file',
        params: PlantParams,
        querystring: Range.extend({ format: z.enum(['parquet', 'csv']).default('parquet') }),
        produces: ['application/vnd.apache.parquet', 'text/csv'],
        response: { 200: z.string(), ...failures(400, 401, 404) },
      },
    },
    async (request, reply) => {
      const runtime = plantOf(services, request.params.plant);
      const { from, to, format } = request.query;
      checkRange({ from, to });
      const { file, dispose } = await exportFile(runtime, { from, to, format });
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
