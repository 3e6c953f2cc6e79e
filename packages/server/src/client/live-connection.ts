import type { JournalEventInfo } from '../api/decision-schemas.ts';
import { readFrame, type SampleFrame } from '../api/frames.ts';
import type { AlarmOccurrence, ClientMessage, ServerMessage, SourceInfo } from '../api/schemas.ts';
import type { ApiClient } from './api-client.ts';
import { ApiError } from './api-error.ts';

/**
 * - `connecting`: no connection; trying, with growing pauses.
 * - `open`: connected, all subscriptions sent.
 * - `signed-out`: the server wants a new sign-in; nothing is tried any more.
 * - `closed`: `close` was called.
 */
export type LiveState = 'connecting' | 'open' | 'signed-out' | 'closed';

/** What comes without a subscription, for all plants of the server. */
export interface LiveHandlers {
  state?(state: LiveState): void;
  alarm?(plant: string, change: 'raised' | 'cleared', occurrence: AlarmOccurrence): void;
  sources?(plant: string, items: SourceInfo[]): void;
  /** Server clock, every second. */
  clock?(now: number): void;
  /** A formula or the plant's documents changed: what was read of types and signals is out of date. */
  changed?(plant: string, revision: string): void;
  /** What was decided or happened, in order of the journal. */
  events?(plant: string, items: JournalEventInfo[]): void;
  /** The server refused a message. */
  error?(message: string): void;
}

export interface SubscriptionRequest {
  plant: string;
  /** Signal paths, or `*` for all. */
  signals: '*' | readonly string[];
  /** Smallest time between two frames, ms. Default 100. */
  every?: number;
}

export interface SubscriptionHandlers {
  /** Also after each reconnect. Path at position i is index i of the frames that follow. */
  subscribed?(paths: string[], unknown: string[]): void;
  /** The arrays are views on the received message, valid as long as they are held. The first frame holds everything. */
  frame(frame: SampleFrame): void;
}

export interface LiveSubscription {
  /** Asks for other signals under the same handlers. */
  update(request: SubscriptionRequest): void;
  close(): void;
}

interface Entry {
  request: SubscriptionRequest;
  handlers: SubscriptionHandlers;
  /** Frames of the former request may still be under way after an update: they are dropped until `subscribed`. */
  confirmed: boolean;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** The server says its clock every second: no word for so long means that the connection is dead. */
const SILENCE_MS = 6_000;

/**
 * One WebSocket for all subscriptions of a page. Reconnects by itself with growing pauses and subscribes again.
 * Frames go to their handlers as they come; nothing is queued here.
 */
export class LiveConnection {
  #api: ApiClient;
  #socket: WebSocket | undefined;
  #state: LiveState = 'connecting';
  #entries = new Map<number, Entry>();
  #listeners = new Set<LiveHandlers>();
  #next = 1;
  #pause = FIRST_PAUSE_MS;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;

  /** Connects at once. `api` says where and with which token. */
  constructor(api: ApiClient) {
    this.#api = api;
    this.#connect();
  }

  get state(): LiveState {
    return this.#state;
  }

  /** Returns the function that ends it. `state` is told at once. */
  listen(handlers: LiveHandlers): () => void {
    this.#listeners.add(handlers);
    handlers.state?.(this.#state);
    return () => this.#listeners.delete(handlers);
  }

  subscribe(request: SubscriptionRequest, handlers: SubscriptionHandlers): LiveSubscription {
    const id = this.#freeId();
    const entry: Entry = { request, handlers, confirmed: false };
    this.#entries.set(id, entry);
    this.#sendSubscribe(id, entry);
    return {
      update: (changed) => {
        if (this.#entries.get(id) !== entry) return;
        entry.request = changed;
        entry.confirmed = false;
        this.#sendSubscribe(id, entry);
      },
      close: () => {
        if (this.#entries.get(id) !== entry) return;
        this.#entries.delete(id);
        this.#send({ type: 'unsubscribe', subscription: id });
      },
    };
  }

  /** Ends the connection for good. */
  close(): void {
    this.#setState('closed');
    clearTimeout(this.#retry);
    clearTimeout(this.#watch);
    this.#drop();
  }

  /** Tries at once instead of waiting for the pause to end, for example when the page becomes visible again. */
  reconnect(): void {
    if (this.#state === 'open' || this.#state === 'closed') return;
    clearTimeout(this.#retry);
    this.#pause = FIRST_PAUSE_MS;
    this.#connect();
  }

  /** Numbers are reused late, so that a frame of an old subscription never reaches a new one. */
  #freeId(): number {
    if (this.#entries.size >= 65_535) throw new RangeError('more than 65,535 subscriptions');
    while (this.#entries.has(this.#next)) this.#next = (this.#next % 65_535) + 1;
    const id = this.#next;
    this.#next = (id % 65_535) + 1;
    return id;
  }

  #connect(): void {
    this.#drop();
    this.#setState('connecting');
    const base = this.#api.base === '' ? globalThis.location.origin : this.#api.base;
    const url = `${base.replace(/^http/, 'ws')}/api/v1/live`;
    // A browser cannot set a header on a WebSocket: the token, where there is one, goes as a second protocol.
    const { token } = this.#api;
    const socket = new WebSocket(
      url,
      token === undefined ? ['millwright.v1'] : ['millwright.v1', `bearer.${token}`],
    );
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.#pause = FIRST_PAUSE_MS;
      this.#setState('open');
      for (const [id, entry] of this.#entries) {
        entry.confirmed = false;
        this.#sendSubscribe(id, entry);
      }
      this.#heard();
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (socket !== this.#socket) return;
      this.#heard();
      if (event.data instanceof ArrayBuffer) this.#frame(event.data);
      else if (typeof event.data === 'string') this.#message(JSON.parse(event.data) as ServerMessage); // own server
    };
    socket.onclose = () => {
      if (socket === this.#socket) this.#lost(opened);
    };
    socket.onerror = () => {}; // `close` follows and says the same
  }

  #lost(wasOpen: boolean): void {
    this.#drop();
    if (this.#state === 'closed') return;
    this.#setState('connecting');
    if (!wasOpen) void this.#askWhetherSignedOut();
    const pause = this.#pause * (0.75 + Math.random() / 2); // spread, so that all pages do not come back at once
    this.#pause = Math.min(LONGEST_PAUSE_MS, this.#pause * 2);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#connect(), pause);
  }

  /** A refused WebSocket does not tell the page why; an ordinary request does. */
  async #askWhetherSignedOut(): Promise<void> {
    try {
      await this.#api.health();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401 || this.#state !== 'connecting') return;
      clearTimeout(this.#retry);
      this.#drop();
      this.#setState('signed-out');
    }
  }

  #heard(): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#lost(true), SILENCE_MS);
  }

  #drop(): void {
    clearTimeout(this.#watch);
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #frame(buffer: ArrayBuffer): void {
    const frame = readFrame(buffer);
    const entry = this.#entries.get(frame.subscription);
    if (entry?.confirmed) entry.handlers.frame(frame);
  }

  #message(message: ServerMessage): void {
    switch (message.type) {
      case 'subscribed': {
        const entry = this.#entries.get(message.subscription);
        if (entry === undefined) return;
        entry.confirmed = true;
        entry.handlers.subscribed?.(message.paths, message.unknown);
        return;
      }
      case 'alarm':
        for (const l of this.#listeners) l.alarm?.(message.plant, message.change, message.occurrence);
        return;
      case 'sources':
        for (const l of this.#listeners) l.sources?.(message.plant, message.items);
        return;
      case 'clock':
        for (const l of this.#listeners) l.clock?.(message.now);
        return;
      case 'changed':
        for (const l of this.#listeners) l.changed?.(message.plant, message.revision);
        return;
      case 'events':
        for (const l of this.#listeners) l.events?.(message.plant, message.items);
        return;
      case 'error':
        for (const l of this.#listeners) l.error?.(message.message);
    }
  }

  #sendSubscribe(subscription: number, { request }: Entry): void {
    const { plant, signals, every = 100 } = request;
    this.#send({
      type: 'subscribe',
      subscription,
      plant,
      signals: signals === '*' ? '*' : [...signals],
      every,
    });
  }

  #send(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #setState(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const l of this.#listeners) l.state?.(state);
  }
}
