import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { readFrame, type SampleFrame } from '../api/frames.ts';
import { type ClientMessage, ServerMessage } from '../api/schemas.ts';
import type { RunningServer } from '../server.ts';
import { until } from './until.ts';

/** A raw WebSocket with everything it received. */
export class LiveSocket {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[] = [];
  readonly frames: SampleFrame[] = [];
  closed = false;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer, binary) => {
      if (binary) this.frames.push(readFrame(Uint8Array.from(data).buffer));
      else this.messages.push(ServerMessage.parse(JSON.parse(data.toString()))); // every message fits its schema
    });
    socket.on('close', () => {
      this.closed = true;
    });
    onTestFinished(() => socket.terminate());
  }

  static async open(server: RunningServer, token = server.token): Promise<LiveSocket> {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/live`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const live = new LiveSocket(socket);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return live;
  }

  say(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The first message of a type that fits, now or later. */
  message<T extends ServerMessage['type']>(
    type: T,
    fits: (message: Extract<ServerMessage, { type: T }>) => boolean = () => true,
  ): Promise<Extract<ServerMessage, { type: T }>> {
    const isWanted = (m: ServerMessage): m is Extract<ServerMessage, { type: T }> =>
      m.type === type && fits(m as Extract<ServerMessage, { type: T }>); // its type was compared
    return until(`a message "${type}"`, () => this.messages.find(isWanted));
  }
}

/** HTTP status of a refused upgrade. */
export function refusedStatus(
  url: string,
  headers: Record<string, string>,
  protocols: string[] = [],
): Promise<number> {
  const socket = new WebSocket(url, protocols, { headers });
  return new Promise((resolve, reject) => {
    socket.once('unexpected-response', (_request, response) => {
      socket.on('error', () => {}); // `terminate` below
      socket.terminate();
      resolve(response.statusCode ?? 0);
    });
    socket.once('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.once('error', reject);
  });
}
