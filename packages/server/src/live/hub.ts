/**
 * All WebSocket clients of `/api/v1/live`: who subscribed to what, what everybody hears, and the clock.
 *
 * A tick of a plant marks what changed and lets each group of equal subscriptions send one frame. Slow clients miss frames
 * and get the newest values later; clients that do not read at all are cut off.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Plant } from '@millwright/model';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ClientMessage, ServerMessage, SourceInfo } from '../api/schemas.ts';
import {
  CLIENT_LIMITS,
  type ClientLimits,
  LiveClient,
  readClientMessage,
  type Subscribed,
} from './client.ts';
import { type Columns, SubscriptionGroup } from './group.ts';
import type { ChangeMarks } from './marks.ts';

/** Room for 200,000 paths of ordinary length in one message. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
/** `*` is for plants whose list of paths fits a message. */
const MOST_FOR_STAR = 250_000;
const MOST_UNKNOWN_NAMED = 100;
const SOURCES_EVERY_MS = 2000;
const ACCESS_EVERY_MS = 3000;
const PROTOCOL = 'millwright.v1';

/** What the hub needs of a plant. */
export interface LivePlant {
  readonly plant: Plant;
  readonly columns: Columns & { readonly marks: ChangeMarks };
  sourceInfos(): SourceInfo[];
}

/** What a connection may, asked anew whenever it matters. */
export interface Access {
  /** Whether its session or token still holds. */
  holds(): boolean;
  /** Whether it may see anything of a plant. */
  views(plant: string): boolean;
}

interface Hosted {
  live: LivePlant;
  groups: Map<string, SubscriptionGroup>;
  /** The last `sources` message, to say only what changed. */
  sources: string;
}

export class LiveHub {
  readonly clients = new Set<LiveClient>();
  /** Frames left out for clients that are gone. */
  #skippedBefore = 0;
  #plants = new Map<string, Hosted>();
  #access = new WeakMap<LiveClient, Access>();
  #limits: ClientLimits;
  #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false, // costs more than a LAN gains
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  #second: NodeJS.Timeout;
  #seconds = 0;

  constructor(limits: Partial<ClientLimits> = {}) {
    this.#limits = { ...CLIENT_LIMITS, ...limits };
    this.#second = setInterval(() => this.#everySecond(), 1000);
  }

  /** Takes in a plant. One of the same id takes its place, with its subscriptions: each is answered anew. */
  host(live: LivePlant): void {
    const hosted: Hosted = {
      live,
      groups: new Map(),
      sources: '',
    };
    this.#plants.set(live.plant.id, hosted);
    for (const client of this.clients) {
      for (const { request } of [...client.subscriptions.values()]) {
        if (request.plant === live.plant.id) this.#subscribe(client, hosted, request);
      }
    }
  }

  /** Takes over a connection that was let in. It is cut off within seconds of losing what let it in. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, access: Access): void {
    this.#server.handleUpgrade(request, socket, head, (ws) => this.#welcome(ws, access));
  }

  /** A plant has made a tick. Cost: linear in the signals of due groups. */
  tick(plant: string): void {
    const hosted = this.#plants.get(plant);
    if (hosted === undefined || hosted.groups.size === 0) return;
    const now = performance.now();
    for (const group of hosted.groups.values()) group.emit(now);
  }

  /** Says something to everybody. */
  broadcast(message: ServerMessage): void {
    if (this.clients.size === 0) return;
    const text = JSON.stringify(message);
    for (const client of this.clients) {
      if (!('plant' in message) || this.#sees(client, message.plant)) client.sayText(text);
    }
  }

  #sees(client: LiveClient, plant: string): boolean {
    return this.#access.get(client)?.views(plant) === true;
  }

  get skippedFrames(): number {
    let sum = this.#skippedBefore;
    for (const client of this.clients) sum += client.skipped;
    return sum;
  }

  get subscriptionCount(): number {
    let sum = 0;
    for (const client of this.clients) sum += client.subscriptions.size;
    return sum;
  }

  close(): void {
    clearInterval(this.#second);
    for (const client of this.clients) client.socket.close(1001, 'The server is stopping.');
    this.#server.close();
    // A client that does not answer the closing handshake must not keep the process alive.
    for (const client of this.clients) setTimeout(() => client.socket.terminate(), 500).unref();
  }

  #welcome(ws: WebSocket, access: Access): void {
    const client = new LiveClient(ws, this.#limits, performance.now());
    this.#access.set(client, access);
    this.clients.add(client);
    ws.on('message', (data, binary) => {
      const message = readClientMessage(data, binary);
      if (typeof message === 'string') client.say({ type: 'error', message });
      else this.#handle(client, message);
    });
    ws.on('error', () => ws.terminate());
    ws.on('close', () => {
      client.leaveAll();
      this.clients.delete(client);
      this.#skippedBefore += client.skipped;
    });
    client.say({ type: 'clock', now: Date.now() });
    for (const { live } of this.#plants.values()) {
      if (this.#sees(client, live.plant.id))
        client.say({ type: 'sources', plant: live.plant.id, items: live.sourceInfos() });
    }
  }

  #handle(client: LiveClient, message: ClientMessage): void {
    if (message.type === 'unsubscribe') {
      client.subscriptions.get(message.subscription)?.leave();
      client.subscriptions.delete(message.subscription);
      return;
    }
    const hosted = this.#plants.get(message.plant);
    if (hosted === undefined || !this.#sees(client, message.plant)) {
      const seen = Array.from(this.#plants.keys()).filter((plant) => this.#sees(client, plant));
      client.say({
        type: 'error',
        message: `There is no plant "${message.plant}" here; there is ${seen.join(', ')}.`,
      });
      return;
    }
    this.#subscribe(client, hosted, message);
  }

  #subscribe(
    client: LiveClient,
    hosted: Hosted,
    request: Extract<ClientMessage, { type: 'subscribe' }>,
  ): void {
    const { subscription, signals, every } = request;
    const { plant } = hosted.live;
    if (signals === '*' && plant.signalCount > MOST_FOR_STAR) {
      client.say({
        type: 'error',
        message: `The plant has ${plant.signalCount} signals; "*" is for at most ${MOST_FOR_STAR}. Name the signals that are shown.`,
      });
      return;
    }
    const refusal = client.refusal(subscription, signals === '*' ? plant.signalCount : signals.length);
    if (refusal !== undefined) {
      client.say({ type: 'error', message: refusal });
      return;
    }
    const { known, unknown } = signals === '*' ? { known: undefined, unknown: [] } : sort(plant, signals);
    const key = `${every}\n${known?.join('\n') ?? '*'}`;
    let group = hosted.groups.get(key);
    if (group === undefined) {
      const paths = known ?? allPaths(plant);
      const ids = Uint32Array.from(paths, (path) => plant.signalId(path) ?? 0); // known: checked in `sort`
      group = new SubscriptionGroup(ids, paths, every, hosted.live.columns.marks, hosted.live.columns);
      hosted.groups.set(key, group);
    }
    const { groups } = hosted;
    const joined = group;
    const member: Subscribed = {
      request,
      subscription,
      lastTick: -1,
      size: group.ids.length,
      ready: () => client.ready(),
      send: (frame) => client.socket.send(frame, { binary: true }),
      leave: () => {
        joined.members.delete(member);
        if (joined.members.size === 0 && groups.get(key) === joined) groups.delete(key);
      },
    };
    client.subscriptions.get(subscription)?.leave();
    client.subscriptions.set(subscription, member);
    if (!groups.has(key)) groups.set(key, group); // it was ours alone, under the subscription replaced
    client.say({
      type: 'subscribed',
      subscription,
      paths: [...group.paths],
      unknown: unknown.slice(0, MOST_UNKNOWN_NAMED),
    });
    group.join(member);
  }

  #everySecond(): void {
    this.#seconds++;
    const now = performance.now();
    for (const client of this.clients) client.watch(now);
    if ((this.#seconds * 1000) % ACCESS_EVERY_MS === 0) this.#cutOff();
    this.broadcast({ type: 'clock', now: Date.now() });
    if ((this.#seconds * 1000) % SOURCES_EVERY_MS === 0) this.#tellSources();
    if ((this.#seconds * 1000) % this.#limits.pingMs === 0) for (const client of this.clients) client.ping();
  }

  /** Ends connections that have lost what let them in; the page then asks to sign in, or shows what is left to see. */
  #cutOff(): void {
    for (const client of this.clients) {
      const access = this.#access.get(client);
      const subscribed = [...client.subscriptions.values()];
      const may = access?.holds() && subscribed.every(({ request }) => access.views(request.plant));
      if (!may) client.socket.close(4403, 'No longer allowed.');
    }
  }

  #tellSources(): void {
    for (const hosted of this.#plants.values()) {
      const items = hosted.live.sourceInfos();
      const text = JSON.stringify(items);
      if (text === hosted.sources) continue;
      hosted.sources = text;
      this.broadcast({ type: 'sources', plant: hosted.live.plant.id, items });
    }
  }
}

function sort(plant: Plant, signals: readonly string[]): { known: string[]; unknown: string[] } {
  const known: string[] = [];
  const unknown: string[] = [];
  for (const path of new Set(signals)) (plant.signalId(path) === undefined ? unknown : known).push(path);
  return { known, unknown };
}

function allPaths(plant: Plant): string[] {
  return Array.from({ length: plant.signalCount }, (_, id) => plant.signalAt(id).path);
}
