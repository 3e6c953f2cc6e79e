/** Which column of which twin's rows feeds which slot. */
import type { SignalMapping } from '@millwright/model';

/** Pairs of position in `ColumnPlan.wanted` and slot, for the rows of one twin. */
export interface TwinPlan {
  positions: number[];
  slots: number[];
}

export class ColumnPlan {
  /** Names of columns that feed signals. */
  readonly wanted: string[] = [];
  readonly plans: TwinPlan[] = [];
  #positions = new Map<string, number>();
  /** Path of the twin to index in `plans`; the empty path where rows name no twin. */
  #twins = new Map<string, number>();
  #byTwin: boolean;

  /** @param byTwin whether rows name their twin; otherwise each row feeds all mapped signals */
  constructor(byTwin: boolean) {
    this.#byTwin = byTwin;
  }

  /** Adds the mapping of a slot; the address is the name of a column. */
  add(slot: number, mapping: SignalMapping): void {
    const twin = this.#byTwin ? mapping.path.slice(0, mapping.path.lastIndexOf('.')) : '';
    let index = this.#twins.get(twin);
    if (index === undefined) {
      index = this.plans.push({ positions: [], slots: [] }) - 1;
      this.#twins.set(twin, index);
    }
    let position = this.#positions.get(mapping.address);
    if (position === undefined) {
      position = this.wanted.push(mapping.address) - 1;
      this.#positions.set(mapping.address, position);
    }
    this.plans[index].positions.push(position);
    this.plans[index].slots.push(slot);
  }

  /** Index of the plan for a twin, -1 where the plant maps nothing of it. */
  indexOf(twin: string): number {
    return this.#twins.get(twin) ?? -1;
  }
}
