/** Alarms, work and changes of machines: what people decide, as commands, events and states. No files, clocks or sockets. */
export { LONGEST_SHELF_MINUTES } from './alarms/commands.ts';
export { type AlarmPerformance, alarmPerformance, type Measure } from './alarms/metrics.ts';
export { chatteringOf, concerns, type Flood, floodsOf, staleOf } from './alarms/rates.ts';
export { type Similar, similarOccurrences } from './alarms/similar.ts';
export {
  type AlarmPoint,
  type AlarmsState,
  type Condition,
  conditionOf,
  currentOf,
  type Hiding,
  hidingsOf,
  keyOf,
  type Occurrence,
  shownState,
} from './alarms/state.ts';
export { alarmAt, standing, transitionDrafts } from './alarms/transitions.ts';
export type { Answer, AskedCheck } from './answers.ts';
export type { OperateStates, Surroundings } from './commands.ts';
export {
  type ConnectionMark,
  type ConnectionsState,
  connectionDrafts,
  type SeenSource,
} from './connections/state.ts';
export { dueDrafts, operateCommands, operateProjections, placeOfSubject, reactions } from './operate.ts';
export {
  CAUSES,
  isOpen,
  isOverdue,
  type Order,
  type OrderState,
  type OrdersState,
  REMEDIES,
} from './orders/state.ts';
export { lastDue, nextDue } from './plans/calendar.ts';
export { nextDues, type Outlook, outlookOf } from './plans/outlook.ts';
export type { PlanMark, PlanSuspension, PlansState, SavedPlans } from './plans/state.ts';
export type { Present } from './present.ts';
export type { ProcedureRun, RunStep, RunsState } from './procedures/state.ts';
export { LIFE_MINUTES } from './proposals/commands.ts';
export {
  type ExecutorOptions,
  type Outcome as ExecutionOutcome,
  ProposalExecutor,
} from './proposals/executor.ts';
export { deadlineOf, type GradeItem, gradeOf, gradesDue } from './proposals/grade.ts';
export { isPending, type Proposal, type ProposalsState, reviewsOwed } from './proposals/state.ts';
export { MANUAL_SOURCE, readingsOf } from './rounds/readings.ts';
export { type FaultPoint, missingOf, type Round, type RoundsState } from './rounds/state.ts';
export { type ShiftTurn, shiftAt } from './shifts/calendar.ts';
export { type Handover, type LogEntry, type ShiftsState, waitingHandover } from './shifts/state.ts';
