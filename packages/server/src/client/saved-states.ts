/** The states of alarms, work and proposals as the API gives them. */
import type {
  AlarmPoint,
  ConnectionMark,
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
  ConnectionMark,
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
  /** The last change of each source, and the newest changes of all. */
  connections: { sources: ConnectionMark[]; changes: ConnectionMark[] };
}
