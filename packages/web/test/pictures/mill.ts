/** The rolling mill with its emulator, running to be photographed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AlarmOccurrence, ApiClient } from '@millwright/server/client';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..', '..');
/** The emulated bearing begins to vibrate by itself within minutes of a first start. */
const ALARM_MS = 6 * 60_000;
const ASK_MS = 2000;
/** A coil change takes a minute; a mill that rolls is worth the wait. */
const ROLLING_MS = 4 * 60_000;

export interface Mill {
  /** Origin of the server. */
  origin: string;
  token: string;
  close(): Promise<void>;
}

/** Starts it as `npm start` does. `data` is kept: the next start has the history of this one. */
export async function startMill(data: string): Promise<Mill> {
  const cli = join(REPOSITORY, 'packages', 'server', 'src', 'cli.ts');
  const plant = join(REPOSITORY, 'plants', 'rolling-mill');
  const server = spawn(process.execPath, [cli, 'start', plant, '--port', '0', '--data', data, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  const [line] = await Promise.race([
    once(createInterface(server.stdout), 'line'),
    ended.then(() => Promise.reject(new Error('the mill did not start; its message is above'))),
  ]);
  const answer: unknown = JSON.parse(String(line));
  const field = (name: string) => (answer instanceof Object ? String(Reflect.get(answer, name)) : '');
  return {
    origin: field('origin'),
    token: field('token'),
    async close() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}

/** The alarms of the plant, once there is at least one and history enough to look back at. */
export async function untilTelling(
  api: ApiClient,
  plant: string,
  historyMs: number,
): Promise<AlarmOccurrence[]> {
  const deadline = Date.now() + ALARM_MS;
  for (;;) {
    const [alarms, info] = await Promise.all([api.alarms(plant), api.plant(plant)]);
    const history = info.now - (info.firstTime ?? info.now);
    if (alarms.length > 0 && history >= historyMs) return alarms;
    if (Date.now() > deadline) {
      throw new Error(`no alarm stood within ${ALARM_MS / 60_000} minutes, so there is little to photograph`);
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
}

/** Until the line runs: no later than a coil change lasts. */
export async function untilRolling(api: ApiClient, plant: string): Promise<void> {
  const deadline = Date.now() + ROLLING_MS;
  while (Date.now() < deadline) {
    const { value } = await api.signal(plant, 'mill.lineSpeed');
    const fast = await api.signal(plant, 'mill.runSpeedSetpoint');
    if (Number(value) > 0.9 * Number(fast.value)) return;
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
}
