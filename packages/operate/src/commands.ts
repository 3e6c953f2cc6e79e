/** What commands of this package decide on, and what they are given besides. */
import type { CommandDefinition, Permission } from '@millwright/journal';
import type { AlarmsState } from './alarms/state.ts';
import type { ConnectionsState } from './connections/state.ts';
import type { OrdersState } from './orders/state.ts';
import type { PlansState } from './plans/state.ts';
import type { Present } from './present.ts';
import type { RunsState } from './procedures/state.ts';
import type { ProposalsState } from './proposals/state.ts';
import type { RoundsState } from './rounds/state.ts';
import type { ShiftsState } from './shifts/state.ts';

/** States by the names under which a desk must know them: those of `operateProjections`. */
export interface OperateStates {
  alarms: AlarmsState;
  orders: OrdersState;
  plans: PlansState;
  rounds: RoundsState;
  procedures: RunsState;
  shifts: ShiftsState;
  proposals: ProposalsState;
  connections: ConnectionsState;
}

/** What the server hands in. */
export interface Surroundings {
  present: Present;
  /** Whether an actor may do something at the place of a twin (empty path: the whole plant). */
  may(actor: string, permission: Permission, place: string): boolean;
  /** The person behind an actor: the owner of a token, else the actor itself. */
  person(actor: string): string;
  /** Whether the samples are those of the real plant now: false while a replay runs. */
  isLive(): boolean;
}

export type OperateCommand<Data> = CommandDefinition<OperateStates, Data>;
