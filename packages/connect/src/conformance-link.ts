/** A TCP link between a source and its peer that a test can cut, stall and disturb. */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

type Mode = 'pass' | 'stall' | 'refuse';

export class Link {
  /** Bytes that went from the one who connects to the one who listens. */
  forwarded = 0;
  #server: Server;
  #target: () => number;
  #mode: Mode = 'pass';
  #pairs = new Set<{ near: Socket; far: Socket }>();

  /** Listens on a free port and forwards to the port `target` gives at the time of each connection. */
  static async open(target: () => number): Promise<Link> {
    const link = new Link(target);
    await new Promise<void>((resolve) => link.#server.listen(0, '127.0.0.1', resolve));
    return link;
  }

  private constructor(target: () => number) {
    this.#target = target;
    this.#server = createServer((near) => this.#accept(near));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections that stand. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Breaks all connections at once, without farewell, and refuses new ones until `pass`. */
  cut(): void {
    this.#mode = 'refuse';
    this.drop();
  }

  /** Breaks all connections; new ones are let through. */
  drop(): void {
    for (const { near, far } of this.#pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  /** Keeps connections open but lets no byte through, as a network that swallows packets. */
  stall(): void {
    this.#mode = 'stall';
    for (const { near, far } of this.#pairs) {
      near.pause();
      far.pause();
    }
  }

  /** Lets everything through again. */
  pass(): void {
    this.#mode = 'pass';
    for (const { near, far } of this.#pairs) {
      near.resume();
      far.resume();
    }
  }

  /** Sends bytes into the connections as if the other side had sent them: to the one who connected, or who listens. */
  inject(bytes: Uint8Array, to: 'connector' | 'listener'): void {
    for (const { near, far } of this.#pairs) (to === 'connector' ? near : far).write(bytes);
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(near: Socket): void {
    near.on('error', () => {});
    if (this.#mode === 'refuse') {
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.#target(), '127.0.0.1');
    const pair = { near, far };
    this.#pairs.add(pair);
    far.on('error', () => {});
    const end = () => {
      this.#pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    near.on('close', end);
    far.on('close', end);
    near.on('data', (bytes) => {
      this.forwarded += bytes.length;
      if (!far.write(bytes)) {
        near.pause();
        far.once('drain', () => this.#mode === 'pass' && near.resume());
      }
    });
    far.on('data', (bytes) => {
      if (!near.write(bytes)) {
        far.pause();
        near.once('drain', () => this.#mode === 'pass' && far.resume());
      }
    });
    if (this.#mode === 'stall') {
      near.pause();
      far.pause();
    }
  }
}
