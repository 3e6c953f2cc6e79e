/**
 * One contestant in a process of its own: `client.ts millwright|peer PORT ITEMS SECONDS`. Subscribes to every variable of the
 * server, then counts for some seconds. Sends one `Measured` over IPC. The peer is the plain client of node-opcua with one
 * subscription and one group of items, which does nothing with a value but count it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { createSource } from '@millwright/connect';
import { loadPlantFromDocuments } from '@millwright/model';

/** What a contestant measured. */
export interface Measured {
  /** From the start to the first value of every item. */
  subscribeMs: number;
  samplesPerSecond: number;
  /** Values between the first and the last of an item that never came, over all items. */
  lost: number;
  /** Of one core. */
  corePercent: number;
  loopDelayP99Ms: number;
  rssMb: number;
}

const PER_MACHINE = 100;
const SUBSCRIBE_WITHIN_MS = 60_000;

const [contestant, port, itemsText, secondsText] = process.argv.slice(2);
const items = Number(itemsText);
const first = new Float64Array(items).fill(Number.NaN);
const last = new Float64Array(items).fill(Number.NaN);
const counts = new Uint32Array(items);
let seen = 0;
let total = 0;

function take(item: number, value: number): void {
  if (Number.isNaN(value)) return;
  if (Number.isNaN(first[item])) {
    first[item] = value;
    seen++;
  }
  if (value === last[item]) return;
  last[item] = value;
  counts[item]++;
  total++;
}

const started = performance.now();
const stop = contestant === 'peer' ? await startPeer() : await startMillwright();
while (seen < items) {
  if (performance.now() - started > SUBSCRIBE_WITHIN_MS)
    throw new Error(
      `${contestant}: ${items - seen} items had no value after ${SUBSCRIBE_WITHIN_MS / 1000} s`,
    );
  await pause(10);
}
const subscribeMs = Math.round(performance.now() - started);
const [from, before, cpu] = [performance.now(), total, process.cpuUsage()];
const delay = monitorEventLoopDelay();
delay.enable();
await pause(Number(secondsText) * 1_000);
const milliseconds = performance.now() - from;
const { user, system } = process.cpuUsage(cpu);
const measured: Measured = {
  subscribeMs,
  samplesPerSecond: Math.round(((total - before) / milliseconds) * 1_000),
  lost: counts.reduce((sum, count, item) => sum + (last[item] - first[item] + 1 - count), 0),
  corePercent: Math.round((user + system) / milliseconds / 10),
  loopDelayP99Ms: Math.round(delay.percentile(99) / 1e6),
  rssMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
};
process.send?.(measured);
await stop();
process.exit(0);

async function startMillwright(): Promise<() => Promise<void>> {
  const signals = Array.from({ length: PER_MACHINE }, (_, i) => `  v${i}: { unit: "1" }`).join('\n');
  const twins = Array.from({ length: items / PER_MACHINE }, (_, i) => `  - { path: m${i}, type: machine }`);
  const { plant, faults } = loadPlantFromDocuments([
    { file: 'plant.yaml', text: 'plant: bench\nname: Bench\ntimezone: UTC\n' },
    { file: 'types/machine.yaml', text: `type: machine\nname: Machine\nsignals:\n${signals}\n` },
    { file: 'twins.yaml', text: `twins:\n${twins.join('\n')}\n` },
    {
      file: 'sources.yaml',
      text: `sources:
  plc:
    type: opc-ua
    endpoint: "opc.tcp://127.0.0.1:${port}"
    security: { policy: None, mode: None }
    sampling: 250 ms
    publishing: 1 s
    signals: { "*.*": "nsu=urn:millwright:bench;s={twin}.{signal}" }
`,
    },
  ]);
  if (plant === undefined) throw new Error(faults[0]?.message);
  const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-opc-ua-'));
  const source = createSource(plant.sources[0], {
    plant,
    deliver: ({ length, signals: ids, values }) => {
      for (let i = 0; i < length; i++) take(ids[i], values[i]);
    },
    clock: Date.now,
    folder,
    log: (_level, message) => console.error(message),
    environment: {},
  });
  await source.start();
  return async () => {
    await source.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

async function startPeer(): Promise<() => Promise<void>> {
  const require = createRequire(new URL('../../../packages/connect/package.json', import.meta.url));
  const {
    AttributeIds,
    ClientMonitoredItemGroup,
    OPCUAClient,
    TimestampsToReturn,
  }: typeof import('node-opcua-client') = await import(
    pathToFileURL(require.resolve('node-opcua-client')).href
  );
  const client = OPCUAClient.create({ endpointMustExist: false });
  await client.connect(`opc.tcp://127.0.0.1:${port}`);
  const session = await client.createSession();
  const names = await session.read({ nodeId: 'i=2255', attributeId: AttributeIds.Value });
  const namespace = [...names.value.value].indexOf('urn:millwright:bench');
  const subscription = await session.createSubscription2({
    requestedPublishingInterval: 1_000,
    requestedMaxKeepAliveCount: 2,
    requestedLifetimeCount: 60,
    maxNotificationsPerPublish: 0,
    publishingEnabled: true,
    priority: 0,
  });
  const nodes = Array.from({ length: items }, (_, i) => ({
    nodeId: `ns=${namespace};s=m${Math.floor(i / PER_MACHINE)}.v${i % PER_MACHINE}`,
    attributeId: AttributeIds.Value,
  }));
  // As many at a time as the server takes in one call: the client does not split by itself.
  for (let at = 0; at < items; at += 1_000) {
    const group = ClientMonitoredItemGroup.create(
      subscription,
      nodes.slice(at, at + 1_000),
      { samplingInterval: 250, queueSize: 10, discardOldest: true },
      TimestampsToReturn.Both,
    );
    group.on('changed', (_item, { value }, index) => take(at + index, Number(value.value)));
    await new Promise<void>((resolve, reject) => {
      group.on('initialized', () => resolve());
      group.on('err', (message) => reject(new Error(message)));
    });
  }
  return async () => {
    await session.close(true);
    await client.disconnect();
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
