/** Alarms, work and proposals as states, alarm performance, and files that belong to work. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { alarmPerformance, similarOccurrences } from '@millwright/operate';
import { z } from 'zod';
import { randomSecret } from '../../auth/secrets.ts';
import { STATE_NAMES } from '../../decisions/decisions.ts';
import { describeWork } from '../../runtime/describe-work.ts';
import { AttachmentAnswer, PerformanceAnswer, SimilarAnswer } from '../decision-schemas.ts';
import { ProblemError } from '../problems.ts';
import { failures } from '../responses.ts';
import { plantOf, type Routes } from '../services.ts';
import { rangeOf, Time } from '../times.ts';
import { WorkAnswer } from '../work-schemas.ts';
import { PlantParams } from './plants.ts';

const tags = ['decisions'];
const MOST_FILE_BYTES = 20 * 1024 * 1024;
/** What may be attached, by its first bytes: what a browser would run is none of it. */
const KINDS: readonly { type: string; begins: readonly number[]; at?: number }[] = [
  { type: 'image/png', begins: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', begins: [0xff, 0xd8, 0xff] },
  { type: 'image/webp', begins: [0x57, 0x45, 0x42, 0x50], at: 8 },
  { type: 'application/pdf', begins: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { type: 'video/mp4', begins: [0x66, 0x74, 0x79, 0x70], at: 4 },
];

/** What `POST …/files` takes. */
export const ATTACHMENT_TYPES: readonly string[] = KINDS.map(({ type }) => type);

export const operateRoutes: Routes = (app, services) => {
  const folderOf = (plant: string) => join(plantOf(services, plant).folder, 'files');
  for (const { type } of KINDS)
    app.addContentTypeParser(
      type,
      { parseAs: 'buffer', bodyLimit: MOST_FILE_BYTES },
      (_request, body, done) => done(null, body),
    );

  app.get(
    '/api/v1/plants/:plant/states/:state',
    {
      schema: {
        tags,
        summary:
          'Alarms, orders, plans, rounds, procedures, shifts, proposals or connections of sources, now or at a past instant',
        params: PlantParams.extend({ state: z.enum(STATE_NAMES) }),
        querystring: z.strictObject({ at: Time.optional() }),
        response: { 200: z.unknown(), ...failures(400, 401, 403, 404, 503) },
      },
    },
    (request) => {
      const { decisions } = plantOf(services, request.params.plant);
      const { at } = request.query;
      return decisions.stateAt(request.params.state, at === undefined ? undefined : { time: at });
    },
  );

  app.get(
    '/api/v1/plants/:plant/work',
    {
      schema: {
        tags,
        summary:
          'Maintenance plans, inspection routes, procedures, shifts and positions, as the documents have them',
        params: PlantParams,
        response: { 200: WorkAnswer, ...failures(401, 403, 404) },
      },
    },
    (request) => {
      const { plant, decisions } = plantOf(services, request.params.plant);
      return describeWork(plant, decisions.operate.plans, decisions.present, Date.now());
    },
  );

  app.get(
    '/api/v1/plants/:plant/alarm-performance',
    {
      schema: {
        tags,
        summary: 'How well the alarms serve the people who get them, by the measures of ISA-18.2',
        params: PlantParams,
        querystring: z.strictObject({ from: Time.optional(), to: Time.optional() }),
        response: { 200: PerformanceAnswer, ...failures(400, 401, 403, 404) },
      },
    },
    (request) => {
      const { decisions, plant } = plantOf(services, request.params.plant);
      const { from, to } = rangeOf(request.query, 'from');
      const occurrences = [...decisions.operate.alarms.occurrences.values()];
      return {
        items: plant.work.positions.map((position) => alarmPerformance(occurrences, position, from, to)),
      };
    },
  );

  app.get(
    '/api/v1/plants/:plant/similar-alarms',
    {
      schema: {
        tags,
        summary: 'Past occurrences like one, with what was done then',
        params: PlantParams,
        querystring: z.strictObject({ id: z.string().max(500) }),
        response: { 200: SimilarAnswer, ...failures(400, 401, 403, 404) },
      },
    },
    (request) => {
      const { alarms, orders } = plantOf(services, request.params.plant).decisions.operate;
      return { items: similarOccurrences(alarms, orders, request.query.id) };
    },
  );

  app.post(
    '/api/v1/plants/:plant/files',
    {
      // As the commands that name it: who walks a round brings its photos.
      config: { needs: 'acknowledge' },
      schema: {
        tags,
        summary: 'Keeps a picture, a document or a film of at most 20 MB; commands name it by its hash',
        params: PlantParams,
        response: { 200: AttachmentAnswer, ...failures(400, 401, 403, 404, 413, 415, 503) },
      },
      bodyLimit: MOST_FILE_BYTES,
    },
    async (request) => {
      const { body } = request;
      const type = Buffer.isBuffer(body) ? kindOf(body) : undefined;
      if (!Buffer.isBuffer(body) || type === undefined || type !== request.headers['content-type']) {
        throw new ProblemError('media-type', 'The file is not what its content type says.', {
          remedy: `Send a file of one of ${KINDS.map((kind) => kind.type).join(', ')} as the body.`,
        });
      }
      const hash = createHash('sha256').update(body).digest('hex');
      const folder = folderOf(request.params.plant);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = join(folder, hash);
      const known = await stat(file).catch(() => undefined);
      if (known === undefined) {
        const fresh = `${file}.${randomSecret()}`;
        try {
          await writeFile(fresh, body, { mode: 0o600, flush: true });
          await rename(fresh, file);
        } catch (error) {
          await rm(fresh, { force: true });
          throw error;
        }
      }
      return { hash, type, size: body.length };
    },
  );

  app.get(
    '/api/v1/plants/:plant/files/:hash',
    {
      schema: {
        tags,
        summary: 'A kept file',
        params: PlantParams.extend({ hash: z.string().regex(/^[0-9a-f]{64}$/) }),
        response: { 200: z.unknown(), ...failures(400, 401, 403, 404) },
      },
    },
    async (request, reply) => {
      const { plant, hash } = request.params;
      const file = join(folderOf(plant), hash);
      const found = await stat(file).catch(() => undefined);
      if (found === undefined)
        throw new ProblemError('not-found', `There is no file ${hash}.`, { where: 'hash' });
      const head = await firstBytes(file);
      return reply
        .type(kindOf(head) ?? 'application/octet-stream')
        .header('content-length', found.size)
        .header('content-disposition', 'attachment')
        .send(createReadStream(file));
    },
  );
};

async function firstBytes(file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(file, { end: 15 })) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function kindOf(bytes: Buffer): string | undefined {
  return KINDS.find(({ begins, at = 0 }) => begins.every((byte, i) => bytes[at + i] === byte))?.type;
}
