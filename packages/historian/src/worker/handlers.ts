/** What the worker does for each request. */
import type { Series } from '@millwright/model';
import { releaseBatch } from '@millwright/model/web';
import { HistorianError } from '../errors.ts';
import { Alarms } from '../store/alarms.ts';
import { type BucketGrid, type Buckets, bucketGrid, readBuckets } from '../store/buckets.ts';
import { type LastSamples, lastOfSeries, lastOfTwin } from '../store/last.ts';
import { checkSeals, takeSeals } from '../store/seals.ts';
import { readSeries } from '../store/series.ts';
import { hoursWithSamples, readSlice } from '../store/slice.ts';
import { type StateChanges, StateCollector, statesOfTwin } from '../store/states.ts';
import { DAY_MS, MINUTE_MS, MINUTES_PER_DAY } from '../store/time.ts';
import type { Engine } from './engine.ts';
import type { HistorianStatistics, RequestName, Requests } from './protocol.ts';

type Handlers = {
  [Name in RequestName]: (
    engine: Engine,
    argument: Requests[Name]['argument'],
  ) => Requests[Name]['answer'] | Promise<Requests[Name]['answer']>;
};

/** Buckets of all signals of one fleet question. */
const MAX_FLEET_BUCKETS = 5_000_000;

/** Changes of one question for states at many instants: 25 bytes each. */
const MAX_STATE_CHANGES = 8_000_000;
const STATES_WORK_MS = 20;

export const HANDLERS: Handlers = {
  append: async (engine, batch) => {
    await engine.append(batch);
    releaseBatch(batch);
    return undefined;
  },
  swap: (engine, layout) => {
    engine.swap(layout);
    return undefined;
  },
  recordAlarms: (engine, alarms) => {
    new Alarms(engine.names.database).record(alarms);
    return undefined;
  },
  closeAlarm: (engine, closing) => {
    new Alarms(engine.names.database).close(closing);
    return undefined;
  },
  alarmsBetween: (engine, { from, to }) => new Alarms(engine.names.database).between(from, to),
  alarmsAt: (engine, { at }) => new Alarms(engine.names.database).at(at),
  raw: (engine, { signal, from, before, limit }) => {
    const series = engine.seriesOf(signal);
    return series < 0 ? emptySeries() : readSeries(engine, series, from, before, limit);
  },
  last: (engine, { signal, before }) => {
    const series = engine.seriesOf(signal);
    return series < 0 ? undefined : lastOfSeries(engine, series, before);
  },
  buckets: (engine, { signal, from, to, points }) =>
    bucketsOf(engine, signal, gridOf(engine, from, to, points)),
  fleet: (engine, { signals, from, to, points }) => {
    if (signals.length * points > MAX_FLEET_BUCKETS) {
      throw new HistorianError(
        'limit',
        `${signals.length} twins times ${points} points are more than ${MAX_FLEET_BUCKETS} buckets. Ask for fewer points.`,
      );
    }
    const grid = gridOf(engine, from, to, points);
    return signals.map((signal) => bucketsOf(engine, signal, grid));
  },
  state: (engine, { before }) => state(engine, before),
  states: (engine, { befores }) => states(engine, befores),
  hours: (engine, { from, before }) => hoursWithSamples(engine, from, before),
  slice: (engine, { hour, from, before, twin, enough, signals }) => {
    const ids = idsOfSeries(engine, signals);
    return readSlice(engine, hour, from, before, twin, enough, (series) => ids[series]);
  },
  takeSeals: (engine, { until, limit }) => takeSeals(engine, until, limit),
  checkSeals: (engine, seals) => checkSeals(engine, seals),
  firstTime: (engine) => firstTime(engine),
  statistics: (engine) => statistics(engine),
  enforceRetention: (engine, { now, retention }) => {
    const deleted = engine.flusher.enforceRetention(now, retention);
    if (Number.isFinite(retention.rollup))
      new Alarms(engine.names.database).deleteBefore(now - retention.rollup);
    return deleted;
  },
  flush: async (engine) => {
    await engine.flusher.flush();
    return undefined;
  },
  close: async (engine) => {
    await engine.close();
    return undefined;
  },
};

function emptySeries(): Series {
  return { times: new Float64Array(0), values: new Float64Array(0), quality: new Uint8Array(0) };
}

function gridOf(engine: Engine, from: number, to: number, points: number): BucketGrid {
  const oldestRaw = (engine.days.list[0] ?? 0) * DAY_MS;
  const hasOlder = (engine.rollups.firstDay() ?? Number.POSITIVE_INFINITY) * DAY_MS < oldestRaw;
  return bucketGrid(from, to, points, hasOlder ? oldestRaw : Number.NEGATIVE_INFINITY);
}

function bucketsOf(engine: Engine, signal: number, grid: BucketGrid): Buckets {
  const series = engine.seriesOf(signal);
  if (series >= 0) return readBuckets(engine, series, grid);
  const empty = (): Float64Array => new Float64Array(0);
  return { times: empty(), width: grid.width, min: empty(), max: empty(), mean: empty(), count: empty() };
}

function state(engine: Engine, before: number): LastSamples {
  const { signalCount } = engine;
  const into: LastSamples = {
    times: new Float64Array(signalCount).fill(Number.NaN),
    values: new Float64Array(signalCount).fill(Number.NaN),
    quality: new Uint8Array(signalCount),
  };
  engine.forEachTwin((twin, series, ids) => {
    const last = lastOfTwin(engine, twin, series, before);
    ids.forEach((id, i) => {
      if (id < 0) return;
      into.times[id] = last.times[i];
      into.values[id] = last.values[i];
      into.quality[id] = last.quality[i];
    });
  });
  return into;
}

/** Works for a few milliseconds at a time, so that samples are taken in meanwhile. */
async function states(engine: Engine, befores: Float64Array): Promise<StateChanges> {
  const out = new StateCollector(befores.length);
  const twins: Parameters<Parameters<Engine['forEachTwin']>[0]>[] = [];
  engine.forEachTwin((...twin) => twins.push(twin));
  let paused = performance.now();
  for (const [twin, series, ids] of twins) {
    statesOfTwin(engine, twin, series, ids, befores, out);
    if (out.length > MAX_STATE_CHANGES) {
      throw new HistorianError(
        'limit',
        `${befores.length} instants hold more than ${MAX_STATE_CHANGES} changes. Ask for fewer instants.`,
      );
    }
    if (performance.now() - paused < STATES_WORK_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    paused = performance.now();
  }
  return out.take();
}

/** Id of the current plant by series, -1 for the ones not wanted. */
function idsOfSeries(engine: Engine, wanted: Uint32Array | undefined): Int32Array {
  const ids = new Int32Array(engine.recent.seriesCount).fill(-1);
  if (wanted === undefined) {
    engine.forEachTwin((_twin, series, idsOfTwin) => {
      series.forEach((one, i) => {
        ids[one] = idsOfTwin[i];
      });
    });
    return ids;
  }
  for (const id of wanted) {
    const series = engine.seriesOf(id);
    if (series >= 0) ids[series] = id;
  }
  return ids;
}

/** Start of the minute of the oldest sample; of its day where only roll-ups are left. The waiting ones to the millisecond. */
function firstTime(engine: Engine): number | undefined {
  let first = Number.POSITIVE_INFINITY;
  const { recent } = engine;
  if (recent.samples > 0) {
    for (let series = 0; series < recent.seriesCount; series++) {
      const { length, times } = recent.read(series);
      for (let i = 0; i < length; i++) if (times[i] < first) first = times[i];
    }
  }
  const day = engine.days.list[0];
  const minute = day === undefined ? undefined : engine.days.get(day)?.firstMinute();
  if (day !== undefined && minute !== undefined) {
    first = Math.min(first, (day * MINUTES_PER_DAY + minute) * MINUTE_MS);
  }
  const rolled = engine.rollups.firstDay();
  if (rolled !== undefined && (day === undefined || rolled < day)) first = Math.min(first, rolled * DAY_MS);
  return first === Number.POSITIVE_INFINITY ? undefined : first;
}

function statistics(engine: Engine): HistorianStatistics {
  return {
    appended: engine.appended,
    refused: engine.refused,
    waiting: engine.recent.samples,
    chunks: engine.flusher.chunks,
    walBytes: engine.wal.bytesWritten,
    walSegments: engine.wal.segments.length,
    days: engine.days.list.length,
    problem: engine.flusher.problem,
  };
}
