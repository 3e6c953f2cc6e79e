/** Sources before they run: trying out, trusting a certificate, looking around, proposing types and twins. */
import {
  browseLevel,
  createSource,
  hearTopics,
  NothingToDiscover,
  proposeFromTopics,
  readRegisters,
  refusedCertificates,
  trustCertificate,
  tryOut,
} from '@millwright/connect';
import type { Plant, SourceDefinition } from '@millwright/model';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { proposalOf } from '../../engineering/proposal.ts';
import { orNull } from '../../runtime/describe.ts';
import { sourceFolder } from '../../runtime/plant-runtime.ts';
import {
  BrowseAnswer,
  BrowseRequest,
  ProposalAnswer,
  TrialAnswer,
  TrustRequest,
} from '../engineering-schemas.ts';
import { ProblemError, sentence } from '../problems.ts';
import { failures } from '../responses.ts';
import { plantOf, type Routes } from '../services.ts';
import { draftOf } from './draft.ts';
import { PlantParams } from './plants.ts';

const tags = ['draft'];
/** The server reaches out to the hosts the draft names: only for those who may change the plant, and when they ask. */
const config = { needs: 'engineer' } as const;
const failed = failures(400, 401, 403, 404, 409, 422, 502);
const SourceParams = PlantParams.extend({
  source: z.string().max(200).meta({ description: 'Name of a source of the draft' }),
});
const DISCOVER_MS = 15_000;

export const sourceTrialRoutes: Routes = (app, services) => {
  /** What a source needs to be made; nothing it delivers goes anywhere. */
  const contextOf = (id: string, name: string, plant: Plant) => ({
    plant,
    clock: Date.now,
    folder: sourceFolder(plantOf(services, id).folder, name),
    log: () => {},
    environment: services.environment,
  });
  /** The running source of this name, where it is exactly the one of the draft. */
  const runningOf = (id: string, definition: SourceDefinition) => {
    const runtime = plantOf(services, id);
    const at = runtime.plant.sources.findIndex(
      ({ name, kind, settings }) =>
        name === definition.name &&
        kind === definition.kind &&
        JSON.stringify(settings) === JSON.stringify(definition.settings),
    );
    return at < 0 ? undefined : { source: runtime.sources[at], definition: runtime.plant.sources[at] };
  };

  app.post(
    '/api/v1/plants/:plant/draft/sources/:source/test',
    {
      config,
      schema: {
        tags,
        summary:
          'Connects to a source of the draft for some seconds and tells what happened; nothing is stored',
        params: SourceParams,
        response: { 200: TrialAnswer, ...failed },
      },
    },
    async (request, reply) => {
      const { plant: id, source: name } = request.params;
      const { definition, plant } = await draftOf(services, id).source(name);
      const context = contextOf(id, name, plant);
      const before = new Set((await refusedCertificates(context.folder)).map((one) => one.thumbprint));
      const running = runningOf(id, definition);
      const embedded = definition.settings.broker === 'embedded';
      // What listens on a port cannot be started twice: the source that runs tells how it is.
      const trial =
        running !== undefined && (embedded || definition.kind === 'http')
          ? { ...running.source.status(), heard: 0, samples: [] }
          : await tryOut(definition, context, { signal: gone(reply) });
      const refused = await refusedCertificates(context.folder);
      const problem = 'problem' in trial ? trial.problem : undefined;
      const certificate =
        refused.find((one) => problem?.includes(one.thumbprint)) ??
        refused.find((one) => !before.has(one.thumbprint));
      return {
        ok: trial.state === 'connected',
        state: trial.state,
        endpoint: trial.endpoint,
        ...(problem === undefined ? {} : { problem: sentence(problem) }),
        ...('connectedAfter' in trial ? { connectedAfter: trial.connectedAfter } : {}),
        signals: trial.signals,
        heard: trial.heard,
        samples: trial.samples.map((sample) => ({
          ...sample,
          value: orNull(sample.value),
          unit: plant.signalAt(plant.signalId(sample.path) ?? 0).type.unit.code,
        })),
        ...(certificate === undefined || trial.state === 'connected' ? {} : { certificate }),
      };
    },
  );

  app.post(
    '/api/v1/plants/:plant/draft/sources/:source/trust',
    {
      config,
      schema: {
        tags,
        summary: 'Trusts a certificate that was refused, after a person has compared its thumbprint',
        params: SourceParams,
        body: TrustRequest,
        response: { 200: z.object({ trusted: z.boolean() }), ...failed },
      },
    },
    async (request) => {
      const { plant: id, source } = request.params;
      const folder = sourceFolder(
        plantOf(services, id).folder,
        z
          .string()
          .regex(/^[a-z][a-z0-9-]*$/)
          .parse(source),
      );
      const { thumbprint } = request.body;
      if (await trustCertificate(folder, thumbprint)) return { trusted: true };
      throw new ProblemError('not-found', `No certificate with the thumbprint ${thumbprint} was refused.`, {
        where: 'body/thumbprint',
        remedy: 'Try the source out first; its answer has the certificate of the server.',
      });
    },
  );

  app.post(
    '/api/v1/plants/:plant/draft/sources/:source/browse',
    {
      config,
      schema: {
        tags,
        summary:
          'One level of an OPC UA server, some registers of a Modbus device, or what an MQTT broker says',
        params: SourceParams,
        body: BrowseRequest,
        response: { 200: BrowseAnswer, ...failed },
      },
    },
    async (request, reply) => {
      const { plant: id, source: name } = request.params;
      const { definition, plant } = await draftOf(services, id).source(name);
      const { address, table, offset, count, seconds, filter } = request.body;
      const signal = gone(reply);
      return atPeer(async () => {
        switch (definition.kind) {
          case 'opc-ua': {
            const nodes = await browseLevel(definition, contextOf(id, name, plant), address, signal);
            return { kind: 'nodes' as const, nodes };
          }
          case 'modbus': {
            const registers = await readRegisters(definition, { table, offset, count, signal });
            return {
              kind: 'registers' as const,
              registers: registers.map(({ offset: at, readings }) => ({
                offset: at,
                readings: readings.map((reading) => ({ ...reading, value: orNull(reading.value) })),
              })),
            };
          }
          case 'mqtt':
          case 'sparkplug': {
            const wanted = filter ?? (definition.kind === 'sparkplug' ? 'spBv1.0/#' : '#');
            return {
              kind: 'topics' as const,
              topics: await hearTopics(definition, { seconds, filter: wanted, signal }),
            };
          }
          default:
            throw nothingToLookAt(definition);
        }
      });
    },
  );

  app.post(
    '/api/v1/plants/:plant/draft/sources/:source/discover',
    {
      config,
      schema: {
        tags,
        summary: 'Proposes types, twins and mappings from what a source offers; may take half a minute',
        params: SourceParams,
        body: BrowseRequest,
        response: { 200: ProposalAnswer, ...failed },
      },
    },
    async (request, reply) => {
      const { plant: id, source: name } = request.params;
      const { definition, plant } = await draftOf(services, id).source(name);
      const signal = gone(reply);
      return atPeer(async () => {
        if (definition.kind === 'mqtt') {
          const { seconds, filter } = request.body;
          const topics = await hearTopics(definition, { seconds, filter, signal });
          return proposalOf(await proposeFromTopics(topics, definition));
        }
        const running = runningOf(id, definition)?.source;
        const source =
          running ??
          createSource(besideOthers(definition), { ...contextOf(id, name, plant), deliver: () => {} });
        if (source.discover === undefined) throw nothingToLookAt(definition);
        try {
          return proposalOf(await source.discover({ signal, timeout: DISCOVER_MS }));
        } catch (error) {
          throw error instanceof NothingToDiscover ? nothingToLookAt(definition) : error;
        } finally {
          if (running === undefined) await source.stop().catch(() => {});
        }
      });
    },
  );
};

/** A Sparkplug host of another name: edge nodes follow theirs and take no notice. */
function besideOthers(definition: SourceDefinition): SourceDefinition {
  if (definition.kind !== 'sparkplug') return definition;
  const hostId = `${String(definition.settings.hostId ?? 'millwright')}-trial`;
  return { ...definition, settings: { ...definition.settings, hostId } };
}

function nothingToLookAt({ name, kind }: SourceDefinition): ProblemError {
  return new ProblemError('conflict', `The source ${name} of the kind ${kind} cannot say what it offers.`, {
    where: 'source',
    remedy: 'Write its addresses by hand, from the manual of the machine.',
  });
}

async function atPeer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw new ProblemError('peer', sentence(error instanceof Error ? error.message : String(error)), {
      remedy: 'Test the connection: it says what stands in the way.',
    });
  }
}

/** Aborted when the one who asked does not wait any more. */
function gone(reply: FastifyReply): AbortSignal {
  const ends = new AbortController();
  reply.raw.on('close', () => ends.abort());
  return ends.signal;
}
