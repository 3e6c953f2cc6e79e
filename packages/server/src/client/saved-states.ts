/** The states of alarms, work and proposals as the API gives them. */
import type {
  AlarmPoint,
  ConnectionMark,
  Handover,
  LogEntry,
  Occurrence,
  Order,
  ProcedureRun,
  Proposal,
  Round,
  SavedPlans,
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
  Outlook,
  PlanMark,
  PlanSuspension,
  ProcedureRun,
  Proposal,
  Round,
  SavedPlans,
  Similar,
} from '@millwright/operate';

export interface SavedStates {
  alarms: { occurrences: Occurrence[]; points: AlarmPoint[] };
  orders: Order[];
  plans: SavedPlans;
  rounds: Round[];
  procedures: ProcedureRun[];
  shifts: { entries: LogEntry[]; handovers: Handover[] };
  proposals: Proposal[];
  /** The last change of each source, and the newest changes of all. */
  connections: { sources: ConnectionMark[]; changes: ConnectionMark[] };
}
