/** Sources: connections that feed signals of the plant. */

export { EARLIEST_TIME_MS, isUsableTime, MAX_AHEAD_MS, toNumber } from './conversion.ts';
export { createSource, SOURCE_KINDS } from './create.ts';
export { SignalFeed } from './feed.ts';
export { type Pushed, type PushedSample, readPushed, unknownSignal } from './http/pushed.ts';
export { HttpSource } from './http/source.ts';
export { NothingToDiscover } from './lazy.ts';
export type {
  DiscoverOptions,
  Discovery,
  LogLevel,
  Source,
  SourceContext,
  SourceFactory,
  SourceState,
  SourceStatus,
  WriteRequest,
} from './source.ts';
export { SourceStatistics } from './statistics.ts';
export * from './trial/index.ts';
export { checkWrites, type PlannedWrite, WriteRefused } from './write.ts';
