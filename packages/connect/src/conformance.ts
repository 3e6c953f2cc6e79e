/**
 * The conformance test of all sources. Each kind brings a `Peer`, an adapter to a real peer over real sockets, and says
 * with a reason what its protocol cannot do. See README, "Adding a protocol".
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plant, SourceDefinition } from '@millwright/model';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Link } from './conformance-link.ts';
import { type Recorder, recorder, testDefinition, testPlant, until } from './conformance-plant.ts';
import { createSource } from './create.ts';
import type { Source, SourceContext } from './source.ts';

/** Signals of the conformance plant: two numbers with a range of ±1,000,000 and a state. */
export type PeerSignal = 'speed' | 'force' | 'mode';

/** A real peer of a source, driven by the test. */
export interface Peer {
  /** The link between source and peer; undefined for kinds without a connection. */
  link?: Link;
  /** Settings for the source, so that it reaches the peer (or is reached) over `link`. Read before each start of a source. */
  settings(): SourceDefinition['settings'];
  address(signal: PeerSignal): string;
  /** An address the peer does not have. */
  unknownAddress?: string;
  /** Makes the peer ready after the source has been started; for peers that connect to the source. */
  join?(source: Source, context: SourceContext): Promise<void>;
  /** Offers one value, with source time `time` (ms) where the protocol carries times. Resolves when it has been sent. */
  publish(signal: PeerSignal, value: number, time?: number): Promise<void>;
  /** Offers a value that is no number: a text, an array, whatever the protocol can carry. */
  publishWrong?(signal: PeerSignal): Promise<void>;
  /** Ends the peer as a crash would, and starts it again at the same place. */
  restart?(): Promise<void>;
  /** Sends bytes that are no message of the protocol to the source. Default: random bytes into the link. */
  garbage?(): Promise<void>;
  close(): Promise<void>;
}

/** The rules of the conformance test. */
export type ConformanceRule =
  | 'values'
  | 'not-a-number'
  | 'wrong-type'
  | 'range'
  | 'restart'
  | 'cut'
  | 'stall'
  | 'duplicate-late'
  | 'clock'
  | 'skew'
  | 'garbage'
  | 'flood'
  | 'unknown-address'
  | 'write-approved'
  | 'stop';

export interface ConformanceOptions {
  kind: string;
  open(plant: Plant): Promise<Peer>;
  /** What the protocol cannot do, with the reason. */
  skip?: Partial<Record<ConformanceRule, string>>;
  /** Values published in the flood; 2,000 unless told. */
  flood?: number;
  /** Which side of the link the source is on; it connects unless told. */
  sourceSide?: 'connector' | 'listener';
}

const FLOOD = 2_000;
const HOUR_MS = 3_600_000;
const DEADLINE_MS = 25_000;

/** Declares the tests. Each starts a fresh source against the one peer of the file. */
export function testConformance(options: ConformanceOptions): void {
  const plant = testPlant({
    speed: { range: [-1_000_000, 1_000_000] },
    force: { range: [-1_000_000, 1_000_000], kind: 'setpoint' },
    mode: {
      kind: 'state',
      states: new Map([
        [0, { en: 'Off' }],
        [1, { en: 'On' }],
      ]),
    },
  });
  let peer: Peer;
  let folder: string;
  let source: Source | undefined;
  let seen: Recorder;

  const test = (rule: ConformanceRule, name: string, run: () => Promise<void>) => {
    const reason = options.skip?.[rule];
    if (reason !== undefined) it.skip(`C ${rule}: ${name} (skipped: ${reason})`, () => {});
    else it(`C ${rule}: ${name}`, run, 60_000);
  };
  const state = () => ({ status: source?.status(), last: seen.samples.slice(-5), logs: seen.logs.slice(-3) });
  const wait = (what: string, condition: () => boolean) =>
    until(what, condition, { deadline: DEADLINE_MS, state });
  const last = (signal: PeerSignal) => seen.of(signal).at(-1);

  const begin = async (addresses?: Record<string, string>) => {
    seen = recorder(plant, folder);
    const definition = testDefinition(
      plant,
      options.kind,
      peer.settings(),
      addresses ?? { speed: peer.address('speed'), force: peer.address('force'), mode: peer.address('mode') },
    );
    source = createSource(definition, seen.context);
    await source.start();
    await peer.join?.(source, seen.context);
    return source;
  };
  /** Publishes until the value has arrived: right after a connection a peer may speak before the source listens. */
  const arrive = async (signal: PeerSignal, value: number) => {
    let tries = 0;
    while (last(signal)?.value !== value) {
      if (tries++ > 60) throw new Error(`${signal} = ${value} did not arrive: ${JSON.stringify(state())}`);
      await peer.publish(signal, value).catch(() => {});
      await until('', () => last(signal)?.value === value, { deadline: 250 }).catch(() => {});
    }
  };

  describe(`conformance of ${options.kind}`, () => {
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'millwright-connect-'));
      peer = await options.open(plant);
    });
    afterEach(async () => {
      peer.link?.pass();
      await source?.stop();
      source = undefined;
    });
    afterAll(async () => {
      await peer?.close();
      await rm(folder, { recursive: true, force: true });
    });

    test('values', 'values arrive with time, good quality and statistics', async () => {
      const started = await begin();
      await arrive('speed', 12.5);
      await arrive('mode', 1);
      expect(last('speed')?.quality).toBe('good');
      expect(Math.abs((last('speed')?.time ?? 0) - Date.now())).toBeLessThan(HOUR_MS);
      const status = started.status();
      expect(status.state).toBe('connected');
      expect(status.signals).toBe(3);
      expect(status.samplesTotal).toBeGreaterThanOrEqual(2);
      expect(status.lastSampleAt).not.toBeNull();
    });

    test('not-a-number', 'NaN and infinities are bad samples without a value', async () => {
      await begin();
      await arrive('speed', 1);
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
        await peer.publish('speed', value);
        await wait(`${value} arrives`, () => last('speed')?.quality === 'bad not-a-number');
        expect(last('speed')?.value).toBeNaN();
        await arrive('speed', 2);
      }
    });

    test('wrong-type', 'values of a wrong type are bad samples, counted as rejected', async () => {
      const started = await begin();
      await arrive('force', 1);
      const before = started.status().rejectedTotal;
      await peer.publishWrong?.('force');
      await wait('the wrong value arrives', () => started.status().rejectedTotal > before);
      await wait('a bad sample', () => last('force')?.quality === 'bad wrong-type');
      expect(started.status().lastError?.message).toContain('unit.force');
      await arrive('force', 3);
    });

    test('range', 'values outside the range are uncertain', async () => {
      await begin();
      await arrive('speed', 2_000_000);
      expect(last('speed')?.quality).toBe('uncertain out-of-range');
    });

    test('restart', 'a restart of the peer leaves a gap, then values again', async () => {
      const started = await begin();
      await arrive('speed', 1);
      await peer.restart?.();
      await wait('a gap', () => seen.of('speed').some((one) => one.quality === 'stale not-connected'));
      await arrive('speed', 4);
      await wait('connected', () => started.status().state === 'connected');
    });

    test('cut', 'a cut connection leaves one gap per signal, then values again', async () => {
      const started = await begin();
      await arrive('speed', 1);
      await arrive('force', 1);
      peer.link?.cut();
      await wait('gaps', () => last('speed')?.value !== 1 && last('force')?.value !== 1);
      for (const signal of ['speed', 'force'] as const) {
        const gaps = seen.of(signal).filter((one) => one.quality === 'stale not-connected');
        expect(gaps).toHaveLength(1);
        expect(gaps[0].value).toBeNaN();
      }
      expect(started.status().state).not.toBe('connected');
      expect(started.status().lastError).not.toBeNull();
      peer.link?.pass();
      await arrive('speed', 5);
      await wait('connected', () => started.status().state === 'connected');
    });

    test('stall', 'a peer that falls silent is noticed, without a closed connection', async () => {
      await begin();
      await arrive('speed', 1);
      peer.link?.stall();
      await wait('a gap', () => last('speed')?.quality === 'stale not-connected');
      peer.link?.pass();
      await arrive('speed', 6);
    });

    test('duplicate-late', 'duplicate and late samples are delivered with their own times', async () => {
      await begin();
      await arrive('speed', 1);
      const now = Date.now();
      const times = (value: number) =>
        seen
          .of('speed')
          .filter((one) => one.value === value)
          .map((one) => one.time);
      await peer.publish('speed', 7, now);
      await wait('the sample', () => times(7).length === 1);
      await peer.publish('speed', 8, now - 60_000);
      await wait('the late sample', () => times(8).length === 1);
      await peer.publish('speed', 7, now);
      await wait('the duplicate', () => times(7).length === 2);
      expect(times(8)).toEqual([now - 60_000]);
      expect(times(7)).toEqual([now, now]);
    });

    test('clock', 'times of 1970 and of next week become the arrival time, uncertain', async () => {
      const started = await begin();
      await arrive('speed', 1);
      for (const [value, time] of [
        [9, 1_000],
        [10, Date.now() + 7 * 86_400_000],
      ]) {
        await peer.publish('speed', value, time);
        await wait('the sample', () => last('speed')?.value === value);
        expect(last('speed')?.quality).toBe('uncertain clock');
        expect(Math.abs((last('speed')?.time ?? 0) - Date.now())).toBeLessThan(60_000);
      }
      expect(started.status().lastError?.message).toContain('clock');
    });

    test('skew', 'a clock an hour ahead is kept, and the gap follows the newest sample', async () => {
      await begin();
      await arrive('speed', 1);
      const ahead = Date.now() + HOUR_MS;
      await peer.publish('speed', 11, ahead);
      await wait('the sample', () => last('speed')?.value === 11);
      expect(last('speed')?.time).toBe(ahead);
      expect(last('speed')?.quality).toBe('good');
      peer.link?.cut();
      await wait('a gap', () => last('speed')?.quality === 'stale not-connected');
      expect(last('speed')?.time).toBeGreaterThanOrEqual(ahead);
    });

    test('garbage', 'garbage neither ends the source nor makes up values', async () => {
      const started = await begin();
      await arrive('speed', 1);
      const before = seen.samples.length;
      if (peer.garbage !== undefined) await peer.garbage();
      else peer.link?.inject(garbage(4_096), options.sourceSide ?? 'connector');
      await arrive('speed', 12);
      const values = seen.samples.slice(before).map((one) => one.value);
      expect(values.filter((value) => !Number.isNaN(value) && ![0, 1, 12].includes(value))).toEqual([]);
      await wait('connected', () => started.status().state === 'connected');
    });

    test('flood', 'a flood ends with the last value, and lost samples are marked', async () => {
      await begin();
      await arrive('speed', 1);
      const count = options.flood ?? FLOOD;
      const base = Date.now();
      for (let i = 1; i <= count; i++) await peer.publish('speed', 100_000 + i, base + i);
      await wait('the last value', () => seen.of('speed').some((one) => one.value === 100_000 + count));
    });

    test('unknown-address', 'an address the peer does not have is counted and named', async () => {
      const unknown = peer.unknownAddress ?? '';
      const started = await begin({ speed: peer.address('speed'), force: unknown });
      await arrive('speed', 13);
      await wait('the rejection', () => started.status().rejectedTotal > 0);
      expect(started.status().state).toBe('degraded');
      expect(started.status().lastError?.message).toContain('unit.force');
    });

    test('write-approved', 'without an approval, or with a fault, nothing reaches the peer', async () => {
      const started = await begin();
      await arrive('force', 14);
      const write = (value: number, proposal: string) =>
        started.write?.([{ path: 'unit.force', value }], { proposal, event: 1 }) ??
        Promise.reject(new Error('nothing was written: the source has no write'));
      await expect(write(15, '')).rejects.toThrow(/nothing was written/);
      await expect(write(5_000_000, 'proposal/1')).rejects.toThrow(/nothing was written/);
      await arrive('speed', 16);
      expect(last('force')?.value).toBe(14);
    });

    test('stop', 'stop releases everything, twice is harmless, and nothing comes after it', async () => {
      const started = await begin();
      await started.start();
      await arrive('speed', 17);
      await started.stop();
      await started.stop();
      expect(started.status().state).toBe('stopped');
      const count = seen.samples.length;
      await peer.publish('speed', 18).catch(() => {});
      if (peer.link !== undefined) {
        const { link } = peer;
        if ((options.sourceSide ?? 'connector') === 'connector') {
          await wait('no connection is left', () => link.connections === 0);
        }
      }
      expect(seen.samples.length).toBe(count);
      await started.start();
      await peer.join?.(started, seen.context);
      await arrive('speed', 19);
    });
  });
}

/** Pseudo-random bytes, the same every time. */
function garbage(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let seed = 0x1234_5678;
  for (let i = 0; i < length; i++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = seed >>> 24;
  }
  return bytes;
}
