/**
 * Fills the state of time functions from the recorded past, so that windows, lags and integrals go on where they were when the
 * process before ended.
 */
import { allocateBatch, type Expr, type SampleBatch, type Series } from '@millwright/model';
import { type HistoryReader, lookBackOf, rootIntegral, withoutConversions } from './history.ts';
import type { FormulaProgram, Program } from './program.ts';
import { Integral } from './time/integral.ts';
import { inputsOf, timesOf } from './walk.ts';

/** Milliseconds read at a time. */
const SLICE = 300_000;
/** Samples read at most: about a second of reading and a second of evaluating. */
const MOST_SAMPLES = 4_000_000;
/** Signals read at most: each costs a question per slice. */
const MOST_SIGNALS = 5_000;
/** `previous`, `delta` and `rate` look back to one sample before; a slow signal sends one a minute. */
const LAG_REACH = 60_000;
/** Windows longer than this begin with what lies within it. */
const MOST_REACH = 86_400_000;

export interface WarmUp {
  /** Samples taken in. */
  samples: number;
  /** Beginning of what was taken in, ms; the instant itself where nothing was. */
  from: number;
  /** What begins empty, or later than its window reaches, and why; undefined when everything goes on. */
  incomplete?: string;
}

/** What the process before left, in order of time: `take` gets batch after batch and the newest time in each. */
export async function readBack(
  program: Program,
  until: number,
  history: HistoryReader,
  take: (batch: SampleBatch, time: number) => void,
): Promise<WarmUp> {
  const reaches = reachOfSignals(program);
  if (reaches.size === 0) return { samples: 0, from: until };
  if (reaches.size > MOST_SIGNALS) {
    const incomplete = `formulas over time read ${reaches.size} signals, more than the ${MOST_SIGNALS} that are read back; they begin empty`;
    return { samples: 0, from: until, incomplete };
  }
  const longest = Math.max(...reaches.values());
  // Newest first: where there is too much, what is left out is the oldest.
  const slices: { batch: SampleBatch; end: number }[] = [];
  let samples = 0;
  let end = until;
  while (end > until - longest && samples < MOST_SAMPLES) {
    const start = Math.max(end - SLICE, until - longest);
    const batch = await readSlice(reaches, until, start, end, history);
    samples += batch.length;
    slices.push({ batch, end });
    end = start;
  }
  for (const slice of slices.reverse()) take(slice.batch, slice.end);
  const short = end > until - longest;
  const hours = ((until - end) / 3_600_000).toFixed(1);
  return {
    samples,
    from: end,
    ...(short ? { incomplete: `windows longer than ${hours} h hold only what came since then` } : {}),
  };
}

/**
 * The integrals that are a whole formula and recorded: while the past is read back they begin at 0, and at the end they are
 * lifted by what the record says more.
 */
export class Integrals {
  readonly #formulas: readonly FormulaProgram[];
  readonly #bases: Uint32Array;
  /** Per id: time and value of the newest usable sample that was computed while reading back. */
  readonly #computed = new Map<number, { time: number; value: number }>();

  constructor({ formulas, columns }: Program) {
    this.#formulas = formulas.filter(
      ({ type, signal }) =>
        signal.stored &&
        type.rows <= MOST_SIGNALS &&
        signal.formula !== undefined &&
        rootIntegral(signal.formula.expr) !== undefined,
    );
    this.#bases = columns.bases;
  }

  /** Notes what a tick of reading back computed. */
  note({ length, signals, times, values, quality }: SampleBatch): void {
    const ranges = this.#formulas.map(({ column, type }) => [this.#bases[column], type.rows] as const);
    if (ranges.length === 0) return;
    for (let i = 0; i < length; i++) {
      const id = signals[i];
      if ((quality[i] & 3) >= 2 || !ranges.some(([base, rows]) => id >= base && id < base + rows)) continue;
      this.#computed.set(id, { time: times[i], value: values[i] });
    }
  }

  /** Lifts every integral to its record. */
  async resume(until: number, history: HistoryReader): Promise<void> {
    for (const { type, signal, column, nodes } of this.#formulas) {
      const node = nodes.at(-1);
      if (signal.formula === undefined || !(node instanceof Integral)) continue;
      const { expr } = signal.formula;
      await Promise.all(
        type.twins.map(async ({ row }) => {
          const id = this.#bases[column] + row;
          const computed = this.#computed.get(id);
          const recorded = await lastUsable(id, computed?.time ?? until, history);
          if (recorded === undefined) return;
          const reached = computed === undefined ? 0 : withoutConversions(expr, computed.value);
          node.lift(row, withoutConversions(expr, recorded) - reached);
        }),
      );
    }
  }
}

/** The newest usable value at or before an instant; a gap of more than a month ends the search. */
async function lastUsable(id: number, at: number, history: HistoryReader): Promise<number | undefined> {
  for (const width of [0, LAG_REACH, 3_600_000, MOST_REACH, 31 * MOST_REACH]) {
    const { values, quality } = await history.series(id, at - width, at);
    for (let i = values.length - 1; i >= 0; i--) if ((quality[i] & 3) < 2) return values[i];
    if (values.length === 0) return undefined;
  }
  return undefined;
}

async function readSlice(
  reaches: ReadonlyMap<number, number>,
  until: number,
  start: number,
  end: number,
  history: HistoryReader,
): Promise<SampleBatch> {
  const wanted = [...reaches].filter(([, reach]) => end > until - reach || end === until);
  const found = await Promise.all(
    wanted.map(([id, reach]) => history.series(id, Math.min(end, Math.max(start, until - reach)), end)),
  );
  const batch = allocateBatch(found.reduce((sum, { times }) => sum + times.length, 0));
  found.forEach((series, i) => {
    append(batch, wanted[i][0], series);
  });
  return batch;
}

function append(batch: SampleBatch, id: number, { times, values, quality }: Series): void {
  batch.signals.fill(id, batch.length, batch.length + times.length);
  batch.times.set(times, batch.length);
  batch.values.set(values, batch.length);
  batch.quality.set(quality, batch.length);
  batch.length += times.length;
}

/** Per id of a signal that comes from outside: milliseconds before now that decide the state of some time function. */
function reachOfSignals({ plant, columns, formulas, alarms }: Program): Map<number, number> {
  const reach = new Map<number, number>();
  const widen = (column: number, by: number): void => {
    reach.set(column, Math.min(MOST_REACH, Math.max(by, reach.get(column) ?? 0)));
  };
  for (const { type, alarm } of alarms) {
    for (const { expr } of new Set([alarm.when, alarm.holds])) {
      if (timesOf(expr).length === 0) continue;
      for (const { hops, signal } of inputsOf(expr)) {
        for (const twin of type.twins) {
          for (const id of plant.resolve(twin, hops, signal)) widen(columns.of[id], reachOf(expr));
        }
      }
    }
  }
  // From the readers to what they read.
  for (const { column, reads, signal } of [...formulas].reverse()) {
    const { formula } = signal;
    const own = reach.get(column);
    if (formula === undefined || (own === undefined && timesOf(formula.expr).length === 0)) continue;
    for (const read of reads) widen(read, (own ?? 0) + reachOf(formula.expr));
  }
  const signals = new Map<number, number>();
  for (const [column, by] of reach) {
    if (columns.derived[column] !== 0) continue;
    for (let row = 0; row < columns.rows[column]; row++) signals.set(columns.bases[column] + row, by);
  }
  return signals;
}

/** Integrals are lifted to their record: they need no more than their newest samples. */
function reachOf(expr: Expr): number {
  return timesOf(expr).length > 0 ? Math.max(lookBackOf(expr, 0), LAG_REACH) : 0;
}
