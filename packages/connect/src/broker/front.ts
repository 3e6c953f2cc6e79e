/**
 * What stands between a TCP connection and the embedded broker. It looks at every PUBLISH as it comes, straight in the
 * bytes of the socket, and spares the broker the data messages that nobody but us has subscribed to: taking a message
 * through the broker costs ten times as much as decoding it. It also holds the limits: size of a packet, messages and
 * bytes a second, and silence. MQTT 3.1 and 3.1.1; the broker refuses MQTT 5.
 */
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { CONNECT, DISCONNECT, type Frame, FrameError, FrameSplitter, PUBLISH } from './frames.ts';
import { MAX_PACKET_BYTES } from './link.ts';

/** Before a client has proved who it is, it may send this much. */
const MAX_CONNECT_BYTES = 65_536;
/** What one client may send per second; it is slowed down beyond, not cut off: nothing is lost. */
const MAX_BYTES_PER_SECOND = 32 * 1024 * 1024;
const MAX_MESSAGES_PER_SECOND = 10_000;
/** MQTT 3.1.1, 3.1.2.10: a client silent for one and a half times its keep-alive is gone. */
const PATIENCE = 1.5;

export interface FrontEvents {
  /** A PUBLISH with its topic. Returns true where the broker need not see it. */
  publish(front: Front, topic: string, payload: Buffer, retain: boolean): boolean;
  /** The connection is being ended because of what the client did. */
  fault(front: Front, message: string): void;
}

let connections = 0;

/** The stream the broker works on. */
export class Front extends Duplex {
  /** Tells connections apart, those of one client id too. */
  readonly key = String(++connections);
  /** Id of the client, known after `admit`. */
  clientId: string | undefined;
  /** It has said good-bye. */
  polite = false;
  #socket: Socket;
  #events: FrontEvents;
  #splitter = new FrameSplitter(MAX_CONNECT_BYTES);
  #state: 'opening' | 'waiting' | 'admitted' = 'opening';
  /** Milliseconds of silence after which the client is gone; Infinity where it promised nothing. */
  #patience = Number.POSITIVE_INFINITY;
  #heardAt = performance.now();
  #windowStart = 0;
  #windowBytes = 0;
  #windowMessages = 0;
  #resume: NodeJS.Timeout | undefined;
  /** We do not keep up, or the broker does not. */
  #held = false;
  #brokerIsFull = false;
  readonly #each = (frame: Frame): boolean => this.#take(frame);
  /** Bytes for the broker out of the chunk that is being read: from, to. */
  #forwardBytes: Buffer | undefined;
  #forwardStart = 0;
  #forwardEnd = 0;

  constructor(socket: Socket, events: FrontEvents) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.#events = events;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('end', () => this.push(null));
    socket.on('close', () => this.destroy());
    socket.on('error', () => this.destroy());
    socket.on('drain', () => this.emit('drain'));
  }

  /** The broker accepts the client: what it sent meanwhile is read now. */
  admit(clientId: string): void {
    this.clientId = clientId;
    if (this.#state === 'admitted') return;
    this.#state = 'admitted';
    this.#splitter.limit = MAX_PACKET_BYTES;
    this.#receive(Buffer.alloc(0));
    this.#goOn();
  }

  /** Stops reading until told to go on; silence meanwhile is not the client's. */
  hold(held: boolean): void {
    this.#held = held;
    this.#heardAt = performance.now();
    if (held) this.#socket.pause();
    else this.#goOn();
  }

  /** Ends the connection if the client has been silent for too long. Call a few times a second. */
  watch(now: number): void {
    if (!this.#held && now - this.#heardAt > this.#patience) {
      this.#events.fault(this, 'fell silent');
      this.destroy();
    }
  }

  override _read(): void {
    this.#brokerIsFull = false;
    this.#goOn();
  }

  #goOn(): void {
    const isFree = !this.#held && !this.#brokerIsFull && this.#resume === undefined;
    if (isFree && this.#state !== 'waiting') this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _writev(
    chunks: readonly { chunk: Buffer; encoding: BufferEncoding }[],
    done: (error?: Error | null) => void,
  ): void {
    const parts = chunks.map(({ chunk, encoding }) =>
      typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk,
    );
    this.#socket.write(Buffer.concat(parts), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#resume);
    this.#socket.destroy();
    done(error);
  }

  #receive(chunk: Buffer): void {
    if (this.destroyed) return;
    this.#heardAt = performance.now();
    try {
      this.#splitter.push(chunk, this.#each);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#events.fault(this, error.message);
      this.destroy();
      return;
    }
    this.#flush();
    if (this.#state === 'waiting') this.#socket.pause();
    else this.#limit(chunk.length);
  }

  #take(frame: Frame): boolean {
    const type = frame.bytes[frame.start] >>> 4;
    if (this.#state === 'waiting') return false;
    if (this.#state === 'opening') {
      if (type === CONNECT) this.#takeKeepAlive(frame);
      this.#forward(frame);
      this.#state = 'waiting';
      return true;
    }
    this.#windowMessages++;
    if (type === PUBLISH && this.#publish(frame)) return true;
    if (type === DISCONNECT) this.polite = true;
    this.#forward(frame);
    return true;
  }

  /** Whether the broker need not see the packet. */
  #publish({ bytes, start, body, end }: Frame): boolean {
    const flags = bytes[start];
    const topicEnd = body + 2 + (end - body >= 2 ? bytes.readUInt16BE(body) : 0);
    const qos = (flags >>> 1) & 3;
    const payload = topicEnd + (qos > 0 ? 2 : 0);
    // A packet that is malformed goes to the broker, which ends the connection.
    if (end - body < 2 || payload > end || qos === 3) return false;
    const topic = bytes.toString('utf8', body + 2, topicEnd);
    const spare = this.#events.publish(this, topic, bytes.subarray(payload, end), (flags & 1) !== 0);
    return spare && qos === 0 && (flags & 1) === 0;
  }

  /**
   * CONNECT: protocol name, level, flags, keep-alive (2 bytes). The broker would count only what reaches it, so the
   * keep-alive is kept here and the broker is told 0, none.
   */
  #takeKeepAlive({ bytes, body, end }: Frame): void {
    if (end - body < 2) return;
    const at = body + 2 + bytes.readUInt16BE(body) + 2;
    if (at + 2 > end) return;
    const seconds = bytes.readUInt16BE(at);
    if (seconds > 0) this.#patience = seconds * 1000 * PATIENCE;
    bytes.writeUInt16BE(0, at);
  }

  /** Hands the packet on, neighbours in one piece. */
  #forward({ bytes, start, end }: Frame): void {
    if (bytes !== this.#forwardBytes || start !== this.#forwardEnd) {
      this.#flush();
      this.#forwardBytes = bytes;
      this.#forwardStart = start;
    }
    this.#forwardEnd = end;
  }

  #flush(): void {
    const bytes = this.#forwardBytes;
    if (bytes === undefined) return;
    this.#forwardBytes = undefined;
    if (this.push(bytes.subarray(this.#forwardStart, this.#forwardEnd))) return;
    this.#brokerIsFull = true;
    this.#socket.pause();
  }

  /** Stops reading until the second is over once the client has sent its share. */
  #limit(bytes: number): void {
    const now = this.#heardAt;
    if (now - this.#windowStart >= 1000) {
      this.#windowStart = now;
      this.#windowBytes = 0;
      this.#windowMessages = 0;
    }
    this.#windowBytes += bytes;
    const used = Math.max(
      this.#windowBytes / MAX_BYTES_PER_SECOND,
      this.#windowMessages / MAX_MESSAGES_PER_SECOND,
    );
    if (used < 1 || this.#resume !== undefined) return;
    this.#socket.pause();
    this.#resume = setTimeout(
      () => {
        this.#resume = undefined;
        this.#goOn();
      },
      Math.min(1000, Math.max(1, this.#windowStart + 1000 - now)),
    );
  }
}
