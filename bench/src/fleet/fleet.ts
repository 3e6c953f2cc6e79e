/**
 * `bench fleet`: the whole platform under the load of a fleet, as users run it.
 *
 * The measured process is `millwright start` with an embedded broker, formulas, alarms, history on disk and WebSocket
 * clients; load generator and clients are processes of their own on the same machine and are not counted.
 *
 * Options: `--machines 15000` `--seconds 120` `--warm-up 30` `--clients 20`, `--order scattered` (see load.ts), `--keep FOLDER`
 * (plant and data are made there and stay).
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Benchmark, positive } from '../benchmark.ts';
import { startPlatform } from '../platform.ts';
import type { ClientReport } from './clients.ts';
import { Metrics } from './metrics.ts';
import { FORMULAS, MACHINES_PER_NODE, SIGNALS, writeFleetPlant } from './plant.ts';
import { folderBytes, machineSeconds, processUsage, threadSeconds } from './process-usage.ts';

/** Loops are optimised, windows of formulas are full, and the period of the loop meter before is over. */
const WARM_UP_SECONDS = 30;
/** The loop meter shows its last whole period of 15 s: what it shows earlier lies before the measurement. */
const LOOP_PERIOD_SECONDS = 16;
/** Machines that each WebSocket client watches: 20 clients then get 10,000 changes a second. */
const MACHINES_PER_CLIENT = 5;

export const run: Benchmark = async (options) => {
  const machines = positive(options, 'machines', 15_000);
  const seconds = positive(options, 'seconds', 120);
  const warmUp = positive(options, 'warm-up', WARM_UP_SECONDS);
  const clientCount = positive(options, 'clients', 20);
  const kept = options.option('keep');
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'bench-fleet-')));
  const data = join(folder, 'data');
  const children: ChildProcess[] = [];
  try {
    const mqttPort = await freePort();
    await writeFleetPlant(join(folder, 'plant'), machines, mqttPort);
    options.say(
      `starting the platform with ${machines} machines, ${machines * (SIGNALS + FORMULAS)} signals`,
    );
    const platform = await startPlatform(join(folder, 'plant'), data);
    children.push(platform.process);
    const metrics = new Metrics(platform.url, platform.token);

    await listening(mqttPort);
    const order = options.option('order') ?? 'in-order';
    const load = child('load.ts', [String(mqttPort), String(machines), order]);
    children.push(load);
    await answer(load);
    options.say(`${Math.ceil(machines / MACHINES_PER_NODE)} edge nodes are born`);
    const clients = child('clients.ts', [
      `${platform.url.replace('http', 'ws')}/api/v1/live`,
      platform.token,
      String(clientCount),
      String(Math.min(MACHINES_PER_CLIENT, machines)),
      String(machines),
    ]);
    children.push(clients);
    await metrics.until('millwright_source_samples_total', (samples) => samples >= machines * SIGNALS);

    load.send('start');
    options.say(`warming up for ${warmUp} s, then measuring for ${seconds} s`);
    await sleep(warmUp);
    clients.send('measure');
    const before = {
      usage: processUsage(platform.pid),
      machine: machineSeconds(),
      threads: await threadSeconds(platform.pid),
      helpers: [load, clients].map(({ pid = 0 }) => processUsage(pid).cpuSeconds),
      metrics: await metrics.read(),
      at: performance.now(),
    };
    const delays: number[] = [];
    let residentMb = 0;
    for (let second = 0; second < seconds; second++) {
      await sleep(1);
      const delay = (await metrics.read()).number('millwright_event_loop_delay_seconds', 'quantile="0.99"');
      if (second >= Math.min(LOOP_PERIOD_SECONDS, seconds - 1)) delays.push(delay * 1000);
      residentMb = Math.max(residentMb, processUsage(platform.pid).residentMb);
    }
    const after = { usage: processUsage(platform.pid), metrics: await metrics.read(), at: performance.now() };
    const share = (seconds: number): string =>
      `${Math.round((seconds / (after.at - before.at)) * 100_000)} %`;
    for (const [thread, spent] of await threadSeconds(platform.pid)) {
      const busy = spent - (before.threads.get(thread) ?? 0);
      if (busy > (after.at - before.at) / 100_000) options.say(`  thread ${thread}: ${share(busy)}`);
    }
    const helpers = [load, clients].map(({ pid = 0 }, i) => processUsage(pid).cpuSeconds - before.helpers[i]);
    const [generatorSeconds, clientSeconds] = helpers;
    const otherSeconds =
      machineSeconds() -
      before.machine -
      (after.usage.cpuSeconds - before.usage.cpuSeconds) -
      generatorSeconds -
      clientSeconds;
    options.say(
      `  generator: ${share(generatorSeconds)}, clients: ${share(clientSeconds)}, rest of the machine: ${share(otherSeconds)}`,
    );
    const report = await answer<ClientReport>(clients, 'report');
    const { sent } = await answer<{ sent: number }>(load, 'stop');
    const births = machines * SIGNALS;
    const arrived = await metrics.settled('millwright_source_samples_total', sent + births);
    await metrics.until('millwright_historian_waiting_samples', (waiting) => waiting === 0);
    const end = await metrics.read();
    const stored = end.number('millwright_historian_stored_samples_total');
    const stateAtMs = await timeOfState(platform, Date.now() - 60_000);
    platform.process.kill('SIGINT');
    await once(platform.process, 'exit');
    const bytes = await folderBytes(join(data));

    const elapsed = (after.at - before.at) / 1000;
    const rate = (name: string): number =>
      (after.metrics.number(name) - before.metrics.number(name)) / elapsed;
    const json = {
      machines,
      samplesPerSecond: Math.round(rate('millwright_source_samples_total')),
      evaluationsPerSecond: Math.round(rate('millwright_live_evaluations')),
      lost: Math.max(0, sent + births - arrived) + end.number('millwright_historian_lost_samples_total'),
      corePercent: round(((after.usage.cpuSeconds - before.usage.cpuSeconds) / elapsed) * 100),
      loopDelayP99Ms: round(percentile(delays, 0.99)),
      latencyP50Ms: report.p50Ms,
      latencyP99Ms: report.p99Ms,
      bytesPerSample: round(bytes / stored),
      storedSamples: stored,
      rssMb: Math.round(residentMb),
      stateAtMs,
      otherPercent: round((otherSeconds / elapsed) * 100),
      clientSamplesPerSecond: Math.round(report.samples / elapsed),
    };
    return {
      json,
      table: {
        head: ['measure', 'value', 'aim'],
        rows: [
          ['samples/s in', String(json.samplesPerSecond), String(machines * SIGNALS)],
          ['evaluations/s', String(json.evaluationsPerSecond), String(machines * FORMULAS)],
          ['samples lost', String(json.lost), '0'],
          ['processor, % of one core', String(json.corePercent), '<= 150'],
          ['event-loop delay p99, ms', String(json.loopDelayP99Ms), '<= 20'],
          ['source to WebSocket p99, ms', String(json.latencyP99Ms), '<= 100'],
          ['bytes per stored sample', String(json.bytesPerSample), '<= 1.4'],
          ['resident memory, MB', String(json.rssMb), '<= 3072'],
          ['state of the plant at an instant, ms', stateAtMs.join(', '), ''],
          ['rest of the machine, % of one core', String(json.otherPercent), ''],
          ['samples/s to clients', String(json.clientSamplesPerSecond), ''],
        ],
      },
      notes: [
        `${seconds} s after ${warmUp} s of warm-up; load generator and ${clientCount} clients run on the same cores and are not counted.`,
        'Values are a random walk of hundredths sent as doubles. All raw samples and one derived signal in ten are stored; bytes include indexes and what is still in the write-ahead file.',
        'Loopback sockets, no TLS, warm disk cache.',
      ],
    };
  } finally {
    for (const process of children) process.kill('SIGKILL');
    if (kept === undefined) await rm(folder, { recursive: true, force: true });
  }
};

function child(file: string, args: readonly string[]): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/**
 * Time from the question for the state of the plant at an instant to the last byte of the answer, three instants one after the
 * other; the load has stopped. An answer that is refused or empty is an error.
 */
async function timeOfState({ url, token }: { url: string; token: string }, at: number): Promise<number[]> {
  const times: number[] = [];
  for (const instant of [at, at + 1000, at + 2000]) {
    const started = performance.now();
    const response = await fetch(`${url}/api/v1/plants/fleet/state?at=${instant}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { byteLength } = await response.arrayBuffer();
    if (!response.ok || byteLength === 0)
      throw new Error(`the state of the plant was answered with ${response.status}, ${byteLength} bytes`);
    times.push(Math.round(performance.now() - started));
  }
  return times;
}

/** The next message of a child, after sending it one. Rejects when the child ends instead. */
async function answer<T>(process: ChildProcess, message?: string): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onExit = (code: number | null): void =>
      reject(new Error(`a helper process ended with code ${code}`));
    process.once('exit', onExit);
    process.once('message', (reply: T) => {
      process.off('exit', onExit);
      resolve(reply);
    });
    if (message !== undefined) process.send(message);
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** The broker opens beside the page, a moment later: waits until it does, at most a minute. */
async function listening(port: number): Promise<void> {
  for (let i = 0; i < 600; i++) {
    const socket = createConnection({ port, host: '127.0.0.1' });
    const open = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (open) return;
    await sleep(0.1);
  }
  throw new Error(`the platform's broker does not listen on port ${port}`);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
