/** Samples pushed over HTTP: from what a client sent to a batch. */
import {
  BAD,
  BatchBuilder,
  GOOD,
  nearest,
  type Plant,
  quality,
  type SampleBatch,
  UNCERTAIN,
} from '@millwright/model';
import { isUsableTime, toNumber } from '../conversion.ts';
import type { HttpSource } from './source.ts';

/** One sample as a client writes it. */
export interface PushedSample {
  path: string;
  /** `null`: there is no value. */
  value: number | boolean | string | null;
  /** Milliseconds since 1970, or ISO 8601 with a zone; the arrival where absent. */
  time?: number | string | undefined;
  quality?: 'good' | 'uncertain' | 'bad' | undefined;
}

export interface Pushed {
  batch: SampleBatch;
  accepted: number;
  rejected: { index: number; path: string; reason: string }[];
}

const LEVELS = { good: GOOD, uncertain: UNCERTAIN, bad: BAD } as const;
const NOT_A_NUMBER = quality(BAD, 'not-a-number');
const OUT_OF_RANGE = quality(UNCERTAIN, 'out-of-range');

/**
 * Checks each sample by itself: the good ones make the batch, the others are named with their reason. Unlike a device, a
 * client hears the answer, so that wrong types and wrong times are refused instead of recorded as bad.
 *
 * @param sources those of the kind `http`, which count what comes
 * @param fedBy name of the source that already feeds a signal, which alone may do so
 * @param now milliseconds since 1970: the time of samples without one
 */
export function readPushed(
  plant: Plant,
  samples: readonly PushedSample[],
  sources: readonly HttpSource[],
  fedBy: (id: number) => string | undefined,
  now: number,
): Pushed {
  const builder = new BatchBuilder(samples.length);
  const rejected: Pushed['rejected'] = [];
  const counts = new Map<HttpSource, number>();
  const general = sources.find((source) => !source.namesSignals);
  samples.forEach((sample, index) => {
    const id = plant.signalId(sample.path);
    const source = id === undefined ? undefined : sources.find((one) => one.names(id));
    const reason =
      id === undefined
        ? unknownSignal(plant, sample.path)
        : add(builder, plant, id, sample, source, fedBy, now);
    const counter = source ?? general ?? sources[0];
    if (reason !== undefined) {
      // The first of a request is told; the others are in the answer.
      const told = rejected.length > 0 ? undefined : `${sample.path.slice(0, 200)}: ${reason}`;
      counter?.statistics.rejected(1, told);
      rejected.push({ index, path: sample.path, reason });
    } else if (counter !== undefined) {
      counts.set(counter, (counts.get(counter) ?? 0) + 1);
    }
  });
  for (const [source, count] of counts) source.statistics.accepted(count);
  return { batch: builder.take(), accepted: samples.length - rejected.length, rejected };
}

/** The reason why the sample was refused, or undefined. */
function add(
  builder: BatchBuilder,
  plant: Plant,
  id: number,
  sample: PushedSample,
  source: HttpSource | undefined,
  fedBy: (id: number) => string | undefined,
  now: number,
): string | undefined {
  const { type } = plant.signalAt(id);
  if (type.formula !== undefined) return 'is computed by its formula and cannot be pushed';
  const other = fedBy(id);
  if (other !== undefined) return `is fed by the source "${other}"`;

  const time = readTime(sample.time, now);
  if (typeof time === 'string') return time;
  const level = LEVELS[sample.quality ?? 'good'];
  if (sample.value === null) {
    builder.push(id, time, Number.NaN, level === BAD ? quality(BAD, 'source') : NOT_A_NUMBER);
    return undefined;
  }
  const raw = toNumber(sample.value, type.states);
  if (raw === undefined || !Number.isFinite(raw)) {
    const states = type.states && [...type.states.values()].map((s) => s.en).join(', ');
    return `${JSON.stringify(sample.value).slice(0, 100)} is no number${states === undefined ? '' : ` and none of the states ${states}`}`;
  }
  const value = source === undefined ? raw : source.convert(id, raw);
  const { range } = type;
  const outside = range !== undefined && (value < range[0] || value > range[1]);
  builder.push(id, time, value, level === GOOD ? (outside ? OUT_OF_RANGE : GOOD) : quality(level, 'source'));
  return undefined;
}

/** Milliseconds, or what is wrong with the time. */
function readTime(time: number | string | undefined, now: number): number | string {
  if (time === undefined) return now;
  const ms = typeof time === 'number' ? time : Date.parse(time);
  if (Number.isNaN(ms))
    return `the time "${String(time).slice(0, 60)}" is neither milliseconds since 1970 nor ISO 8601 with a zone`;
  if (!isUsableTime(ms, now)) {
    const shown = Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : String(ms);
    return `the time ${shown} is before 2000 or more than a day in the future; times are milliseconds since 1970`;
  }
  return ms;
}

/** Why there is no such signal, with the nearest right path, where one is near. */
export function unknownSignal(plant: Plant, path: string): string {
  const dot = path.lastIndexOf('.');
  if (dot < 0) {
    return plant.twin(path) === undefined
      ? 'a signal path is the path of its twin, a dot and the name of the signal'
      : 'it is a twin; add a dot and the name of one of its signals';
  }
  const twinPath = path.slice(0, dot);
  const twin = plant.twin(twinPath);
  if (twin === undefined) {
    const near = nearest(
      twinPath,
      plant.twins.map((t) => t.path),
    );
    return `there is no twin "${twinPath}"${near === undefined ? '' : `; did you mean "${near}"?`}`;
  }
  const names = twin.type?.signals.map((s) => s.name) ?? [];
  const near = nearest(path.slice(twinPath.length + 1), names);
  return `the twin "${twinPath}" has no such signal${near === undefined ? '' : `; did you mean "${twinPath}.${near}"?`}`;
}
