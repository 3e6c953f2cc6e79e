/**
 * The thread of one Sparkplug source: broker or broker client, and the host application beside it, so that the thread of
 * the plant receives batches and not messages.
 */
import { parentPort } from 'node:worker_threads';
import type { BrokerLink } from '../broker/link.ts';
import { openBroker } from '../broker/open.ts';
import { OutcomeUnknown } from '../write.ts';
import type { BirthRecord } from './births.ts';
import { commandPayload } from './command-payload.ts';
import { rebirthPayload, saysOnline, statePayload } from './commands.ts';
import { SparkplugHost } from './host.ts';
import { BATCH_ROOM, Lender } from './lender.ts';
import type { PackedMappings } from './mapping.ts';
import type { HostState } from './node.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './protocol.ts';
import { commandTopic, isCommandTopic, NAMESPACE, stateTopic } from './topic.ts';

/** Samples wait at most this long for company: a batch costs some 50 µs whatever its length. */
const FLUSH_MS = 20;
/** Where so many batches are out, the plant is behind: the next one waits until it is half full. */
const MANY_LENT = 16;
const TICK_MS = 100;
/** Refused samples are told at most this often; the rest are counted. */
const REJECTED_MS = 1_000;
/** Rebirth requests a second over all nodes: births are the largest messages there are. */
const REBIRTHS_PER_TICK = 20;

if (parentPort === null) throw new Error('sparkplug/worker.ts runs as a worker thread only');
const port = parentPort;
const post = (message: FromWorker): void => port.postMessage(message);

function run(settings: WorkerSettings, mappings: PackedMappings) {
  let link: BrokerLink | undefined;
  let closed = false;
  let connectTime = Date.now();
  let up = false;
  let record: BirthRecord | undefined;
  /** First faults of signals, told after the state that they lead to. */
  let told: FromWorker[] = [];
  let refused = 0;
  let refusedWhat = '';
  let refusedAt = 0;
  let badTimes = 0;
  let lastState: HostState = { owners: -1, alive: -1, faulty: -1, nodes: -1 };
  const rebirths = new Set<string>();
  const ownState = stateTopic(settings.hostId);

  /** The plant does not keep up: nothing is read from the sockets. */
  let isHeld = false;
  const lender = new Lender((pressed) => {
    isHeld = pressed;
    link?.hold(pressed);
  });

  const host = new SparkplugHost(
    mappings,
    { reorder: settings.reorder, group: settings.group },
    {
      birth: (owner, columns, bytes) => record?.add(owner, columns, bytes),
      rebirth: (node) => rebirths.add(node),
      reject: (id, what) => {
        if (id !== undefined) told.push({ type: 'rejected', count: 1, id, what });
        else {
          refused++;
          if (what !== '') refusedWhat = what;
        }
      },
      error: (message) => post({ type: 'note', message }),
      info: (message) => post({ type: 'info', message }),
    },
    { next: () => lender.next(), full: () => flush() },
  );

  /** News go ahead of the samples they belong to. */
  const report = (): void => {
    const { writer, state } = host;
    if (writer.badTimes > badTimes) {
      badTimes = writer.badTimes;
      post({ type: 'note', message: clockText(writer.badTime), id: mappings.ids[writer.badTimeSlot] });
    }
    const { alive, faulty, nodes } = lastState;
    if (state.alive !== alive || state.faulty !== faulty || state.nodes !== nodes) {
      lastState = state;
      post({ type: 'state', state });
    }
    for (const one of told) post(one);
    told = [];
  };
  const flush = (): void => {
    report();
    const taken = host.writer.take();
    if (taken !== undefined) post({ type: 'batch', ...lender.lend(taken.batch), gaps: taken.gaps });
  };
  const flushing = setInterval(() => {
    if (lender.lent < MANY_LENT || host.writer.length > BATCH_ROOM / 2) flush();
  }, FLUSH_MS);

  const message = (topic: string, payload: Buffer, _retain: boolean, client?: string): void => {
    if (topic === ownState) {
      // Somebody, such as a broker that publishes an old will, says that we are offline: we are not.
      if (!saysOnline(payload) && !closed) announce();
      return;
    }
    host.message(topic, payload, Date.now(), client);
  };
  const announce = (): void => {
    link?.publish(ownState, statePayload(true, connectTime), { qos: 1, retain: true });
  };

  const tick = (): void => {
    const now = Date.now();
    host.tick(now);
    let budget = REBIRTHS_PER_TICK;
    for (const node of rebirths) {
      if (budget-- === 0) break;
      rebirths.delete(node);
      link?.publish(commandTopic(node), rebirthPayload(now), { qos: 0, retain: false });
    }
    if (refused > 0 && now - refusedAt >= REJECTED_MS) {
      post({ type: 'rejected', count: refused, what: refusedWhat });
      refused = 0;
      refusedWhat = '';
      refusedAt = now;
    }
    report();
  };
  const ticking = setInterval(tick, TICK_MS);

  const open = async (): Promise<void> => {
    connectTime = Date.now();
    try {
      link = await openBroker(
        {
          ...settings.broker,
          filters: [ownState, `${NAMESPACE}/${settings.group === undefined ? '' : `${settings.group}/`}#`],
          will: { topic: ownState, payload: statePayload(false, connectTime) },
          isReserved: isCommandTopic,
          isPrivate: (topic) =>
            topic.startsWith('spBv1.0/') && (topic.includes('/DDATA/') || topic.includes('/NDATA/')),
        },
        {
          message,
          clientLost: (client) => host.clientLost(client, Date.now()),
          clientFault: (reason) => post({ type: 'note', message: reason }),
          up: (endpoint) => {
            up = true;
            post({ type: 'up', endpoint });
            // An embedded broker says so before `link` is there.
            setImmediate(announce);
          },
          down: (reason, fatal) => {
            if (up) host.brokerLost(Date.now());
            up = false;
            flush();
            post({ type: 'down', reason, fatal });
          },
        },
      );
      if (isHeld) link.hold(true);
      if (closed) await link.close();
    } catch (error) {
      post({ type: 'down', reason: error instanceof Error ? error.message : String(error), fatal: true });
    }
  };
  const opening = open();

  const discover = async (timeout: number, limit: number): Promise<void> => {
    const { BirthRecord } = await import('./births.ts');
    const heard = new BirthRecord(limit);
    record = heard;
    for (const node of host.nodeNames()) rebirths.add(node);
    setTimeout(() => {
      if (record === heard) record = undefined;
      post({ type: 'discovered', nodes: heard.nodes, ...heard.found() });
    }, timeout);
  };

  const write = async ({ ask, values, send }: Extract<ToWorker, { type: 'write' }>): Promise<void> => {
    const { faults, commands } = host.plan(values);
    try {
      if (send && link === undefined) throw new Error('the broker is not connected: nothing was written');
      for (const { owner, metrics } of send ? commands : [])
        await link?.send(commandTopic(owner), commandPayload(metrics, Date.now()), 0);
      post({ type: 'written', ask, faults });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      post({ type: 'written', ask, faults, failed: { message, isUnknown: error instanceof OutcomeUnknown } });
    }
  };

  const stop = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await opening;
    link?.publish(ownState, statePayload(false, Date.now()), { qos: 1, retain: true });
    await link?.close();
    clearInterval(ticking);
    clearInterval(flushing);
    tick();
    flush();
    post({ type: 'stopped' });
    port.close();
  };
  return { discover, write, stop, settled: (slot: number) => lender.settled(slot) };
}

function clockText(time: number): string {
  const shown = Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time);
  return `source time ${shown} is before 2000 or more than a day ahead of ours; arrival time is kept instead. Set the clock of the device.`;
}

let running: ReturnType<typeof run> | undefined;
port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'open':
      running = run(message.settings, message.mappings);
      break;
    case 'discover':
      void running?.discover(message.timeout, message.limit);
      break;
    case 'write':
      void running?.write(message);
      break;
    case 'settled':
      running?.settled(message.slot);
      break;
    case 'stop':
      void running?.stop();
  }
});
