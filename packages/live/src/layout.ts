/**
 * Where the inputs of a type's formulas lie in an arena. The live store lays out the whole plant by signal id;
 * computing back lays out only what one formula reads.
 */
import type { Plant, Twin, TwinType } from '@millwright/model';
import { AggregateReader } from './aggregate.ts';

export interface Layout {
  /** The slot that stands for a missing relative. */
  missing: number;
  /** First slot of a column of the type; row r lies r slots further. */
  column(type: TwinType, signal: string): number;
  /** Slots that a reference means for one twin; empty where there is no such relative. */
  resolve(twin: Twin, hops: readonly string[], signal: string): readonly number[];
  /** Milliseconds a sample of a slot holds. */
  staleAfter(slot: number): number;
}

/** One number for all rows, or one per row. */
export type PerRow = number | Float64Array;

/** A reference to at most one signal per row. */
export interface Relative {
  slots: Uint32Array;
  staleAfter: PerRow;
}

/** Resolved references of one type, made once and shared by all its formulas and alarms. */
export class References {
  readonly type: TwinType;
  readonly layout: Layout;
  readonly #plant: Plant;
  readonly #relatives = new Map<string, Relative>();
  readonly #aggregates = new Map<string, AggregateReader>();
  readonly #parameters = new Map<string, PerRow>();

  constructor(plant: Plant, type: TwinType, layout: Layout) {
    this.#plant = plant;
    this.type = type;
    this.layout = layout;
  }

  /** A single reference: the first signal it means, or the missing slot. */
  relative(hops: readonly string[], signal: string): Relative {
    return cached(this.#relatives, key(hops, signal), () => {
      const { twins, rows } = this.type;
      const slots = new Uint32Array(rows);
      const stale = new Float64Array(rows);
      for (let row = 0; row < rows; row++) {
        const slot = this.layout.resolve(twins[row], hops, signal)[0] ?? this.layout.missing;
        slots[row] = slot;
        stale[row] = slot === this.layout.missing ? Number.POSITIVE_INFINITY : this.layout.staleAfter(slot);
      }
      return { slots, staleAfter: uniform(stale) };
    });
  }

  /** A reference to all members of a many-part. */
  aggregate(hops: readonly string[], signal: string): AggregateReader {
    return cached(this.#aggregates, key(hops, signal), () => {
      const { twins, rows } = this.type;
      const starts = new Uint32Array(rows + 1);
      const slots: number[] = [];
      for (let row = 0; row < rows; row++) {
        slots.push(...this.layout.resolve(twins[row], hops, signal));
        starts[row + 1] = slots.length;
      }
      const stale = Float64Array.from(slots, (slot) => this.layout.staleAfter(slot));
      return new AggregateReader(starts, Uint32Array.from(slots), stale);
    });
  }

  /** All references to other slots than the own columns: [row, slot], missing ones left out. */
  *crossings(): Generator<[row: number, slot: number]> {
    for (const { slots } of this.#relatives.values()) {
      for (let row = 0; row < slots.length; row++) {
        if (slots[row] !== this.layout.missing) yield [row, slots[row]];
      }
    }
    for (const { starts, slots } of this.#aggregates.values()) {
      for (let row = 0; row + 1 < starts.length; row++) {
        for (let m = starts[row]; m < starts[row + 1]; m++) yield [row, slots[m]];
      }
    }
  }

  /** A parameter per row; NaN where there is no such relative or no value. */
  parameter(hops: readonly string[], parameter: string): PerRow {
    return cached(this.#parameters, key(hops, parameter), () => {
      const values = Float64Array.from(this.type.twins, (twin) =>
        parameterOf(relativeOf(this.#plant, twin, hops), parameter),
      );
      return uniform(values);
    });
  }
}

/** The twin that hops lead to: `parent`, or the name of a single part. */
export function relativeOf(plant: Plant, twin: Twin, hops: readonly string[]): Twin | undefined {
  let at: Twin | undefined = twin;
  for (const hop of hops) {
    if (at === undefined) return undefined;
    at = hop === 'parent' ? at.parent : plant.twin(`${at.path}/${hop}`);
  }
  return at;
}

/** Value of a twin's parameter; NaN where it has none. */
export function parameterOf(twin: Twin | undefined, parameter: string): number {
  const index = twin?.type?.parameters.findIndex((p) => p.name === parameter) ?? -1;
  return index < 0 || twin === undefined ? Number.NaN : twin.parameters[index];
}

/** The layout of a whole plant: slots are signal ids. */
export function plantLayout(plant: Plant): Layout {
  const bases = plant.types.map((type) => type.base);
  return {
    missing: plant.signalCount,
    column: (type, signal) => type.base + (type.signal(signal)?.column ?? 0) * type.rows,
    resolve: (twin, hops, signal) => plant.resolve(twin, hops, signal),
    staleAfter: (slot) => {
      let index = 0;
      while (index + 1 < bases.length && bases[index + 1] <= slot) index++;
      const type = plant.types[index];
      return type.signals[Math.floor((slot - type.base) / type.rows)].staleAfter;
    },
  };
}

function key(hops: readonly string[], name: string): string {
  return [...hops, name].join('.');
}

function cached<T>(map: Map<string, T>, name: string, make: () => T): T {
  let value = map.get(name);
  if (value === undefined) {
    value = make();
    map.set(name, value);
  }
  return value;
}

function uniform(values: Float64Array): PerRow {
  const first = values.length > 0 ? values[0] : 0;
  return values.every((value) => Object.is(value, first)) ? first : values;
}
