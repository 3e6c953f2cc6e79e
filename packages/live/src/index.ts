export type { AlarmInput, AlarmTransition } from './alarms.ts';
export { computeBack } from './compute-back.ts';
export { type ExplainNode, explain } from './explain.ts';
export type { HistoryReader } from './history.ts';
export type { ScriptFault } from './script/parse.ts';
export { runScript } from './script/run.ts';
export type { LiveStatistics } from './statistics.ts';
export { LiveStore, type Tick } from './store.ts';
export type { WarmUp } from './warm-up.ts';
