/** The states of alarms, work and proposals as the API gives them. */
import type {
  AlarmPoint,
  Handover,
  LogEntry,
  Occurrence,
  Order,
  PlanMark,
  ProcedureRun,
  Proposal,
  Round,
} from '@millwright/operate';

export type {
  AlarmPerformance,
  AlarmPoint,
  Handover,
  LogEntry,
  Measure,
  Occurrence,
  Order,
  PlanMark,
  ProcedureRun,
  Proposal,
  Round,
  Similar,
} from '@millwright/operate';

export interface SavedStates {
  alarms: { occurrences: Occurrence[]; points: AlarmPoint[] };
  orders: Order[];
  plans: PlanMark[];
  rounds: Round[];
  procedures: ProcedureRun[];
  shifts: { entries: LogEntry[]; handovers: Handover[] };
  proposals: Proposal[];
}
