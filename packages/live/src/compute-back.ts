/** Computes a formula over the recorded past, with the same compiled loop as the present. */
import type { Plant, SampleBatch, Series, Twin, TwinType } from '@millwright/model';
import { Arena } from './arena.ts';
import { Factories, generateFormula } from './compile.ts';
import { type HistoryReader, lookBackOf } from './history.ts';
import { judgeByte } from './judge.ts';
import { type Layout, plantLayout, References } from './layout.ts';
import { inputsOf } from './walk.ts';

/** Milliseconds of history read at a time. */
const SLICE = 6 * 3_600_000;
/** Samples handed to the sink at a time, at least. */
const BATCH = 65_536;

/**
 * Computes the formula of a derived signal of every twin of `type` over [from, to] and hands the samples to `sink` in batches,
 * twin after twin in order of time; the sink owns them. Returns their number.
 *
 * Windows are filled from before `from`, as far as they reach (an integral begins at 0, one day before). Memory: six hours of
 * the inputs of one twin. Throws an Error where `type` has no such derived signal.
 */
export async function computeBack(
  plant: Plant,
  type: TwinType,
  signalName: string,
  from: number,
  to: number,
  history: HistoryReader,
  sink: (batch: SampleBatch) => Promise<void> | void,
): Promise<number> {
  const signal = type.signal(signalName);
  if (signal?.formula === undefined) {
    throw new Error(
      `Twin type ${type.name} has no derived signal ${signalName}; only formulas can be computed back.`,
    );
  }
  const { expr } = signal.formula;
  const compact = new CompactLayout(plant);
  const target = compact.column(type, signalName);
  for (const { hops, signal: name } of inputsOf(expr)) if (hops.length === 0) compact.column(type, name);
  for (const { hops, signal: name } of inputsOf(expr)) {
    for (const twin of type.twins) compact.resolve(twin, hops, name);
  }
  const generated = generateFormula(new References(plant, type, compact), { ...signal, stored: true }, expr);
  const arena = new Arena(compact.missing);
  const { loop } = new Factories(arena).formula(generated, type.rows, 1);
  const base = type.base + signal.column * type.rows;
  let total = 0;
  const flush = async (least: number): Promise<void> => {
    if (arena.output.batch.length < least) return;
    const batch = withoutBefore(arena.output.take(), from);
    for (let i = 0; i < batch.length; i++) batch.signals[i] += base - target;
    total += batch.length;
    if (batch.length > 0) await sink(batch);
  };
  for (const twin of type.twins) {
    const ids = inputsOf(expr).flatMap(({ kind, hops, signal: name }) => {
      const found = plant.resolve(twin, hops, name);
      return kind === 'signal' ? found.slice(0, 1) : found;
    });
    const feeds = [...new Set(ids)].map((id) => new Feed(plant, id, compact.slot(id)));
    const rows = Uint32Array.of(twin.row);
    await replay(arena, feeds, from - lookBackOf(expr), to, history, () => {
      loop(rows, 1, false);
      return arena.output.batch.length >= BATCH ? flush(BATCH) : undefined;
    });
  }
  await flush(1);
  return total;
}

/** One input of the twin being computed: its samples of the current slice, and how far they are taken. */
class Feed {
  readonly id: number;
  readonly slot: number;
  readonly range: readonly [number, number] | undefined;
  series: Series = { times: new Float64Array(0), values: new Float64Array(0), quality: new Uint8Array(0) };
  next = 0;

  constructor(plant: Plant, id: number, slot: number) {
    const { type } = plant.signalAt(id);
    this.id = id;
    this.slot = slot;
    this.range = type.formula === undefined ? type.range : undefined;
  }

  /** Time of the next sample; Infinity at the end of the slice. */
  get time(): number {
    return this.next < this.series.times.length ? this.series.times[this.next] : Number.POSITIVE_INFINITY;
  }
}

/** Puts the samples of all feeds into the arena in order of time; calls `evaluate` after each distinct time. */
async function replay(
  arena: Arena,
  feeds: readonly Feed[],
  from: number,
  to: number,
  history: HistoryReader,
  evaluate: () => Promise<void> | undefined,
): Promise<void> {
  for (const feed of feeds) arena.reset(feed.slot);
  let done = Number.NEGATIVE_INFINITY;
  let width = SLICE;
  let start = from;
  while (start <= to) {
    const end = Math.min(to, start + width);
    const found = await Promise.all(feeds.map(({ id }) => history.series(id, start, end)));
    let steps = 0;
    feeds.forEach((feed, i) => {
      feed.series = found[i];
      feed.next = 0;
      while (feed.time <= done) feed.next++;
    });
    for (;;) {
      let time = Number.POSITIVE_INFINITY;
      for (const feed of feeds) if (feed.time < time) time = feed.time;
      if (time === Number.POSITIVE_INFINITY) break;
      arena.beginTick(time);
      arena.wave++;
      for (const feed of feeds) {
        if (feed.time !== time) continue;
        const { values, quality } = feed.series;
        const value = values[feed.next];
        arena.put(feed.slot, time, value, judgeByte(value, quality[feed.next], feed.range));
        feed.next++;
      }
      done = time;
      steps++;
      // Awaited only when a batch is full: the promise is made once in many thousand samples.
      const full = evaluate();
      if (full !== undefined) await full;
    }
    if (end === to) break;
    start = end;
    // Where nothing was recorded, longer stretches are read at a time.
    width = steps === 0 ? width * 2 : SLICE;
  }
}

/** The samples at or after `from`: those before only filled the windows. */
function withoutBefore(batch: SampleBatch, from: number): SampleBatch {
  let kept = 0;
  for (let i = 0; i < batch.length; i++) {
    if (batch.times[i] < from) continue;
    batch.signals[kept] = batch.signals[i];
    batch.times[kept] = batch.times[i];
    batch.values[kept] = batch.values[i];
    batch.quality[kept] = batch.quality[i];
    kept++;
  }
  batch.length = kept;
  return batch;
}

/** Lays out only the slots one formula reads and writes; the missing slot comes last. Own columns must be asked for first. */
class CompactLayout implements Layout {
  readonly #plant: Plant;
  readonly #whole: Layout;
  readonly #columns = new Map<string, number>();
  readonly #slots = new Map<number, number>();
  readonly #ids: number[] = [];

  constructor(plant: Plant) {
    this.#plant = plant;
    this.#whole = plantLayout(plant);
  }

  get missing(): number {
    return this.#ids.length;
  }

  column(type: TwinType, signal: string): number {
    let base = this.#columns.get(signal);
    if (base === undefined) {
      base = this.#ids.length;
      const first = this.#whole.column(type, signal);
      for (let row = 0; row < type.rows; row++) this.slot(first + row);
      this.#columns.set(signal, base);
    }
    return base;
  }

  resolve(twin: Twin, hops: readonly string[], signal: string): readonly number[] {
    return this.#plant.resolve(twin, hops, signal).map((id) => this.slot(id));
  }

  staleAfter(slot: number): number {
    return this.#whole.staleAfter(this.#ids[slot]);
  }

  /** Slot of a signal id, a new one where it has none yet. */
  slot(id: number): number {
    const slot = this.#slots.get(id) ?? this.#ids.push(id) - 1;
    this.#slots.set(id, slot);
    return slot;
  }
}
