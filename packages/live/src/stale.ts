/**
 * What readers see of signals from which nothing comes any more.
 *
 * A measured signal from which nothing came for longer than its stale time, by the clock of arrival, is marked stale
 * (`no-data`), and so is every derived signal that reads it directly or through others (`input`), aggregates excepted. The
 * marks are for readers alone: formulas and alarms judge the age of a sample by source time (see emit.ts), so that
 * their results do not hang on when somebody looked at the clock.
 *
 * Cost: a slice of the watched slots per tick, so that a round takes about a second however large the plant is and however
 * often it ticks; derived signals only in rows that hold a mark.
 */
import { STALE } from '@millwright/model';
import { type Arena, STALE_INPUT, STALE_NO_DATA } from './arena.ts';
import type { FormulaProgram, Program } from './program.ts';

/** Time for one round over all slots of a large plant. */
const ROUND_MS = 1000;
/** Slots looked at in each tick at least. */
const SLICE = 8192;

export class StaleMarks {
  readonly #arena: Arena;
  /** Clock at which the last sample of a slot came; 0: none yet. */
  readonly arrived: Float64Array;
  /** Plant-wide rows that hold a mark. */
  readonly #rows: Uint8Array;
  #program: Program;
  /** Columns with a stale time. */
  #watched: number[] = [];
  #slots = 0;
  #column = 0;
  #row = 0;
  /** Clock of the last sweep. */
  #sweptAt = Number.NaN;
  #review = new Set<number>();

  constructor(arena: Arena, program: Program) {
    this.#arena = arena;
    this.arrived = new Float64Array(arena.size);
    this.#rows = new Uint8Array(program.columns.rowCount);
    this.#program = program;
    this.swap(program);
  }

  swap(program: Program): void {
    this.#program = program;
    const { staleAfter, derived, rows } = program.columns;
    this.#watched = [...staleAfter.keys()].filter(
      (c) => staleAfter[c] < Number.POSITIVE_INFINITY && derived[c] === 0 && rows[c] > 0,
    );
    this.#slots = this.#watched.reduce((sum, column) => sum + rows[column], 0);
    this.#column = 0;
    this.#row = 0;
  }

  /** A row was evaluated: if it holds marks, `finish` looks at it again. */
  evaluated(row: number): void {
    if (this.#rows[row] !== 0) this.#review.add(row);
  }

  /** Ends a tick: looks at the next slice of slots, then at the derived signals of rows with marks. */
  finish(now: number): void {
    this.#sweep(now);
    if (this.#review.size === 0) return;
    const { columns, formulas, groups } = this.#program;
    for (const row of this.#review) {
      for (let e = groups.starts[row]; e < groups.starts[row + 1]; e++) this.#review.add(groups.readers[e]);
    }
    const byType: number[][] = columns.firstRow.map(() => []);
    for (const row of this.#review) {
      const type = columns.typeOfRow(row);
      byType[type].push(row - columns.firstRow[type]);
      this.#rows[row] = this.#hasMarkedSlot(type, row - columns.firstRow[type]) ? 1 : 0;
    }
    for (const formula of formulas) {
      for (const row of byType[formula.type.index]) this.#judge(formula, row);
    }
    this.#review.clear();
  }

  #sweep(now: number): void {
    const { bases, rows, staleAfter, shifts } = this.#program.columns;
    const { quality } = this.#arena;
    // The first sweep, and one after a jump of the clock, looks at everything.
    const share = now >= this.#sweptAt ? (now - this.#sweptAt) / ROUND_MS : 1;
    this.#sweptAt = now;
    let left = Math.min(this.#slots, Math.max(SLICE, Math.ceil(this.#slots * share)));
    while (left > 0) {
      const column = this.#watched[this.#column];
      const base = bases[column];
      const end = Math.min(rows[column], this.#row + left);
      const oldest = now - staleAfter[column];
      for (let slot = base + this.#row; slot < base + end; slot++) {
        const arrived = this.arrived[slot];
        if (arrived >= oldest || arrived === 0 || (quality[slot] & 3) === STALE) continue;
        quality[slot] = STALE_NO_DATA;
        this.#arena.touch(slot);
        this.#review.add(slot - shifts[column]);
      }
      left -= end - this.#row;
      this.#row = end;
      if (end < rows[column]) continue;
      this.#row = 0;
      this.#column = (this.#column + 1) % this.#watched.length;
    }
  }

  /** Whether a measured signal of a row is marked. */
  #hasMarkedSlot(type: number, row: number): boolean {
    const { bases, types } = this.#program.columns;
    return this.#watched.some((c) => types[c] === type && this.#isMarked(bases[c] + row));
  }

  /** Stale for readers, although the newest sample is not. */
  #isMarked(slot: number): boolean {
    const { own, quality } = this.#arena;
    return (quality[slot] & 3) === STALE && (own[slot] & 3) !== STALE;
  }

  /** Sets or takes away the mark of a derived signal; its inputs have been judged before. */
  #judge({ direct, column }: FormulaProgram, row: number): void {
    const { own, quality } = this.#arena;
    const { bases, firstRow, types } = this.#program.columns;
    const slot = bases[column] + row;
    let isStale = false;
    for (const input of direct) {
      if (this.#isMarked(typeof input === 'number' ? input + row : input[row])) isStale = true;
    }
    if (isStale) this.#rows[firstRow[types[column]] + row] = 1;
    const seen = isStale && (own[slot] & 3) !== STALE ? STALE_INPUT : own[slot];
    if (seen === quality[slot]) return;
    quality[slot] = seen;
    this.#arena.touch(slot);
  }
}
