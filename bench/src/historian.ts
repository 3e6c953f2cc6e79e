/**
 * `bench historian`: the historian and DuckDB take in the same day of the same plant, minute by minute in turn, and answer
 * the same questions.
 *
 * Options: `--machines 25` (times twelve signals) `--hours 24`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Benchmark, positive } from './benchmark.ts';
import { DuckDbContestant } from './historian/duckdb.ts';
import { MillwrightContestant } from './historian/millwright.ts';
import { type Measured, SIGNALS, START, Workload } from './historian/workload.ts';

const MINUTES_PER_REPORT = 240;

export const run: Benchmark = async (options) => {
  const machines = positive(options, 'machines', 25);
  const minutes = positive(options, 'hours', 24) * 60;
  const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-'));
  try {
    const own = await MillwrightContestant.open(join(folder, 'millwright'), machines);
    const duckdb = await DuckDbContestant.open(join(folder, 'peer.duckdb'), machines);
    const workload = new Workload(machines);
    for (let minute = 0; minute < minutes; minute++) {
      if (minute % MINUTES_PER_REPORT === 0) options.say(`taking in: hour ${minute / 60} of ${minutes / 60}`);
      const values = workload.minute();
      await own.ingest(minute, values);
      await duckdb.ingest(minute, values);
    }
    options.say('asking the historian');
    const measured = rounded(await own.measure());
    options.say('asking DuckDB');
    const peer = rounded(await duckdb.measure());
    await compare(own, duckdb, START + minutes * 45_000 + 500);
    await own.close();
    duckdb.close();
    return {
      json: { ...measured, duckdb: peer, machines, signals: machines * SIGNALS.length, hours: minutes / 60 },
      table: {
        head: ['', 'Millwright', 'DuckDB', 'ratio'],
        rows: [
          row('ingest, samples/s', measured.ingestSamplesPerSecond, peer.ingestSamplesPerSecond),
          row('bytes per sample', measured.bytesPerSample, peer.bytesPerSample),
          row('1 h raw of one signal, ms', measured.hourRawMs, peer.hourRawMs),
          row('24 h to 1,000 points, ms', measured.dayTo1000Ms, peer.dayTo1000Ms),
          row('state at an instant, ms', measured.stateAtMs, peer.stateAtMs),
        ],
      },
      notes: [
        `${machines * SIGNALS.length} signals at 1 Hz for ${minutes / 60} hours, noisy values of 2 to 5 digits. Both answered one state question alike.`,
        'The historian acknowledges each second of data with fdatasync and runs in a worker; its time includes messages and chunks. DuckDB commits once a minute.',
        'DuckDB has one wide table and all threads. Warm page cache; medians. The historian answers 24 hours in buckets of two minutes (720 points).',
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** A benchmark of wrong answers is worth nothing. */
async function compare(own: MillwrightContestant, duckdb: DuckDbContestant, time: number): Promise<void> {
  const [left, right] = [await own.stateAt(time), await duckdb.stateAt(time)];
  const at = left.findIndex((value, i) => value !== right[i]);
  if (at >= 0) throw new Error(`the contestants disagree: signal ${at} was ${left[at]} and ${right[at]}`);
}

function rounded(measured: Measured): Measured {
  return {
    ingestSamplesPerSecond: Math.round(measured.ingestSamplesPerSecond),
    bytesPerSample: round(measured.bytesPerSample, 3),
    hourRawMs: round(measured.hourRawMs, 2),
    dayTo1000Ms: round(measured.dayTo1000Ms, 2),
    stateAtMs: round(measured.stateAtMs, 2),
  };
}

function round(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}

function row(name: string, own: number, peer: number): string[] {
  const ratio = own > peer ? own / peer : peer / own;
  return [name, own.toLocaleString('en'), peer.toLocaleString('en'), `${ratio.toFixed(1)} x`];
}
