/** Sources, and what they offer. */
import { NothingToDiscover, type Source } from '@millwright/connect';
import { z } from 'zod';
import { ProblemError } from '../problems.ts';
import { failures } from '../responses.ts';
import { DiscoverAnswer, SourcesAnswer } from '../schemas.ts';
import { plantOf, type Routes } from '../services.ts';
import { PlantParams } from './plants.ts';

const tags = ['sources'];

function nothingToDiscover({ name, kind }: Source): ProblemError {
  return new ProblemError('conflict', `The source ${name} of the kind ${kind} cannot say what it offers.`, {
    where: 'source',
    remedy: 'Write its mappings into sources.yaml by hand.',
  });
}

export const sourceRoutes: Routes = (app, services) => {
  app.get(
    '/api/v1/plants/:plant/sources',
    {
      schema: {
        tags,
        summary: 'State, rate, last error and age of every source',
        params: PlantParams,
        response: { 200: SourcesAnswer, ...failures(401, 404) },
      },
    },
    (request) => ({ items: plantOf(services, request.params.plant).sourceInfos() }),
  );

  app.get(
    '/api/v1/plants/:plant/discover/:source',
    {
      config: { needs: 'engineer' },
      schema: {
        tags,
        summary: 'What a source offers, as documents to confirm; may take half a minute',
        params: PlantParams.extend({
          source: z.string().max(200).meta({ description: 'Name of the source' }),
        }),
        response: { 200: DiscoverAnswer, ...failures(401, 404, 409, 502) },
      },
    },
    async (request, reply) => {
      const { sources } = plantOf(services, request.params.plant);
      const source = sources.find((s) => s.name === request.params.source);
      if (source === undefined) {
        throw new ProblemError('no-source', `There is no source "${request.params.source}".`, {
          where: 'source',
          remedy: `Sources: ${sources.map((s) => s.name).join(', ') || 'none'}.`,
        });
      }
      if (source.discover === undefined) throw nothingToDiscover(source);
      const gone = new AbortController();
      reply.raw.on('close', () => gone.abort());
      try {
        return await source.discover({ signal: gone.signal });
      } catch (error) {
        if (error instanceof NothingToDiscover) throw nothingToDiscover(source);
        throw new ProblemError('peer', error instanceof Error ? error.message : String(error), {
          remedy: 'GET …/sources shows the state of the connection.',
        });
      }
    },
  );
};
