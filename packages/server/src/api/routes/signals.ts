/** Signals with their newest values, and samples that programs push. */
import { unknownSignal } from '@millwright/connect';
import { z } from 'zod';
import { describeSignal } from '../../runtime/describe.ts';
import { listSignals } from '../../runtime/list-signals.ts';
import type { PlantRuntime } from '../../runtime/plant-runtime.ts';
import { ProblemError, sentence } from '../problems.ts';
import { failures } from '../responses.ts';
import { PostSamples, PostSamplesAnswer, SignalInfo, SignalPage } from '../schemas.ts';
import { plantOf, type Routes } from '../services.ts';
import { PlantParams } from './plants.ts';

const tags = ['signals'];
export const SignalParams = PlantParams.extend({
  path: z.string().max(1000).meta({ description: 'Path of the signal; its slashes may be written / or %2F' }),
});

/** Id of a signal path, or a problem with the nearest right path. */
export function signalOf({ plant }: PlantRuntime, path: string): number {
  const id = plant.signalId(path);
  if (id !== undefined) return id;
  throw new ProblemError('no-signal', sentence(`No signal "${path}": ${unknownSignal(plant, path)}`), {
    where: 'path',
    remedy: 'GET …/signals lists the signals; q= searches.',
  });
}

export const signalRoutes: Routes = (app, services) => {
  app.get(
    '/api/v1/plants/:plant/signals',
    {
      schema: {
        tags,
        summary: 'Signals with their newest values, by page',
        params: PlantParams,
        querystring: z.strictObject({
          twin: z.string().max(1000).optional(),
          type: z.string().max(200).optional(),
          q: z.string().max(200).optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(200),
          cursor: z.coerce.number().int().min(0).optional(),
        }),
        response: { 200: SignalPage, ...failures(400, 401, 404) },
      },
    },
    (request) => listSignals(plantOf(services, request.params.plant), request.query),
  );

  app.get(
    '/api/v1/plants/:plant/signals/:path',
    {
      schema: {
        tags,
        summary: 'One signal with its newest value',
        params: SignalParams,
        response: { 200: SignalInfo, ...failures(401, 404) },
      },
    },
    (request) => {
      const runtime = plantOf(services, request.params.plant);
      const id = signalOf(runtime, request.params.path);
      return describeSignal(runtime.plant.signalAt(id), runtime.columns, runtime.feeds.feedOf(id));
    },
  );

  app.post(
    '/api/v1/plants/:plant/samples',
    {
      config: { needs: 'operate' },
      schema: {
        tags,
        summary: 'Pushes samples; answered when those accepted are on disk',
        params: PlantParams,
        body: PostSamples,
        response: { 200: PostSamplesAnswer, ...failures(400, 401, 403, 404, 413, 415, 503) },
      },
    },
    async (request) => {
      const runtime = plantOf(services, request.params.plant);
      const { batch, accepted, rejected } = runtime.readPushed(request.body.samples);
      if (batch.length > 0) {
        await runtime.pipeline.pushDurable(batch).catch((error: unknown) => {
          throw new ProblemError(
            'storage',
            `The samples are shown, but are not on disk: ${error instanceof Error ? error.message : String(error)}`,
            {
              remedy:
                'They are kept in memory and tried again. Sending them again does no harm: equal samples merge.',
            },
          );
        });
      }
      return { accepted, rejected };
    },
  );
};
