/**
 * Trying a source out before it runs: it really connects, for a limited time, and what it delivers is looked at and thrown
 * away. Never rejects because of the peer or of the settings: that is the result.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { SampleBatch, SourceDefinition } from '@millwright/model';
import { pause } from '../backoff.ts';
import { openBroker } from '../broker/open.ts';
import { brokerEndpoint, brokerSettings } from '../broker/settings.ts';
import { createSource } from '../create.ts';
import { textSetting } from '../settings.ts';
import type { SourceContext, SourceState } from '../source.ts';

export interface TrialOptions {
  /** Longest time to wait for the peer, milliseconds. Default 10,000. */
  timeout?: number;
  /** After the connection stands, how long to wait for samples, milliseconds. Default 3,000. */
  listen?: number;
  signal?: AbortSignal;
}

export interface Trial {
  /** Connected, and every mapped signal can be fed. */
  ok: boolean;
  state: SourceState;
  endpoint: string;
  /** What went wrong, for people; undefined where nothing did. */
  problem?: string;
  /** From beginning to connect until the connection stood, milliseconds. */
  connectedAfter?: number;
  /** Mapped signals, and how many of them had a sample. */
  signals: number;
  heard: number;
  /** The newest sample of some signals; value NaN where it is none. */
  samples: { path: string; value: number; quality: number; time: number }[];
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_LISTEN_MS = 3_000;
const LOOK_EVERY_MS = 50;
const MOST_SAMPLES = 50;

/** Tries a source out. Keys and certificates are made and kept in the folder of the context. */
export async function tryOut(
  definition: SourceDefinition,
  context: Omit<SourceContext, 'deliver'>,
  options: TrialOptions = {},
): Promise<Trial> {
  if (definition.kind === 'sparkplug' || definition.kind === 'mqtt') return tryBroker(definition, options);
  const { timeout = DEFAULT_TIMEOUT_MS, listen = DEFAULT_LISTEN_MS, signal } = options;
  const newest = new Map<number, { value: number; quality: number; time: number }>();
  const started = performance.now();
  const source = createSource(definition, { ...context, deliver: (batch) => void note(batch, newest) });
  const stop = signal ?? new AbortController().signal;
  let connectedAfter: number | undefined;
  try {
    await source.start();
    for (;;) {
      const { state, lastError, signals } = source.status();
      const now = performance.now();
      const up = state === 'connected' || state === 'degraded';
      if (up) connectedAfter ??= now - started;
      // The first refusal is the answer: trying again is for a source that runs.
      const over =
        state === 'failed' || (state === 'connecting' && lastError !== null && connectedAfter === undefined);
      const late =
        connectedAfter === undefined ? now - started > timeout : now - started > connectedAfter + listen;
      if (over || late || stop.aborted || (up && newest.size >= signals)) break;
      await pause(LOOK_EVERY_MS, stop);
    }
    const { state, endpoint, lastError, signals } = source.status();
    const problem =
      lastError?.message ??
      (connectedAfter === undefined ? `no answer within ${timeout / 1000} s` : undefined);
    const samples = [...newest].slice(0, MOST_SAMPLES).map(([id, sample]) => ({
      path: context.plant.signalAt(id).path,
      ...sample,
    }));
    return {
      ok: state === 'connected',
      state,
      endpoint,
      ...(problem === undefined ? {} : { problem }),
      ...(connectedAfter === undefined ? {} : { connectedAfter: Math.round(connectedAfter) }),
      signals,
      heard: newest.size,
      samples,
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { ok: false, state: 'failed', endpoint: '', problem, signals: 0, heard: 0, samples: [] };
  } finally {
    await source.stop().catch(() => {});
  }
}

function note(
  { length, signals, times, values, quality }: SampleBatch,
  newest: Map<number, { value: number; quality: number; time: number }>,
): void {
  for (let i = 0; i < length; i++) {
    const known = newest.get(signals[i]);
    // A gap says nothing about a value that was heard before.
    if (known !== undefined && Number.isNaN(values[i])) continue;
    newest.set(signals[i], { value: values[i], quality: quality[i], time: times[i] });
  }
}

/**
 * A broker is tried out as a client that listens and says nothing: a second Sparkplug host of the same name would tell the
 * edge nodes that theirs is gone. Our own broker is tried by its port.
 */
async function tryBroker(definition: SourceDefinition, options: TrialOptions): Promise<Trial> {
  const { timeout = DEFAULT_TIMEOUT_MS, signal } = options;
  const started = performance.now();
  const trial: Trial = { ok: false, state: 'failed', endpoint: '', signals: 0, heard: 0, samples: [] };
  try {
    const settings = brokerSettings(definition);
    trial.endpoint = brokerEndpoint(settings);
    if (settings.broker === 'embedded') {
      await portIsFree(settings.host, settings.port);
      return { ...trial, ok: true, state: 'connected', connectedAfter: 0 };
    }
    const filter =
      definition.kind === 'sparkplug' ? `spBv1.0/${textSetting(definition, 'group') ?? '+'}/#` : '#';
    await listenOnce(
      { ...settings, clientId: `millwright-trial-${randomUUID().slice(0, 8)}`, filters: [filter] },
      timeout,
      signal,
    );
    return {
      ...trial,
      ok: true,
      state: 'connected',
      connectedAfter: Math.round(performance.now() - started),
    };
  } catch (error) {
    return { ...trial, problem: error instanceof Error ? error.message : String(error) };
  }
}

function portIsFree(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      const used = 'code' in error && error.code === 'EADDRINUSE';
      reject(new Error(used ? `port ${port} on ${host} is in use; choose another` : error.message));
    });
    server.listen(port, host, () => server.close(() => resolve()));
  });
}

/** Resolves when the broker has taken the subscription. */
export async function listenOnce(
  options: Parameters<typeof openBroker>[0],
  timeout: number,
  signal?: AbortSignal,
  heard?: (topic: string, payload: Buffer) => void,
  seconds = 0,
): Promise<void> {
  let reason = `no answer within ${timeout / 1000} s`;
  const ends = new AbortController();
  const stop = signal === undefined ? ends.signal : AbortSignal.any([signal, ends.signal]);
  let up = false;
  const link = await openBroker(options, {
    message: (topic, payload) => heard?.(topic, payload),
    up: () => {
      up = true;
      ends.abort();
    },
    down: (why) => {
      reason = why;
      ends.abort();
    },
  });
  try {
    await pause(timeout, stop);
    if (!up) throw new Error(reason);
    if (seconds > 0) await pause(seconds * 1000, signal ?? new AbortController().signal);
  } finally {
    await link.close();
  }
}
