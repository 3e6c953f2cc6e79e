/**
 * Buckets: min, max, mean and count of a series over equal widths of time, for charts.
 *
 * Narrow buckets (below a minute) are counted from raw samples. Wider ones are whole minutes, or whole hours from an hour
 * on, aligned to 1970, and come from the roll-up rows; samples are decoded only where rows are not made yet, and in
 * minutes with waiting samples.
 */
import { Columns } from '../codec/columns.ts';
import {
  addColumn,
  addSlots,
  decodeStatistics,
  emptyStatistics,
  type SlotStatistics,
} from '../codec/statistics.ts';
import type { DayFile } from './day-file.ts';
import { mergeColumns } from './merge.ts';
import { countBelow } from './order.ts';
import { waitingColumns } from './series.ts';
import { readChunk, readHour, type Store, withDamagePutAside } from './store.ts';
import { DAY_MS, HOUR_MS, HOURS_PER_DAY, MINUTE_MS, MINUTES_PER_DAY, MINUTES_PER_HOUR } from './time.ts';

/** min, max and mean are over good and uncertain samples that are numbers; so is count. Only buckets with such samples. */
export interface Buckets {
  /** Start of each bucket, ms. */
  times: Float64Array;
  /** Width of a bucket, ms. */
  width: number;
  min: Float64Array;
  max: Float64Array;
  /** Mean of the samples, each counting the same. */
  mean: Float64Array;
  count: Float64Array;
}

const stored = new Columns();

/** Where the buckets of a question lie. */
export interface BucketGrid {
  start: number;
  width: number;
  count: number;
}

/** Beyond this span hours are fine enough, and keep long charts to a row per twin and day. */
const HOURLY_FROM_SPAN_MS = 14 * DAY_MS;

/** A grid of at most `points` buckets that covers [from, to). */
export function bucketGrid(from: number, to: number, points: number, oldestRaw: number): BucketGrid {
  const exact = (to - from) / points;
  if (exact < MINUTE_MS && from >= oldestRaw) return { start: from, width: exact, count: points };
  const unit = exact >= HOUR_MS || from < oldestRaw || to - from > HOURLY_FROM_SPAN_MS ? HOUR_MS : MINUTE_MS;
  let width = Math.max(1, Math.ceil(exact / unit)) * unit;
  for (;;) {
    const start = Math.floor(from / width) * width;
    const count = Math.ceil((to - start) / width);
    if (count <= Math.max(1, points) || count <= 1) return { start, width, count: Math.max(1, count) };
    width += unit;
  }
}

/** Statistics of a series over the buckets of a grid. */
export function readBuckets(store: Store, series: number, grid: BucketGrid): Buckets {
  const end = grid.start + grid.width * grid.count;
  const context: Context = {
    store,
    grid,
    end,
    twinKey: store.recent.twinKey(store.recent.twinOfSeries(series)),
    signalKey: store.recent.signalKey(series),
    waiting: waitingColumns(store, series, grid.start, end),
    hot: new Set(),
    result: emptyStatistics(grid.count),
  };
  for (let i = 0; i < (context.waiting.lengths[0] ?? 0) && context.waiting.count > 0; i++) {
    context.hot.add(Math.floor(context.waiting.times[i] / MINUTE_MS));
  }
  addStored(context);
  for (const minute of context.hot) addMinuteColumns(context, minute, waitingMinute(context, minute));
  return toBuckets(context.result, grid);
}

interface Context {
  store: Store;
  grid: BucketGrid;
  end: number;
  twinKey: number;
  signalKey: number;
  waiting: Columns;
  /** Minutes since 1970 with waiting samples that have not been merged with their chunk yet. */
  hot: Set<number>;
  result: SlotStatistics;
}

function addStored(context: Context): void {
  const { store, grid } = context;
  const firstDay = Math.floor(grid.start / DAY_MS);
  const lastDay = Math.floor((context.end - 1) / DAY_MS);
  if (grid.width % HOUR_MS === 0) {
    const files = new Set(store.days.list);
    for (const { day, data } of store.rollups.range(context.twinKey, firstDay, lastDay)) {
      files.delete(day);
      decodeStatistics(data, (_key, hours) => addDayRow(context, day, hours), context.signalKey);
    }
    for (const day of files) if (day >= firstDay && day <= lastDay) addDay(context, day);
    return;
  }
  for (const day of store.days.list.slice()) if (day >= firstDay && day <= lastDay) addDay(context, day);
}

function addDayRow(context: Context, day: number, hours: SlotStatistics): void {
  const hot = new Set([...context.hot].map((minute) => Math.floor(minute / MINUTES_PER_HOUR)));
  for (let hour = 0; hour < HOURS_PER_DAY; hour++) {
    const time = day * DAY_MS + hour * HOUR_MS;
    if (time < context.grid.start || time >= context.end || hours.samples[hour] === 0) continue;
    const file = hot.has(day * HOURS_PER_DAY + hour) ? context.store.days.get(day) : undefined;
    if (file !== undefined) addHour(context, file, hour);
    else addSlots(context.result, bucketOf(context.grid, time), hours, hour, hour + 1);
  }
}

function addDay(context: Context, day: number): void {
  const work = (): void => {
    const file = context.store.days.get(day);
    if (file === undefined) return;
    for (let hour = 0; hour < HOURS_PER_DAY; hour++) {
      const time = day * DAY_MS + hour * HOUR_MS;
      if (time + HOUR_MS > context.grid.start && time < context.end) addHour(context, file, hour);
    }
  };
  withDamagePutAside(context.store, day, work, undefined);
}

function addHour(context: Context, file: DayFile, hour: number): void {
  const { store, twinKey, signalKey, grid } = context;
  const first = file.day * MINUTES_PER_DAY + hour * MINUTES_PER_HOUR;
  const byMinute = grid.width % MINUTE_MS === 0;
  let slots: SlotStatistics | undefined;
  const outcome = readHour(
    store,
    file,
    twinKey,
    hour,
    (_key, statistics) => {
      slots = statistics;
    },
    signalKey,
  );
  if (outcome === 'none' || (outcome === 'read' && slots === undefined)) return;
  for (let i = 0; i < MINUTES_PER_HOUR; i++) {
    const time = (first + i) * MINUTE_MS;
    if (time + MINUTE_MS <= grid.start || time >= context.end || slots?.samples[i] === 0) continue;
    if (slots !== undefined && byMinute && !context.hot.has(first + i)) {
      addSlots(context.result, bucketOf(grid, time), slots, i, i + 1);
    } else {
      addChunk(context, file, first + i);
    }
  }
}

function addChunk(context: Context, file: DayFile, minute: number): void {
  stored.clear();
  const found = readChunk(
    context.store,
    file,
    context.twinKey,
    minute - file.day * MINUTES_PER_DAY,
    stored,
    context.signalKey,
  );
  if (!found) return;
  if (!context.hot.has(minute)) {
    addMinuteColumns(context, minute, stored);
    return;
  }
  context.hot.delete(minute);
  addMinuteColumns(context, minute, mergeColumns(stored, waitingMinute(context, minute)));
}

/** The waiting samples of a minute. */
function waitingMinute(context: Context, minute: number): Columns {
  const { waiting } = context;
  const part = new Columns(0);
  part.times = waiting.times;
  part.values = waiting.values;
  part.quality = waiting.quality;
  const start = countBelow(waiting.times, 0, waiting.lengths[0], minute * MINUTE_MS);
  const end = countBelow(waiting.times, 0, waiting.lengths[0], (minute + 1) * MINUTE_MS);
  part.add(context.signalKey, start, start, end - start);
  return part;
}

/** Adds the only column to its buckets: one where buckets are whole minutes, by sample where they are narrower. */
function addMinuteColumns(context: Context, minute: number, columns: Columns): void {
  const { grid } = context;
  if (grid.width % MINUTE_MS === 0) {
    const bucket = bucketOf(grid, minute * MINUTE_MS);
    if (bucket >= 0 && bucket < grid.count) addColumn(context.result, bucket, columns, 0);
    return;
  }
  const part = new Columns(0);
  part.times = columns.times;
  part.values = columns.values;
  part.quality = columns.quality;
  const timeStart = columns.timeStarts[0];
  const n = columns.lengths[0];
  for (let i = 0; i < n; ) {
    const time = columns.times[timeStart + i];
    // The quotient of a time just before the end may round up to the end.
    const bucket = time < context.end ? Math.min(bucketOf(grid, time), grid.count - 1) : grid.count;
    let j = i + 1;
    const next = grid.start + (bucket + 1) * grid.width;
    while (j < n && columns.times[timeStart + j] < next && columns.times[timeStart + j] < context.end) j++;
    if (bucket >= 0 && bucket < grid.count) {
      part.count = 0;
      part.add(columns.keys[0], timeStart + i, columns.starts[0] + i, j - i);
      addColumn(context.result, bucket, part, 0);
    }
    i = j;
  }
}

function bucketOf(grid: BucketGrid, time: number): number {
  return Math.floor((time - grid.start) / grid.width);
}

function toBuckets(statistics: SlotStatistics, grid: BucketGrid): Buckets {
  const filled: number[] = [];
  for (let i = 0; i < grid.count; i++) if (statistics.usable[i] > 0) filled.push(i);
  const pick = (of: (i: number) => number): Float64Array => {
    const column = new Float64Array(filled.length);
    for (let i = 0; i < filled.length; i++) column[i] = of(filled[i]);
    return column;
  };
  return {
    times: pick((i) => grid.start + i * grid.width),
    width: grid.width,
    min: pick((i) => statistics.min[i]),
    max: pick((i) => statistics.max[i]),
    mean: pick((i) => statistics.sum[i] / statistics.usable[i]),
    count: pick((i) => statistics.usable[i]),
  };
}
