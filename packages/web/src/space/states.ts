/** What twins look like by their values: hidden, greyed when a value is bad or stale, or in the look of their state. */
import { BAD, levelOf } from '@millwright/model/web';
import type { ValueSource } from '../values/value-source.ts';
import type { Binding, Placed } from './placement.ts';
import { amount } from './wholes.ts';

/** Numbers of the looks, as batches take them. */
const LOOK = { normal: 0, stale: 1, off: 2, attention: 3, fault: 4 } as const;

export class States {
  /** 1: not drawn, because its binding `visible` says so. By number of what is placed. */
  readonly hidden: Uint8Array;
  /** Look by number of what is placed. */
  readonly looks: Uint8Array;
  /** Bound signals: `#from[i]` to `#from[i + 1]` in `#bound`. */
  #bound: Uint32Array;
  #from: Uint32Array;
  #state: readonly (Binding | undefined)[];
  #visible: readonly (Binding | undefined)[];

  constructor(placed: readonly Placed[]) {
    const bound = placed.map((one) => [...one.bindings.values()].map(({ signal }) => signal.index));
    this.#bound = Uint32Array.from(bound.flat());
    this.#from = new Uint32Array(bound.length + 1);
    bound.forEach((list, i) => {
      this.#from[i + 1] = this.#from[i] + list.length;
    });
    this.hidden = new Uint8Array(placed.length);
    this.looks = new Uint8Array(placed.length);
    this.#state = placed.map(({ bindings }) => bindings.get('state'));
    this.#visible = placed.map(({ bindings }) => bindings.get('visible'));
  }

  /** Reads whether one is visible; it stays as it was while that is not known. Returns whether that changed. */
  hide(source: ValueSource, i: number): boolean {
    const value = amount(source, this.#visible[i]);
    if (Number.isNaN(value)) return false;
    const hidden = value >= 0.5 ? 0 : 1;
    if (hidden === this.hidden[i]) return false;
    this.hidden[i] = hidden;
    return true;
  }

  /** Reads the look of one. Returns whether it changed. */
  look(source: ValueSource, i: number): boolean {
    const look = this.#isStale(source, i) ? LOOK.stale : this.#stateLook(source, i);
    if (look === this.looks[i]) return false;
    this.looks[i] = look;
    return true;
  }

  #isStale(source: ValueSource, i: number): boolean {
    for (let k = this.#from[i]; k < this.#from[i + 1]; k++) {
      if (levelOf(source.quality[this.#bound[k]]) >= BAD) return true;
    }
    return false;
  }

  /** Without `looks` 0 is off and everything else is normal. */
  #stateLook(source: ValueSource, i: number): number {
    const binding = this.#state[i];
    const value = amount(source, binding);
    if (!binding || Number.isNaN(value)) return LOOK.normal;
    const state = Math.round(value);
    if (!binding.looks) return state === 0 ? LOOK.off : LOOK.normal;
    return LOOK[binding.looks[state] ?? 'normal'];
  }
}
