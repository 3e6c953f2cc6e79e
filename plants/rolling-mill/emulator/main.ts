/**
 * The emulator's process: runs the mill in real time and publishes it over OPC UA, Sparkplug and Modbus.
 *
 * Environment: MILL_OPCUA_PORT, MILL_MODBUS_PORT (0: any free port), MILL_MQTT_PORT (where the platform's broker listens;
 * without it the bearing monitors stay off), MILL_HOST (127.0.0.1), MILL_SEED (1), MILLWRIGHT_DATA (folder for
 * certificate and fault channel). With a parent process: sends `{type: 'ready', ports}` when everything listens, takes
 * `{type: 'fault', name, on?, machine?}`, and ends when the parent goes away.
 */
import { mkdir } from 'node:fs/promises';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { openFaultChannel } from './fault-channel.ts';
import { type Connection, type FaultCommand, faultCommand } from './line/faults.ts';
import { Mill, STEP } from './line/mill.ts';
import { outputsOf } from './outputs.ts';
import { Publisher } from './publisher.ts';
import { startBearingMonitors } from './servers/bearing-monitors.ts';
import { startEnergyMeter } from './servers/energy-meter.ts';

const host = process.env.MILL_HOST ?? '127.0.0.1';
const folder = process.env.MILLWRIGHT_DATA ?? join(process.cwd(), '.millwright', 'rolling-mill', 'emulator');

// The controller's server is by far the slowest to load: keep its compiled code, and prepare everything else meanwhile.
enableCompileCache(join(folder, 'compile-cache'));
const controllerModule = import('./servers/mill-controller.ts');

/** Steps that may be caught up after the process was held; beyond that the mill just loses time. */
const MOST_STEPS = 40;
const TICK = 100;

function port(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535)
    throw new Error(`${name}=${text} is not a TCP port`);
  return value;
}

await mkdir(folder, { recursive: true });
const seed = Number(process.env.MILL_SEED ?? 1) || 1;
const mill = new Mill(seed);
const outputs = outputsOf(mill);
const publisher = new Publisher(outputs, seed * 31 + 7);

interface Server {
  data(index: Uint32Array, values: Float64Array, count: number, time: number): void;
  stop(): Promise<void>;
}

/** Starts a connection's server on the port it had before, so that a restart looks like a lost and found connection. */
const ports: Partial<Record<Connection, number>> = {};
const starters: Readonly<Record<Connection, () => Promise<Server>>> = {
  plc: async () => {
    const { startMillController } = await controllerModule;
    const wanted = ports.plc ?? port('MILL_OPCUA_PORT', 48410);
    const server = await startMillController(outputs, publisher.values, host, wanted, folder);
    ports.plc = server.port;
    return server;
  },
  'condition-monitoring': async () => {
    const broker = port('MILL_MQTT_PORT', 0);
    if (broker === 0) return { data: () => undefined, stop: async () => undefined };
    return startBearingMonitors(outputs, publisher.values, `mqtt://${host}:${broker}`);
  },
  energy: async () => {
    const meter = await startEnergyMeter(outputs, host, ports.energy ?? port('MILL_MODBUS_PORT', 48502));
    ports.energy = meter.port;
    outputs.forEach((output, i) => {
      if (output.feed === 'energy') meter.write(i, publisher.values[i]);
    });
    return {
      data(index, values, count) {
        for (let i = 0; i < count; i++)
          if (outputs[index[i]].feed === 'energy') meter.write(index[i], values[i]);
      },
      stop: meter.stop,
    };
  },
};

const running = new Map<Connection, Server>();

async function startAll(): Promise<void> {
  const names: Connection[] = ['plc', 'condition-monitoring', 'energy'];
  await Promise.all(names.map(async (name) => running.set(name, await starters[name]())));
}

/** Brings each server into the state the fault `lost-connection` wants; one change at a time. */
let changing: Promise<void> = Promise.resolve();
function followConnections(): void {
  changing = changing.then(async () => {
    for (const name of ['plc', 'condition-monitoring', 'energy'] as const) {
      const server = running.get(name);
      if (mill.lost.has(name) && server !== undefined) {
        running.delete(name);
        await server.stop();
      } else if (!mill.lost.has(name) && server === undefined) running.set(name, await starters[name]());
    }
  });
  changing.catch((error: unknown) => {
    process.stderr.write(`emulator: ${error instanceof Error ? error.message : String(error)}\n`);
  });
}

function applyFault(command: FaultCommand): string {
  mill.fault(command);
  if (command.name === 'lost-connection') followConnections();
  return `${command.name}${command.machine === undefined ? '' : ` at ${command.machine}`}: ${command.on ? 'on' : 'off'}`;
}

let started = performance.now();
let steps = 0;
function tick(): void {
  const elapsed = performance.now() - started;
  let due = Math.floor(elapsed / (STEP * 1000)) - steps;
  if (due > MOST_STEPS) {
    started += (due - MOST_STEPS) * STEP * 1000;
    due = MOST_STEPS;
  }
  for (; due > 0; due--) {
    mill.step();
    steps++;
  }
  publisher.publish(steps * STEP * 1000, Date.now(), (index, values, count, time) => {
    for (const server of running.values()) server.data(index, values, count, time);
  });
}

let ending = false;
async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  clearInterval(timer);
  // A server that hangs must not keep the process alive.
  setTimeout(() => process.exit(code), 2000).unref();
  await Promise.allSettled([...running.values()].map((server) => server.stop()).concat(channel.stop()));
  process.exit(code);
}

await startAll();
const channel = await openFaultChannel(folder, applyFault);
started = performance.now();
const timer = setInterval(tick, TICK);

process.on('message', (message: unknown) => {
  if (typeof message !== 'object' || message === null) return;
  const { type, name, on, machine } = message as Record<string, unknown>;
  if (type !== 'fault') return;
  try {
    applyFault(faultCommand(name, on, machine));
  } catch (error) {
    process.stderr.write(`emulator: ${error instanceof Error ? error.message : String(error)}\n`);
  }
});
process.on('disconnect', () => void end(0));
process.on('SIGTERM', () => void end(0));
process.on('SIGINT', () => void end(0));
// The parent may be gone already; its channel then takes no message, and 'disconnect' ends us.
if (process.connected) process.send?.({ type: 'ready', ports });
if (process.send === undefined) {
  process.stdout.write(
    `rolling mill emulator: OPC UA opc.tcp://${host}:${ports.plc}, Modbus ${host}:${ports.energy}\n`,
  );
}
