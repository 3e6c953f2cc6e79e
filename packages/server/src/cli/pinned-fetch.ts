/** `fetch` to a server on this machine whose certificate is known, whatever name and issuer the certificate has. */
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { Readable } from 'node:stream';

/** @param certificate PEM; only a server that has its key is talked to */
export function pinnedFetch(certificate: string): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const body = asked.body === null ? undefined : Buffer.from(await asked.arrayBuffer());
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(
        asked.url,
        {
          method: asked.method,
          headers: Object.fromEntries(asked.headers),
          ca: certificate,
          // Pinned: it is the certificate itself that is trusted, not a name in it.
          checkServerIdentity: (_host, { raw }) =>
            samePem(raw, certificate) ? undefined : new Error('another certificate'),
          signal: asked.signal,
        },
        resolve,
      );
      sent.on('error', reject);
      sent.end(body);
    });
    const headers = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) {
      for (const one of [value ?? []].flat()) headers.append(name, one);
    }
    const status = answer.statusCode ?? 502;
    const empty = status === 204 || status === 304;
    return new Response(empty ? null : stream(answer), { status, headers });
  };
}

function stream(answer: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks = Readable.toWeb(answer).getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => chunks.cancel(reason),
  });
}

/** Whether DER bytes are those of the first certificate of a PEM. */
function samePem(der: Buffer, pem: string): boolean {
  const first = /-----BEGIN CERTIFICATE-----([^-]+)-----END/.exec(pem)?.[1] ?? '';
  return der.equals(Buffer.from(first.replace(/\s/g, ''), 'base64'));
}
