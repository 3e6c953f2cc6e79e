/**
 * The present of a plant: newest values in shared columns, derived signals and alarm conditions kept up to date.
 *
 * Samples wait in a queue until the next tick, which cuts them into waves by source time, applies each wave, evaluates the
 * formulas of the rows it touched in order of dependence, then the alarm conditions of these rows.
 */
import type { Plant, SampleBatch } from '@millwright/model';
import { Alarms, type AlarmTransition } from './alarms.ts';
import { applyWave, dropUnusable } from './apply.ts';
import { Arena } from './arena.ts';
import { layoutDifference } from './columns.ts';
import { Factories } from './compile.ts';
import { DirtyRows } from './dirty.ts';
import type { HistoryReader } from './history.ts';
import { buildProgram, type Program } from './program.ts';
import { StaleMarks } from './stale.ts';
import type { LiveStatistics } from './statistics.ts';
import { Integrals, readBack, type WarmUp } from './warm-up.ts';
import { Waves } from './waves.ts';

/** What a tick brought. */
export interface Tick {
  /**
   * Evaluated samples of derived signals that are stored, rounded to their resolution, in shared memory. The receiver owns the
   * batch, and may give it back with `recycle`.
   */
  derived: SampleBatch;
  /** Ids whose newest sample or visible quality changed, each once, in no order; valid until the next tick. */
  changed: Uint32Array;
  changedCount: number;
  alarms: AlarmTransition[];
}

export class LiveStore {
  readonly values: Float64Array<SharedArrayBuffer>;
  readonly times: Float64Array<SharedArrayBuffer>;
  readonly quality: Uint8Array<SharedArrayBuffer>;
  /** When each signal last changed: `ticks` by signal id, 0 for never, in numbers that grow up to `tick`; set back together when they get too large. */
  readonly marks: { readonly ticks: Uint32Array; readonly tick: number };
  readonly statistics: LiveStatistics = {
    samples: 0,
    late: 0,
    duplicates: 0,
    unknown: 0,
    refused: 0,
    evaluations: 0,
    ticks: 0,
    waves: 0,
    tickMs: 0,
  };
  readonly #arena: Arena;
  readonly #factories: Factories;
  readonly #waves = new Waves();
  readonly #dirty: DirtyRows;
  readonly #alarms: Alarms;
  readonly #stale: StaleMarks;
  #program: Program;
  /** Formulas to be evaluated for all rows at the next tick: changed ones, and at first those that read no signal. */
  #fresh: Set<number>;

  /** Throws an Error where formulas read each other in a circle. Cost: one generated function per shape of formula. */
  constructor(plant: Plant) {
    const arena = new Arena(plant.signalCount);
    this.#arena = arena;
    this.#factories = new Factories(arena);
    this.#program = buildProgram(plant, this.#factories);
    this.values = new Float64Array(arena.values.buffer, 0, plant.signalCount);
    this.times = new Float64Array(arena.times.buffer, 0, plant.signalCount);
    this.quality = new Uint8Array(arena.quality.buffer, 0, plant.signalCount);
    this.marks = {
      ticks: arena.stamps,
      get tick() {
        return arena.wave;
      },
    };
    this.#dirty = new DirtyRows(this.#program.columns);
    this.#alarms = new Alarms(arena, this.#program);
    this.#stale = new StaleMarks(arena, this.#program);
    this.#fresh = new Set(this.#program.formulas.filter((f) => f.reads.size === 0).map((f) => f.column));
  }

  get plant(): Plant {
    return this.#program.plant;
  }

  /** Takes samples in; they count from the next tick on. The batch is copied. Unknown ids are counted, not thrown. */
  ingest(batch: SampleBatch, _now: number): void {
    this.statistics.samples += batch.length;
    this.#waves.add(batch);
  }

  /**
   * Works through all samples taken in since the last tick. `now`: the clock, ms. Cost: linear in samples and in
   * evaluations of the rows they touch; no object per sample.
   */
  tick(now: number): Tick {
    const started = performance.now();
    const arena = this.#arena;
    const { statistics } = this;
    arena.beginTick(now);
    const waves = this.#waves;
    dropUnusable(waves, this.#program.columns, statistics);
    const count =
      waves.length === 0 && this.#fresh.size === 0
        ? 0
        : waves.cut(this.#program.columns, this.#program.groups);
    for (let k = 0; k < count; k++) {
      arena.wave++;
      const { columns } = this.#program;
      applyWave(waves, count === 1 ? undefined : k, arena, columns, this.#dirty, this.#stale, statistics);
      this.#evaluate(k === count - 1);
    }
    waves.clear();
    arena.wave++;
    this.#stale.finish(now);
    this.#alarms.passClock(now);
    statistics.ticks++;
    statistics.waves += count;
    statistics.tickMs += performance.now() - started;
    return {
      derived: arena.output.take(),
      changed: arena.changed,
      changedCount: arena.changedCount,
      alarms: this.#alarms.take(),
    };
  }

  /** Takes the `derived` of an earlier tick back, to be filled again; nobody may look at it any more. Optional. */
  recycle(batch: SampleBatch): void {
    this.#arena.output.recycle(batch);
  }

  /**
   * Goes over to a plant with other formulas, alarms or parameters and the same ids. Columns stay, and so does the state of
   * formulas and alarms that did not change; changed formulas are evaluated for all rows at the next tick. Throws an Error
   * that says what is wrong, and goes on as before, where ids differ or formulas read each other in a circle.
   */
  swap(plant: Plant): void {
    const difference = layoutDifference(this.plant, plant);
    if (difference !== undefined) {
      throw new Error(
        `The plant cannot be exchanged while running: ${difference}. Start it again with the new documents.`,
      );
    }
    const program = buildProgram(plant, this.#factories, this.#program);
    this.#program = program;
    this.#dirty.swap(program.columns);
    this.#alarms.swap(program);
    this.#stale.swap(program);
    for (const formula of program.formulas) if (formula.isNew) this.#fresh.add(formula.column);
  }

  /** Alarms that stand now, each as it was raised. */
  standing(): AlarmTransition[] {
    return this.#alarms.standing();
  }

  /** Lets alarms stand that stood when the plant was left. Returns those whose twin or alarm is gone. */
  restore(standing: readonly AlarmTransition[]): AlarmTransition[] {
    return this.#alarms.restore(standing);
  }

  /**
   * Fills windows, lags and integrals from the recorded past up to `until`, as if the process had never ended; alarms stay at
   * rest (`restore`). To be called before the first sample. Cost: reading and evaluating what windows reach back to, at
   * most four million samples.
   */
  async warmUp(until: number, history: HistoryReader): Promise<WarmUp> {
    const counted = { ...this.statistics };
    const fresh = new Set(this.#fresh);
    const integrals = new Integrals(this.#program);
    const result = await readBack(this.#program, until, history, (batch, time) => {
      this.ingest(batch, time);
      integrals.note(this.tick(time).derived);
    });
    await integrals.resume(until, history);
    this.#alarms.forget();
    this.#fresh = fresh;
    Object.assign(this.statistics, counted);
    return result;
  }

  /** Evaluates what the wave touched; in the last wave also the formulas that are new. */
  #evaluate(isLast: boolean): void {
    const { formulas, groups, columns } = this.#program;
    const dirty = this.#dirty;
    if (isLast && this.#fresh.size > 0) dirty.addColumns(this.#fresh, columns);
    dirty.close(groups, this.#stale);
    let evaluations = 0;
    for (const { type, column, loop } of formulas) {
      const count = dirty.counts[type.index];
      if (count === 0) continue;
      const isFresh = isLast && this.#fresh.has(column);
      evaluations += loop(dirty.lists[type.index], count, isFresh);
    }
    for (let type = 0; type < dirty.counts.length; type++) {
      if (dirty.counts[type] > 0)
        evaluations += this.#alarms.evaluate(type, dirty.lists[type], dirty.counts[type]);
    }
    if (isLast) this.#fresh.clear();
    dirty.clear();
    this.statistics.evaluations += evaluations;
  }
}
