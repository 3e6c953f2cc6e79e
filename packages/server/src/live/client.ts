/** One WebSocket connection: its subscriptions, its back-pressure, its end. */
import type { RawData, WebSocket } from 'ws';
import { ClientMessage, type ServerMessage } from '../api/schemas.ts';
import type { Member } from './group.ts';

export interface ClientLimits {
  /** With more than this many bytes waiting for the client, frames are skipped. */
  highWaterBytes: number;
  /** A client that reads nothing for so long is cut off. */
  stallMs: number;
  /** A client that does not answer a ping for so long is cut off. */
  pingMs: number;
  subscriptions: number;
  /** Signals of all its subscriptions together. */
  signals: number;
}

export const CLIENT_LIMITS: ClientLimits = {
  highWaterBytes: 1024 * 1024,
  stallMs: 30_000,
  pingMs: 30_000,
  subscriptions: 200,
  signals: 2_000_000,
};

/** A subscription of this client within a group. */
export interface Subscribed extends Member {
  /** What was asked for, to ask again when the plant was laid out anew. */
  request: Extract<ClientMessage, { type: 'subscribe' }>;
  leave(): void;
  size: number;
}

export class LiveClient {
  readonly socket: WebSocket;
  readonly subscriptions = new Map<number, Subscribed>();
  /** Frames left out because the client was slow. */
  skipped = 0;
  #limits: ClientLimits;
  #stalledSince: number | undefined;
  #answeredAt: number;
  /** Of the last look: more waiting means that nothing was read since. */
  #waiting = 0;

  constructor(socket: WebSocket, limits: ClientLimits, now: number) {
    this.socket = socket;
    this.#limits = limits;
    this.#answeredAt = now;
    socket.on('pong', () => {
      this.#answeredAt = performance.now();
    });
  }

  ready(): boolean {
    if (this.socket.readyState !== this.socket.OPEN) return false;
    if (this.socket.bufferedAmount <= this.#limits.highWaterBytes) return true;
    this.skipped++;
    return false;
  }

  say(message: ServerMessage): void {
    this.sayText(JSON.stringify(message));
  }

  /** Text that was made once for many clients. */
  sayText(text: string): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(text);
  }

  /** Called every second. Cuts off a client that is gone or does not read. `now` as performance.now(). */
  watch(now: number): void {
    const { bufferedAmount } = this.socket;
    const progress = bufferedAmount < this.#waiting;
    this.#waiting = bufferedAmount;
    if (bufferedAmount <= this.#limits.highWaterBytes || progress) this.#stalledSince = undefined;
    else this.#stalledSince ??= now;
    const stalled = this.#stalledSince !== undefined && now - this.#stalledSince >= this.#limits.stallMs;
    // While data waits, a pong waits behind it: only an idle connection is judged by its pongs.
    const gone = bufferedAmount === 0 && now - this.#answeredAt >= 2 * this.#limits.pingMs;
    if (stalled || gone) this.socket.terminate();
  }

  ping(): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.ping();
  }

  /** Why a further subscription is refused, or undefined. */
  refusal(subscription: number, size: number): string | undefined {
    const { subscriptions, signals } = this.#limits;
    if (!this.subscriptions.has(subscription) && this.subscriptions.size >= subscriptions) {
      return `A connection takes at most ${subscriptions} subscriptions. Unsubscribe from what is no longer shown.`;
    }
    let total = size;
    for (const [id, s] of this.subscriptions) if (id !== subscription) total += s.size;
    if (total > signals) {
      return `A connection takes at most ${signals} signals in all its subscriptions. Subscribe to what is shown.`;
    }
    return undefined;
  }

  leaveAll(): void {
    for (const s of this.subscriptions.values()) s.leave();
    this.subscriptions.clear();
  }
}

/** The message, or a text that says what is wrong with it. */
export function readClientMessage(data: RawData, binary: boolean): ClientMessage | string {
  if (binary) return 'Messages to the server are JSON text; this one was binary.';
  let json: unknown;
  try {
    json = JSON.parse(data.toString());
  } catch {
    return 'The message is not valid JSON.';
  }
  const parsed = ClientMessage.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `The message is not valid: ${issue.path.join('.') || 'type'}: ${issue.message}`;
}
