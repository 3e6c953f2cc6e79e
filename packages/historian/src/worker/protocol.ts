/** Messages between the main thread and the worker: plain data; buffers of samples are transferred, not copied. */
import type { SampleBatch, Series } from '@millwright/model';
import type { HistorianErrorCode } from '../errors.ts';
import type { Layout } from '../layout.ts';
import type { AlarmClosing, RecordedAlarm } from '../store/alarms.ts';
import type { Buckets } from '../store/buckets.ts';
import type { LastSamples } from '../store/last.ts';
import type { MinuteSeal, SealFault } from '../store/seals.ts';
import type { Slice } from '../store/slice.ts';
import type { StateChanges } from '../store/states.ts';

export interface Retention {
  /** Milliseconds raw samples are kept; Infinity: for ever. */
  raw: number;
  /** Milliseconds hourly roll-ups are kept; Infinity: for ever. */
  rollup: number;
}

/** Numbers about a historian, for metrics and people. */
export interface HistorianStatistics {
  /** Samples acknowledged since the start. */
  appended: number;
  /** Samples left out: unusable time or an id the plant does not have. */
  refused: number;
  /** Samples on disk in the write-ahead log, not yet in a chunk. */
  waiting: number;
  /** Chunks written since the start. */
  chunks: number;
  /** Bytes written to the write-ahead log since the start. */
  walBytes: number;
  walSegments: number;
  /** Days that have samples. */
  days: number;
  /** Why writing does not work at present, if it does not. */
  problem: string | null;
}

/** What can be asked of the worker: name to argument and answer. */
export interface Requests {
  append: { argument: SampleBatch; answer: undefined };
  swap: { argument: Layout; answer: undefined };
  recordAlarms: { argument: RecordedAlarm[]; answer: undefined };
  closeAlarm: { argument: AlarmClosing; answer: undefined };
  alarmsBetween: { argument: { from: number; to: number }; answer: RecordedAlarm[] };
  alarmsAt: { argument: { at: number }; answer: RecordedAlarm[] };
  raw: { argument: { signal: number; from: number; before: number; limit: number }; answer: Series };
  last: {
    argument: { signal: number; before: number };
    answer: { time: number; value: number; quality: number } | undefined;
  };
  buckets: { argument: { signal: number; from: number; to: number; points: number }; answer: Buckets };
  fleet: {
    argument: { signals: number[]; from: number; to: number; points: number };
    answer: Buckets[];
  };
  state: { argument: { before: number }; answer: LastSamples };
  states: { argument: { befores: Float64Array }; answer: StateChanges };
  hours: { argument: { from: number; before: number }; answer: number[] };
  slice: {
    argument: {
      hour: number;
      from: number;
      before: number;
      twin: number;
      enough: number;
      signals?: Uint32Array;
    };
    answer: Slice;
  };
  takeSeals: { argument: { until: number; limit: number }; answer: MinuteSeal[] };
  checkSeals: { argument: MinuteSeal[]; answer: SealFault[] };
  firstTime: { argument: undefined; answer: number | undefined };
  statistics: { argument: undefined; answer: HistorianStatistics };
  enforceRetention: { argument: { now: number; retention: Retention }; answer: number };
  flush: { argument: undefined; answer: undefined };
  close: { argument: undefined; answer: undefined };
}

export type RequestName = keyof Requests;

/** What the worker is started with. */
export interface WorkerData {
  folder: string;
  layout: Layout;
}

export interface RequestMessage {
  id: number;
  name: RequestName;
  argument: unknown;
}

export type ReplyMessage =
  | { kind: 'ready' }
  | { kind: 'log'; message: string }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'error'; id: number; code: HistorianErrorCode; message: string; file?: string };
