export type { AlarmTransition } from './alarms.ts';
export { type LiveStatistics, LiveStore, type Tick } from './store.ts';
