/**
 * Who speaks plain HTTP to a port with TLS hears what to write instead. The first byte tells (a TLS record is no letter);
 * it is looked at once a connection, and everything that is no plain HTTP goes to TLS as it came.
 */
import type { Server } from 'node:https';
import type { Socket } from 'node:net';

/** Who says nothing is not kept waiting for. */
const FIRST_BYTE_MS = 10_000;
/** How long somebody may take to read the explanation, and what they may send meanwhile. */
const FAREWELL_MS = 2000;
const FAREWELL_BYTES = 64 * 1024;
/** `mill.example:7470`, `[::1]:7470`: nothing else is said again. */
const HOST = /\r\nhost:[ \t]*([a-z0-9.-]{1,253}(?::\d{1,5})?|\[[0-9a-f:.]{2,45}\](?::\d{1,5})?)[ \t]*\r\n/i;
const FIRST_LETTER = 0x41;
const LAST_LETTER = 0x5a;

/** Puts the look before the server's own handling of connections. Returns how to cut all that are open. */
export function explainPlainHttp(server: Server): () => void {
  const secure = server.listeners('connection');
  const open = new Set<Socket>();
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    const destroy = () => void socket.destroy();
    const impatience = setTimeout(destroy, FIRST_BYTE_MS).unref();
    socket.once('close', () => clearTimeout(impatience));
    socket.on('error', destroy);
    socket.once('data', (first: Buffer) => {
      clearTimeout(impatience);
      if (first[0] >= FIRST_LETTER && first[0] <= LAST_LETTER) return explain(socket, first);
      socket.off('error', destroy);
      socket.pause();
      socket.unshift(first);
      for (const listener of secure) Reflect.apply(listener, server, [socket]);
    });
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}

function explain(socket: Socket, first: Buffer): void {
  const host = HOST.exec(first.toString('latin1'))?.[1];
  const where = host === undefined ? 'write https:// instead of http://' : `open https://${host}/`;
  const text = `This port speaks https: ${where}\n`;
  setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
  let heard = first.length;
  // Read on for a moment: closing with unread bytes would take the answer away again.
  socket.on('data', (more: Buffer) => {
    heard += more.length;
    if (heard > FAREWELL_BYTES) socket.destroy();
  });
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n` +
      `Cache-Control: no-store\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
}
