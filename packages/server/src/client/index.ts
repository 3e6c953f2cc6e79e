/**
 * Client of the HTTP and WebSocket API for browser and Node, typed by `../api/schemas.ts`.
 *
 * Imports nothing that needs Node and no validator: the bundle carries only `fetch`, `WebSocket` and these classes.
 */

export type * from '../api/decision-schemas.ts';
export type * from '../api/engineering-schemas.ts';
export { readFrame, type SampleFrame } from '../api/frames.ts';
export type * from '../api/schemas.ts';
export type { StatesFrame } from '../api/state-frames.ts';
export type * from '../api/work-schemas.ts';
export { ApiClient, type SamplesRange, type SignalFilter } from './api-client.ts';
export { ApiError } from './api-error.ts';
export { DecisionsClient, type JournalFilter } from './decisions-client.ts';
export { type BrowseQuery, EngineeringClient } from './engineering-client.ts';
export { EVENT_TYPES, EVENT_WORDS, type EventType, isEventType } from './event-words.ts';
export { LATE_COMMANDS } from './late-commands.ts';
export {
  LiveConnection,
  type LiveHandlers,
  type LiveState,
  type LiveSubscription,
  type SubscriptionHandlers,
  type SubscriptionRequest,
} from './live-connection.ts';
export type * from './saved-states.ts';
