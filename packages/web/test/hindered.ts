/**
 * A server in front of a real one that can be made slow, broken or unreachable, as networks and servers are. HTTP and WebSockets
 * pass through it; what a page needs to open at all (the plant, its types and twins) is answered also while others wait.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';

/** `slow` holds answers until it ends; `broken` answers 500 with a problem document; `cut` drops every connection. */
export type Hindrance = 'none' | 'slow' | 'broken' | 'cut';

export interface Hindered {
  url: string;
  /** What is held is answered as the new one says. */
  set(hindrance: Hindrance): void;
  close(): Promise<void>;
}

/** What the server says when it is broken. */
export const BROKEN = 'The disk of the server does not answer.';
const OPENING = /^\/api\/v1\/(health|session|plants(\/[^/]+(\/(types|twins))?)?)$/;

/** In front of the server at `origin`. */
export async function hinder(origin: string): Promise<Hindered> {
  const target = new URL(origin);
  let hindrance: Hindrance = 'none';
  let held: (() => void)[] = [];
  const sockets = new Set<Socket>();

  const pass = (question: IncomingMessage, answer: ServerResponse): void => {
    const { pathname } = new URL(question.url ?? '/', origin);
    if (hindrance === 'cut') {
      question.socket.destroy();
      return;
    }
    if (pathname.startsWith('/api/') && !OPENING.test(pathname)) {
      if (hindrance === 'slow') {
        held.push(() => pass(question, answer));
        return;
      }
      if (hindrance === 'broken') {
        fail(answer);
        return;
      }
    }
    const onward = request(
      new URL(question.url ?? '/', origin),
      { method: question.method, headers: headersFor(question) },
      (found) => {
        answer.writeHead(found.statusCode ?? 502, found.headers);
        found.pipe(answer);
      },
    );
    onward.on('error', () => answer.destroy());
    question.pipe(onward);
  };
  const headersFor = ({ headers }: IncomingMessage) => ({
    ...headers,
    host: target.host,
    ...(headers.origin === undefined ? {} : { origin: target.origin }),
  });

  const server = createServer(pass);
  server.on('connection', (socket) => keep(socket));
  server.on('upgrade', (question, socket: Socket, head) => {
    if (hindrance === 'cut') {
      socket.destroy();
      return;
    }
    const onward = connect(Number(target.port), target.hostname, () => {
      const lines = Object.entries(headersFor(question)).map(([name, value]) => `${name}: ${value}`);
      onward.write(`GET ${question.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    keep(onward);
    for (const one of [socket, onward]) one.on('error', () => {});
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
  });
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  };
  const dropAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the hindered server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    set(next) {
      hindrance = next;
      if (next === 'cut') dropAll();
      const waiting = held;
      held = [];
      for (const answer of waiting) answer();
    },
    async close() {
      dropAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function fail(answer: ServerResponse): void {
  answer.writeHead(500, { 'content-type': 'application/problem+json' });
  answer.end(
    JSON.stringify({ type: '/problems/internal', title: 'Internal error', status: 500, detail: BROKEN }),
  );
}
