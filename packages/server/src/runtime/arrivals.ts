/** Samples pushed over HTTP: from what a client sent to a batch. */
import { isUsableTime, toNumber } from '@millwright/connect';
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
import type { PostSamples, PostSamplesAnswer } from '../api/schemas.ts';

type Pushed = PostSamples['samples'][number];

const LEVELS = { good: GOOD, uncertain: UNCERTAIN, bad: BAD } as const;
const NOT_A_NUMBER = quality(BAD, 'not-a-number');
const OUT_OF_RANGE = quality(UNCERTAIN, 'out-of-range');

export interface Arrived extends PostSamplesAnswer {
  batch: SampleBatch;
}

/**
 * Checks each sample by itself: the good ones make the batch, the others are named with their reason.
 *
 * @param fedBy name of the source that already feeds a signal, which alone may do so
 * @param now milliseconds since 1970: the time of samples without one
 */
export function readArrivals(
  plant: Plant,
  samples: readonly Pushed[],
  fedBy: (id: number) => string | undefined,
  now: number,
): Arrived {
  const builder = new BatchBuilder(samples.length);
  const rejected: PostSamplesAnswer['rejected'] = [];
  samples.forEach((sample, index) => {
    const reason = addSample(builder, plant, sample, fedBy, now);
    if (reason !== undefined) rejected.push({ index, path: sample.path, reason });
  });
  return { batch: builder.take(), accepted: samples.length - rejected.length, rejected };
}

/** The reason why the sample was refused, or undefined. */
function addSample(
  builder: BatchBuilder,
  plant: Plant,
  sample: Pushed,
  fedBy: (id: number) => string | undefined,
  now: number,
): string | undefined {
  const id = plant.signalId(sample.path);
  if (id === undefined) return unknownSignal(plant, sample.path);
  const { type } = plant.signalAt(id);
  if (type.formula !== undefined) return 'is computed by its formula and cannot be pushed';
  const source = fedBy(id);
  if (source !== undefined) return `is fed by the source "${source}"`;

  const time = readTime(sample.time, now);
  if (typeof time === 'string') return time;
  const level = LEVELS[sample.quality ?? 'good'];
  if (sample.value === null) {
    builder.push(id, time, Number.NaN, level === BAD ? quality(BAD, 'source') : NOT_A_NUMBER);
    return undefined;
  }
  const value = toNumber(sample.value, type.states);
  if (value === undefined || !Number.isFinite(value)) {
    const states = type.states && [...type.states.values()].map((s) => s.en).join(', ');
    return `${JSON.stringify(sample.value)} is no number${states === undefined ? '' : ` and none of the states ${states}`}`;
  }
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
    return `the time "${time}" is neither milliseconds since 1970 nor ISO 8601 with a zone`;
  if (!isUsableTime(ms, now)) {
    const shown = Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : String(ms);
    return `the time ${shown} is before 2000 or more than a day in the future; times are milliseconds since 1970`;
  }
  return ms;
}

/** With the nearest right path, where one is near. */
export function unknownSignal(plant: Plant, path: string): string {
  const twinPath = path.slice(0, path.lastIndexOf('.'));
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
