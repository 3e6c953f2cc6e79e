/** What the routes work with. */

import type { Plant } from '@millwright/model';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Guard } from '../auth/guard.ts';
import type { IdentityProvider } from '../auth/identity-provider.ts';
import type { Tls } from '../auth/tls.ts';
import type { Entrance } from '../decisions/entrance.ts';
import type { Draft } from '../engineering/draft.ts';
import type { LiveHub } from '../live/hub.ts';
import type { LoopDelayMeter } from '../runtime/loop-delay.ts';
import type { PlantRuntime } from '../runtime/plant-runtime.ts';
import { ProblemError } from './problems.ts';

/** What routes need. */
export interface Services {
  plants: ReadonlyMap<string, PlantRuntime>;
  /** The draft of every plant's documents. */
  drafts: ReadonlyMap<string, Draft>;
  /** Starts a plant anew with other documents, in place of the one of the same id. */
  rebuild(documents: Plant): Promise<void>;
  /** For `${NAME}` in documents. */
  environment: Readonly<Record<string, string | undefined>>;
  guard: Guard;
  entrance: Entrance;
  /** Who vouches for people besides; none: nobody. */
  provider: IdentityProvider | undefined;
  /** Encryption of our own; none: plain HTTP, on this machine or behind a proxy. */
  tls: Tls | undefined;
  hub: LiveHub;
  loopDelay: LoopDelayMeter;
  version: string;
  /** performance.now() of the start. */
  startedAt: number;
  /** Runs work with a worker and much memory of its own, a few at a time. Throws a problem when too many wait. */
  heavy<T>(work: () => Promise<T>): Promise<T>;
  /** Folder of the built page; it may not exist. */
  page: string;
  /** `http://127.0.0.1:7470`, known once the server listens. */
  origin(): string;
  /** Faults of the whole server, beside those of the plants. */
  problems(): string[];
  log(message: string): void;
}

export type TypedApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Adds a group of routes; their requests and answers are typed by their schemas. */
export type Routes = (app: TypedApp, services: Services) => void;

/** Who asks. Throws where the route is open to everybody: a slip of the route's, not of who asks. */
export function actorOf({ actor }: FastifyRequest): string {
  if (actor === '') throw new Error('an open route asked who it is');
  return actor;
}

/** The plant of a request, or a problem that names those there are. */
export function plantOf({ plants }: Services, id: string): PlantRuntime {
  const runtime = plants.get(id);
  if (runtime !== undefined) return runtime;
  throw new ProblemError('no-plant', `There is no plant "${id}" here.`, {
    where: 'plant',
    remedy: `Plants here: ${[...plants.keys()].join(', ')}.`,
  });
}
