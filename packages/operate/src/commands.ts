/** What commands of this package decide on, and what they are given besides. */
import type { CommandDefinition, Permission } from '@millwright/journal';
import type { AlarmsState } from './alarms/state.ts';
import type { Present } from './present.ts';

/** States by the names under which a desk must know them; `operateProjections` are made for it. */
export interface OperateStates {
  alarms: AlarmsState;
}

/** What the server hands in. */
export interface Surroundings {
  present: Present;
  /** Whether an actor may do something at the place of a twin (empty path: the whole plant). */
  may(actor: string, permission: Permission, place: string): boolean;
  /** Whether the plant is the real one and live: false while a replay runs. */
  isLive(): boolean;
}

export type OperateCommand<Data> = CommandDefinition<OperateStates, Data>;
