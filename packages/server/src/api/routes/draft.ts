/** The draft of a plant's documents: looking, changing, taking back, applying, writing to the folder. */
import { z } from 'zod';
import { applyingFailed, documentsApplied, documentsWritten } from '../../decisions/engineering.ts';
import { mannerOf } from '../../engineering/differences.ts';
import type { Draft } from '../../engineering/draft.ts';
import {
  ApplyAnswer,
  DraftApply,
  DraftChanges,
  DraftDiff,
  DraftDocuments,
  DraftInfo,
  DraftResolve,
  DraftVersion,
  type Manner,
  WriteAnswer,
} from '../engineering-schemas.ts';
import { failures } from '../responses.ts';
import { actorOf, plantOf, type Routes, type Services } from '../services.ts';
import { PlantParams } from './plants.ts';

const tags = ['draft'];
/** All of this changes, or shows, what the plant is made of. */
const config = { needs: 'engineer' } as const;
const failed = failures(400, 401, 403, 404, 409, 422);

/** The draft of a plant, or a problem where there is no such plant. */
export function draftOf(services: Services, plant: string): Draft {
  plantOf(services, plant);
  const draft = services.drafts.get(plant);
  if (draft === undefined) throw new Error(`the plant ${plant} has no draft`);
  return draft;
}

export const draftRoutes: Routes = (app, services) => {
  const infoOf = (plant: string) => draftOf(services, plant).info(plantOf(services, plant).documents);

  app.get(
    '/api/v1/plants/:plant/draft',
    {
      config,
      schema: {
        tags,
        summary: 'What the draft changes, its faults, and how it would be taken on',
        params: PlantParams,
        response: { 200: DraftInfo, ...failed },
      },
    },
    (request) => infoOf(request.params.plant),
  );

  app.get(
    '/api/v1/plants/:plant/draft/documents',
    {
      config,
      schema: {
        tags,
        summary: 'The documents of the draft as text and as data',
        params: PlantParams,
        response: { 200: DraftDocuments, ...failed },
      },
    },
    (request) => draftOf(services, request.params.plant).documents(),
  );

  app.get(
    '/api/v1/plants/:plant/draft/diff',
    {
      config,
      schema: {
        tags,
        summary: 'What differs, line by line and in words, from what runs or from the folder',
        params: PlantParams,
        querystring: z.strictObject({ against: z.enum(['running', 'folder']).default('running') }),
        response: { 200: DraftDiff, ...failed },
      },
    },
    (request) => {
      const { plant } = request.params;
      return draftOf(services, plant).diff(request.query.against, plantOf(services, plant).documents);
    },
  );

  app.post(
    '/api/v1/plants/:plant/draft/changes',
    {
      config,
      schema: {
        tags,
        summary: 'Changes documents of the draft, as one step that can be undone',
        params: PlantParams,
        body: DraftChanges,
        response: { 200: DraftInfo, ...failed },
      },
    },
    async (request) => {
      const { version, label, edits, merge } = request.body;
      await draftOf(services, request.params.plant).change(version, label, edits, merge);
      return infoOf(request.params.plant);
    },
  );

  for (const [step, summary] of [
    ['undo', 'Takes the last step of the draft back'],
    ['redo', 'Makes the step again that was taken back last'],
  ] as const) {
    app.post(
      `/api/v1/plants/:plant/draft/${step}`,
      {
        config,
        schema: {
          tags,
          summary,
          params: PlantParams,
          body: DraftVersion,
          response: { 200: DraftInfo, ...failed },
        },
      },
      async (request) => {
        await draftOf(services, request.params.plant)[step](request.body.version);
        return infoOf(request.params.plant);
      },
    );
  }

  app.post(
    '/api/v1/plants/:plant/draft/discard',
    {
      config,
      schema: {
        tags,
        summary: 'Goes back to what runs; can be undone',
        params: PlantParams,
        body: DraftVersion.extend({ label: z.string().max(200).default('Discard') }),
        response: { 200: DraftInfo, ...failed },
      },
    },
    async (request) => {
      const { version, label } = request.body;
      await draftOf(services, request.params.plant).discard(version, label);
      return infoOf(request.params.plant);
    },
  );

  app.post(
    '/api/v1/plants/:plant/draft/resolve',
    {
      config,
      schema: {
        tags,
        summary: 'Says what counts of a document that was changed here and in the folder',
        params: PlantParams,
        body: DraftResolve,
        response: { 200: DraftInfo, ...failed },
      },
    },
    async (request) => {
      const { version, file, keep } = request.body;
      await draftOf(services, request.params.plant).resolve(version, file, keep);
      return infoOf(request.params.plant);
    },
  );

  app.post(
    '/api/v1/plants/:plant/draft/apply',
    {
      config,
      schema: {
        tags,
        summary: 'Makes the draft run: while running where that is possible, else by a short start anew',
        params: PlantParams,
        body: DraftApply,
        response: { 200: ApplyAnswer, ...failed, ...failures(503) },
      },
    },
    async (request) => {
      const id = request.params.plant;
      const actor = actorOf(request);
      let manner: Manner = 'none';
      await draftOf(services, id).apply(request.body.version, async (plant, changed) => {
        const runtime = plantOf(services, id);
        manner = plant.revision === runtime.documents.revision ? 'none' : mannerOf(runtime.documents, plant);
        const event = documentsApplied(plant, manner, changed, request.body);
        const [{ seq }] = await runtime.decisions.record([event], actor);
        try {
          if (manner === 'restart') await services.rebuild(plant);
          else if (manner !== 'none') await runtime.adopt(plant);
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          await plantOf(services, id).decisions.record([applyingFailed(plant, message, seq)]);
          throw error;
        }
      });
      return { manner, revision: plantOf(services, id).plant.revision, draft: await infoOf(id) };
    },
  );

  app.post(
    '/api/v1/plants/:plant/draft/write',
    {
      config,
      schema: {
        tags,
        summary: 'Writes what runs into the plant folder',
        params: PlantParams,
        body: DraftVersion,
        response: { 200: WriteAnswer, ...failed },
      },
    },
    async (request) => {
      const { decisions, plant } = plantOf(services, request.params.plant);
      const files = await draftOf(services, request.params.plant).write(
        request.body.version,
        async (changed) => {
          if (changed.size > 0) await decisions.record([documentsWritten(plant, changed)], actorOf(request));
        },
      );
      return { files, draft: await infoOf(request.params.plant) };
    },
  );

  app.get(
    '/api/v1/plants/:plant/draft/archive',
    {
      config,
      schema: {
        tags,
        summary: 'The plant folder with the documents of the draft, as a zip archive',
        params: PlantParams,
        response: { 200: z.unknown().meta({ description: 'application/zip' }), ...failed },
      },
    },
    async (request, reply) => {
      const archive = await draftOf(services, request.params.plant).archive();
      return reply
        .type('application/zip')
        .header('content-disposition', `attachment; filename="${request.params.plant}.zip"`)
        .send(archive);
    },
  );
};
