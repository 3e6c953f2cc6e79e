/** Witnesses of the journal, from the file of the command line to the page, with one on a socket. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { verifyEventProof, verifyLog, WitnessPolicy } from '@millwright/journal';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ApiClient, DecisionsClient } from '../client/index.ts';
import { temporaryFolder } from '../testing/plant.ts';
import { serve } from '../testing/serve.ts';
import { until } from '../testing/until.ts';

const NAME = 'witness.example/w';

/** A witness that signs whatever grows, and its line in a policy. Whether it checks proofs is not the matter here. */
async function witness(): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = Buffer.concat([Buffer.of(4), publicKey.export({ format: 'der', type: 'spki' }).subarray(12)]);
  const id = createHash('sha256').update(`${NAME}\n`).update(key).digest().subarray(0, 4);
  let signed = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      if (body.split('\n', 1)[0] !== `old ${signed}`) {
        response.writeHead(409, { 'content-type': 'text/x.tlog.size' }).end(`${signed}\n`);
        return;
      }
      const text = body.slice(body.indexOf('\n\n') + 2, body.lastIndexOf('\n\n') + 1);
      signed = Number(text.split('\n')[1]);
      const time = Buffer.alloc(8);
      time.writeBigUInt64BE(1_800_000_000n);
      const signature = sign(null, Buffer.from(`cosignature/v1\ntime 1800000000\n${text}`), privateKey);
      response.end(`\u2014 ${NAME} ${Buffer.concat([id, time, signature]).toString('base64')}\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return `witness w ${NAME}+${id.toString('hex')}+${key.toString('base64')} http://127.0.0.1:${port}`;
}

async function policyFile(text: string): Promise<string> {
  const file = join(await temporaryFolder(), 'witnesses');
  await writeFile(file, text);
  return file;
}

describe('witnesses', () => {
  it('S40 witnesses that are named at the start sign the journal; the API says how far, and proofs carry it', async () => {
    const text = `${await witness()}\nquorum w\n`;
    const served = await serve({ witnesses: await policyFile(text) });
    const office = new DecisionsClient(new ApiClient(served.server.url, served.server.token), 'tiny');
    const page = await until('the signature', async () => {
      const found = await office.journal();
      return found.witnesses[0].size === found.size ? found : undefined;
    });
    expect(page.witnesses).toMatchObject([{ name: 'w', state: 'cosigned', time: 1_800_000_000_000 }]);
    const policy = WitnessPolicy.parse(text);
    const proof = await (await office.proof(0)).text();
    expect(verifyEventProof(proof, [page.verifierKey], policy).witnesses).toEqual([
      { name: NAME, time: 1_800_000_000_000 },
    ]);
    await served.server.close();
    const log = join(served.data, 'tiny/journal/log');
    const report = await verifyLog({ folder: log, keys: [page.verifierKey], policy });
    expect(report).toMatchObject({ faults: [], witnessed: { witnesses: [{ name: NAME }] } });
  });

  it('S40 a witness that is not there stops nothing, and is seen', async () => {
    const line = (await witness()).replace(/127.0.0.1:\d+/, '127.0.0.1:1');
    const served = await serve({ witnesses: await policyFile(`${line}\nquorum w\n`) });
    const office = new DecisionsClient(new ApiClient(served.server.url, served.server.token), 'tiny');
    const state = await until('the state', async () => {
      const [one] = (await office.journal()).witnesses;
      return one.state === 'waiting' ? undefined : one;
    });
    expect(state).toMatchObject({ state: 'unreachable', message: expect.stringContaining('did not answer') });
    expect((await office.journal()).size).toBeGreaterThan(0);
  });

  it('S40 a file of witnesses that is none is refused before anything starts, with its line', async () => {
    const refused = async (text: string) =>
      String(await serve({ witnesses: await policyFile(text) }).catch((error: unknown) => error));
    expect(await refused('witness w\nquorum w\n')).toContain('Line 1 of the policy');
    expect(await refused('quorum none\n')).toContain('No witness has an address');
    const missing = await serve({ witnesses: '/nowhere/witnesses' }).catch((error: unknown) => error);
    expect(String(missing)).toContain('/nowhere/witnesses');
  });
});
