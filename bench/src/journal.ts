/**
 * `bench journal`: durable commands through the desk, the checker over a million events, and a restart with them.
 *
 * Options: `--commands 100000` `--clients 256` (each waits for its answer before it sends the next) `--events 1000000`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifyLog } from '@millwright/journal';
import { type Benchmark, positive } from './benchmark.ts';
import { change, openWorld } from './journal/world.ts';

/** Events behind the last snapshot when the process is restarted: the most there can be. */
const BEHIND_SNAPSHOT = 25_000;
const FILL_AT_ONCE = 1000;

export const run: Benchmark = async (options) => {
  const commands = positive(options, 'commands', 100_000);
  const clients = positive(options, 'clients', 256);
  const events = positive(options, 'events', 1_000_000);
  const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-'));
  try {
    const { journal, desk } = await openWorld(folder);
    options.say(`${commands} commands from ${clients} clients`);
    const latencies = new Float64Array(commands);
    let next = 0;
    const start = performance.now();
    const client = async (name: number): Promise<void> => {
      for (let n = next++; n < commands; n = next++) {
        const sent = performance.now();
        await desk.submit({ ...change(n), id: `bench ${n}`, actor: `employee/e${name}` });
        latencies[n] = performance.now() - sent;
      }
    };
    await Promise.all(Array.from({ length: clients }, (_, name) => client(name)));
    const seconds = (performance.now() - start) / 1000;
    latencies.sort();
    const commandsPerSecond = Math.round(commands / seconds);
    const ackP99Ms = round(latencies[Math.floor(commands * 0.99)]);
    const ackMedianMs = round(latencies[Math.floor(commands / 2)]);

    options.say(`filling up to ${events} events`);
    const fill = async (to: number): Promise<void> => {
      while (journal.size < to) {
        const first = journal.size;
        const drafts = Array.from({ length: Math.min(FILL_AT_ONCE, to - first) }, (_, i) => {
          const { subject, data } = change(first + i);
          return { type: 'order-changed', subject, data, reason: 'worn' };
        });
        await desk.record(drafts, 'employee/filler');
      }
    };
    await fill(events - Math.min(BEHIND_SNAPSHOT, events));
    await desk.snapshot();
    await fill(events);
    const key = journal.verifierKey;
    // Not desk.close, which would write a snapshot: as after a crash.
    await journal.close();

    options.say('verifying');
    const verifyStart = performance.now();
    const report = await verifyLog({ folder: join(folder, 'log'), keys: [key] });
    const verifyMillionSeconds = round((performance.now() - verifyStart) / 1000);
    if (report.faults.length > 0 || report.intact !== journal.size)
      throw new Error(`the log does not verify: ${JSON.stringify(report.faults)}`);

    options.say('restarting');
    const restart = fileURLToPath(new URL('./journal/restart.ts', import.meta.url));
    const answers = Array.from({ length: 3 }, () => {
      const answer: { milliseconds: number; events: number } = JSON.parse(
        execFileSync(process.execPath, [restart, folder], { encoding: 'utf8' }),
      );
      if (answer.events !== report.intact) throw new Error(`${answer.events} events after the restart`);
      return answer.milliseconds;
    }).sort((a, b) => a - b);
    const restartMillionSeconds = round(answers[1] / 1000);
    const bytes = statSync(join(folder, 'log/tile/entries/000')).size / 256;
    return {
      json: {
        commandsPerSecond,
        ackP99Ms,
        ackMedianMs,
        verifyMillionSeconds,
        restartMillionSeconds,
        commands,
        clients,
        events: report.intact,
      },
      table: {
        head: ['', 'measured', 'aim'],
        rows: [
          ['durable commands/s', commandsPerSecond.toLocaleString('en'), '≥ 5,000'],
          ['acknowledged, median, ms', String(ackMedianMs), ''],
          ['acknowledged, p99, ms', String(ackP99Ms), ''],
          [`${events.toLocaleString('en')} events verified, s`, String(verifyMillionSeconds), '≤ 20'],
          [`restart with ${events.toLocaleString('en')} events, s`, String(restartMillionSeconds), '≤ 3'],
        ],
      },
      notes: [
        `${clients} clients in the process of the journal, each waiting for its answer; permission, form, decision, two copies of the state, write, fdatasync, and publication (tiles, signed checkpoint) four times a second included. About ${Math.round(bytes)} bytes per event.`,
        'Verification reads every file and recomputes every hash, form, number, time and cause, with a warm page cache.',
        `Restart: from the start of the process to a desk that answers, ${BEHIND_SNAPSHOT.toLocaleString('en')} events behind the newest snapshot; median of three.`,
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
