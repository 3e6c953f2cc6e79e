import { connect } from 'node:net';
import { fastify } from 'fastify';
import { expect, it } from 'vitest';
import { serve } from '../testing/serve.ts';
import { handleError } from './errors.ts';

/** What a connection hears until its end. */
function said(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let heard = '';
    socket.on('data', (data) => (heard += data.toString()));
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
    socket.end(text);
  });
}

it('S11 what is no request at all is answered with a problem document too', async () => {
  const { server } = await serve();
  const { host } = new URL(server.url);
  const cases: [string, number, string][] = [
    ['\u0016\u0003\u0001 a hello of TLS', 400, '/problems/bad-request'],
    [
      `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`,
      400,
      '/problems/bad-request',
    ],
    [`GET / HTTP/1.1\r\nHost: ${host}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, '/problems/large-header'],
  ];
  for (const [text, status, type] of cases) {
    const answer = await said(server.url, text);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))).toMatchObject({
      type,
      status,
      remedy: expect.any(String),
    });
  }
});

it('S11 an address that is too long is told as such and not repeated whole', async () => {
  const { get } = await serve();
  const response = await get(`/api/v1/plants/tiny/documents/${'x'.repeat(3000)}`);
  const body = await response.text();
  expect([response.status, body.length < 600]).toEqual([404, true]);
});

it('S20 a disk that takes nothing is told as such, with the remedy, and in the log', async () => {
  const lines: string[] = [];
  const app = fastify();
  app.setErrorHandler<Error>((error, request, reply) =>
    handleError(error, request, reply, (line) => void lines.push(line)),
  );
  app.get('/:code', (request) => {
    const { code } = request.params as { code: string };
    throw Object.assign(new Error(`${code}: it cannot be written`), { code });
  });
  for (const [code, told] of [
    ['ENOSPC', 'No space is left'],
    ['EROFS', 'cannot be written'],
  ]) {
    const answer = await app.inject(`/${code}`);
    expect([answer.statusCode, answer.body]).toEqual([503, expect.stringContaining(told)]);
    expect(lines.at(-1)).toContain(code);
  }
  await app.close();
});
