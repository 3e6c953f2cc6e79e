export type { ExportOptions, ExportResult } from './duck/export.ts';
export type { SqlAnswer, SqlOptions } from './duck/sql.ts';
export { HistorianError, type HistorianErrorCode } from './errors.ts';
export { type FleetBuckets, Historian, type HistorianOptions, type SignalName } from './historian.ts';
export type { AlarmChange, AlarmInput, RecordedAlarm } from './store/alarms.ts';
export type { Buckets } from './store/buckets.ts';
export type { LastSamples } from './store/last.ts';
export type { StateChanges } from './store/states.ts';
export type { HistorianStatistics, Retention } from './worker/protocol.ts';
