/** What is no HTTP at all never reaches a route: it gets a problem document too, and the connection ends. */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { problem } from './problems.ts';
import type { Problem } from './schemas.ts';

export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  // Gone, or in the middle of an answer.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const document = documentOf(error.code);
  const body = JSON.stringify(document);
  socket.end(
    `HTTP/1.1 ${document.status} ${STATUS_CODES[document.status] ?? ''}\r\nConnection: close\r\nCache-Control: no-store\r\n` +
      `X-Content-Type-Options: nosniff\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function documentOf(code: string | undefined): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return problem('large-header', 'The address and headers together are larger than 16 KiB.', {
        remedy: 'Send fewer or shorter headers; long questions go into the body of a POST.',
      });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return problem('slow', 'The request did not arrive in time.', {
        remedy: 'Send it again, in one go.',
      });
    default:
      return problem('bad-request', 'What was sent is no HTTP/1.1 request.', {
        remedy: 'Where the server has a certificate write https://, else http://.',
      });
  }
}
