/**
 * What a birth said about the metrics of one edge node or device: alias or name to slot and data type. Aliases are usually
 * a run of small numbers, and then cost five bytes each and no hashing.
 */

/** The metric was born, but no signal wants it. */
export const UNMAPPED = -1;
/** The metric was not in the birth. */
export const UNKNOWN = -2;

/** Aliases are kept in an array while it is not much emptier than this. */
const SPREAD = 4;
const SLACK = 1024;

/** How the birth called a metric. */
export interface BoundMetric {
  /** -1 where the birth gave none. */
  alias: number;
  type: number;
  /** The publisher puts it into the field for 64 bits, where 32 would do. */
  isLong: boolean;
}

export class Bindings {
  #base = 0;
  #slots: Int32Array;
  #types: Uint8Array;
  /** Alias to row, where aliases are too far apart for an array. */
  #sparse: Map<number, number> | undefined;
  #long: Set<number> | undefined;
  #names: Map<string, number> | undefined;
  /** Rows of named metrics, and of sparse aliases. */
  #rows: { slot: number; type: number }[] = [];

  /** @param aliases those of the birth, -1 where a metric has none; the first `count` count */
  constructor(aliases: Float64Array, count: number) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      const alias = aliases[i];
      if (alias < 0) continue;
      if (alias < low) low = alias;
      if (alias > high) high = alias;
    }
    const span = high - low + 1;
    if (span > 0 && span <= count * SPREAD + SLACK) {
      this.#base = low;
      this.#slots = new Int32Array(span).fill(UNKNOWN);
      this.#types = new Uint8Array(span);
    } else {
      this.#slots = new Int32Array(0);
      this.#types = new Uint8Array(0);
      if (span > 0) this.#sparse = new Map();
    }
  }

  /** Returns false where the alias was already given to another metric. */
  bindAlias(alias: number, slot: number, type: number): boolean {
    if (this.#sparse !== undefined) {
      if (this.#sparse.has(alias)) return false;
      this.#sparse.set(alias, this.#rows.push({ slot, type }) - 1);
      return true;
    }
    const at = alias - this.#base;
    if (this.#slots[at] !== UNKNOWN) return false;
    this.#slots[at] = slot;
    this.#types[at] = type;
    return true;
  }

  bindName(name: string, slot: number, type: number): void {
    this.#names ??= new Map();
    this.#names.set(name, this.#rows.push({ slot, type }) - 1);
  }

  /** Slot of an alias, UNMAPPED or UNKNOWN. */
  slotOfAlias(alias: number): number {
    const at = alias - this.#base;
    if (at >= 0 && at < this.#slots.length) return this.#slots[at];
    if (this.#sparse === undefined) return UNKNOWN;
    const row = this.#sparse.get(alias);
    return row === undefined ? UNKNOWN : this.#rows[row].slot;
  }

  /** Data type of an alias that is known. */
  typeOfAlias(alias: number): number {
    const at = alias - this.#base;
    if (at >= 0 && at < this.#types.length) return this.#types[at];
    const row = this.#sparse?.get(alias);
    return row === undefined ? 0 : this.#rows[row].type;
  }

  /** The publisher puts 32 bits of this slot's metric into the field for 64. */
  markLong(slot: number): void {
    this.#long ??= new Set();
    this.#long.add(slot);
  }

  /** The metric of a slot; undefined where the birth had none for it. Cost: a search through the metrics of the owner. */
  metricOf(slot: number): BoundMetric | undefined {
    const at = this.#slots.indexOf(slot);
    const isLong = this.#long?.has(slot) ?? false;
    if (at >= 0) return { alias: this.#base + at, type: this.#types[at], isLong };
    const row = this.#rows.findIndex((one) => one.slot === slot);
    if (row < 0) return undefined;
    for (const [alias, of] of this.#sparse ?? [])
      if (of === row) return { alias, type: this.#rows[row].type, isLong };
    return { alias: -1, type: this.#rows[row].type, isLong };
  }

  slotOfName(name: string): number {
    const row = this.#names?.get(name);
    return row === undefined ? UNKNOWN : this.#rows[row].slot;
  }

  typeOfName(name: string): number {
    const row = this.#names?.get(name);
    return row === undefined ? 0 : this.#rows[row].type;
  }
}
