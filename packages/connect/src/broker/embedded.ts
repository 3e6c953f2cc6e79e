/**
 * The embedded MQTT broker (aedes) behind `Front`: listens, checks user and password, and hands messages on without a
 * loop-back client. Sparkplug runs it in a worker, because publishers that push as fast as they can hold its event loop.
 */
import { timingSafeEqual } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import { Aedes, type Client } from 'aedes';
import { Front } from './front.ts';
import { type BrokerEvents, type BrokerLink, type BrokerOptions, MAX_CLIENTS } from './link.ts';

/** How often silent clients are looked for. */
const WATCH_MS = 250;
const MAX_CLIENT_ID = 256;
/** Topics with a retained message; more lose their retain flag. */
const MAX_RETAINED = 10_000;
const FIRST_CONNECT_MS = 10_000;
/** Clients cannot subscribe to it by a filter that begins with a wildcard (MQTT 3.1.1, 4.7.2). */
const REFUSED_TOPIC = '$millwright/refused';

/** Resolves when it listens. Rejects with a remedy when the port is in use or the address is not ours. */
export async function openEmbeddedBroker(options: BrokerOptions, events: BrokerEvents): Promise<BrokerLink> {
  const fronts = new Set<Front>();
  let held = false;
  const retained = new Set<string>();
  /** Filters of clients that want what we would keep from them. */
  const foreign = new Map<Client, Set<string>>();
  const filters = options.filters.map(topicMatcher);
  const wanted = (topic: string): boolean => filters.some((matches) => matches(topic));
  const broker = await Aedes.createBroker({
    maxClientsIdLength: MAX_CLIENT_ID,
    connectTimeout: FIRST_CONNECT_MS,
    concurrency: 1000,
    authenticate: (_client, user, password, done) => done(null, isAllowed(options, user, password)),
    authorizePublish: (client, packet, done) => {
      if (packet.topic.startsWith('$SYS/')) {
        done(new Error('topics below $SYS are the broker’s own'));
        return;
      }
      if (options.isReserved?.(packet.topic) === true) {
        events.clientFault?.(
          `client ${client?.id ?? ''} sent ${packet.topic.slice(0, 200)}, which tells machines what to do: nobody heard it; here only what was approved is written`,
        );
        // An error would end the connection, and with it what the client has to say.
        packet.topic = REFUSED_TOPIC;
        packet.retain = false;
        done(null);
        return;
      }
      if (packet.retain) {
        if (retained.size >= MAX_RETAINED && !retained.has(packet.topic)) packet.retain = false;
        else retained.add(packet.topic);
      }
      // Whatever a client itself published was seen by its front; this is its last will.
      if (client?.closed === true && wanted(packet.topic)) {
        events.message(packet.topic, bytesOf(packet.payload), packet.retain, keyOf(client));
      }
      done(null);
    },
  });
  broker.on('clientReady', (client) => {
    if (client.conn instanceof Front) client.conn.admit(client.id);
  });
  broker.on('clientDisconnect', (client) => {
    foreign.delete(client);
    // After its will, which is published in the same turn.
    const polite = client.conn instanceof Front && client.conn.polite;
    setImmediate(() => events.clientLost?.(keyOf(client), polite));
  });
  broker.on('subscribe', (subscriptions, client) => {
    for (const { topic } of subscriptions) {
      if (!mayBePrivate(topic)) continue;
      const filters = foreign.get(client) ?? new Set();
      foreign.set(client, filters.add(topic));
    }
  });
  broker.on('unsubscribe', (topics, client) => {
    const filters = foreign.get(client);
    for (const topic of topics) filters?.delete(topic);
    if (filters?.size === 0) foreign.delete(client);
  });

  const server = createServer((socket) => {
    socket.setNoDelay(true);
    const front = new Front(socket, {
      publish(from, topic, payload, retain) {
        if (wanted(topic)) events.message(topic, payload, retain, from.key);
        return foreign.size === 0 && options.isPrivate?.(topic) === true;
      },
      fault(from, message) {
        events.clientFault?.(`client ${from.clientId ?? socket.remoteAddress ?? ''} was cut off: ${message}`);
      },
    });
    fronts.add(front);
    if (held) front.hold(true);
    front.once('close', () => fronts.delete(front));
    broker.handle(front);
  });
  server.maxConnections = MAX_CLIENTS;
  const watch = setInterval(() => {
    const now = performance.now();
    for (const front of fronts) front.watch(now);
  }, WATCH_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.host, resolve);
    });
  } catch (error) {
    clearInterval(watch);
    broker.close();
    throw new Error(listenFault(error, options));
  }
  const { port } = addressOf(server.address());
  events.up(`mqtt://${options.host}:${port}`);

  return {
    hold(wanted) {
      held = wanted;
      for (const front of fronts) front.hold(wanted);
    },
    publish(topic, payload, { qos, retain }) {
      broker.publish(
        { cmd: 'publish', topic, payload: Buffer.from(payload), qos, retain, dup: false },
        () => undefined,
      );
    },
    send(topic, payload, qos) {
      return new Promise((resolve, reject) => {
        broker.publish(
          { cmd: 'publish', topic, payload: Buffer.from(payload), qos, retain: false, dup: false },
          (error) => (error === undefined || error === null ? resolve() : reject(error)),
        );
      });
    },
    async close() {
      clearInterval(watch);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      for (const front of fronts) front.destroy();
      await closed;
    },
  };
}

function keyOf(client: Client): string {
  return client.conn instanceof Front ? client.conn.key : client.id;
}

/** Whether a subscription could mean data messages of Sparkplug; commands to nodes are what edge nodes subscribe to. */
function mayBePrivate(filter: string): boolean {
  return !/^spBv1\.0\/(STATE|[^/]*\/[ND]CMD)(\/|$)/.test(filter) && /^(spBv1\.0|\+|#)/.test(filter);
}

function isAllowed(options: BrokerOptions, user: string | undefined, password: Buffer | undefined): boolean {
  if (options.user === undefined && options.password === undefined) return true;
  return same(user ?? '', options.user ?? '') && same(password?.toString() ?? '', options.password ?? '');
}

/** Compares in constant time for equal lengths. */
function same(given: string, wanted: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}

function bytesOf(payload: Buffer | string): Buffer {
  return typeof payload === 'string' ? Buffer.from(payload) : payload;
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the broker listens on no TCP port');
  return address;
}

function listenFault(error: unknown, options: BrokerOptions): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return `port ${options.port} on ${options.host} is in use; set another "port" in sources.yaml, or name the broker that listens there as "broker: mqtt://${options.host}:${options.port}"`;
  }
  if (code === 'EADDRNOTAVAIL')
    return `${options.host} is no address of this machine; set "host" in sources.yaml`;
  if (code === 'EACCES')
    return `port ${options.port} needs more rights; set a "port" above 1023 in sources.yaml`;
  return error instanceof Error ? error.message : String(error);
}

/** A test for topics by an MQTT filter with `+` and `#` (MQTT 3.1.1, 4.7). */
export function topicMatcher(filter: string): (topic: string) => boolean {
  if (filter === '#') return () => true;
  if (!filter.includes('+')) {
    if (!filter.endsWith('/#')) return (topic) => topic === filter;
    const stem = filter.slice(0, -1);
    return (topic) => topic.startsWith(stem) || topic === stem.slice(0, -1);
  }
  const wanted = filter.split('/');
  return (topic) => {
    const levels = topic.split('/');
    for (let i = 0; i < wanted.length; i++) {
      if (wanted[i] === '#') return true;
      if (i >= levels.length || (wanted[i] !== '+' && wanted[i] !== levels[i])) return false;
    }
    return wanted.length === levels.length;
  };
}
