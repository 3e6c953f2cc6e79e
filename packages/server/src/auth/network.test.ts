import { execFileSync } from 'node:child_process';
import { copyFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { pinnedFetch } from '../cli/pinned-fetch.ts';
import { runningServer } from '../cli/running.ts';
import { ApiClient, DecisionsClient } from '../client/index.ts';
import { type ServerOptions, startServer } from '../server.ts';
import { temporaryFolder, writePlant } from '../testing/plant.ts';
import { serve } from '../testing/serve.ts';
import { until } from '../testing/until.ts';
import { Tls } from './tls.ts';

const openssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
const why = openssl ? '' : ' (skipped: no openssl to make certificates with)';

/** A certificate of its own and its key. `days` from today, negative: expired. */
async function makePair(name = 'mill.example', days = 30): Promise<{ certificate: string; key: string }> {
  const folder = await temporaryFolder();
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  const life = ['-days', String(days)];
  execFileSync(
    'openssl',
    ['req', '-x509', ...curve, ...names, ...life, '-keyout', key, '-out', certificate],
    {
      stdio: 'ignore',
    },
  );
  return { certificate, key };
}

/** A certificate that is valid in the year 2099. */
async function makeEarlyPair(): Promise<{ certificate: string; key: string }> {
  const folder = await temporaryFolder();
  const [certificate, key, ask, config] = ['certificate.pem', 'key.pem', 'ask.pem', 'ca.conf'].map((name) =>
    join(folder, name),
  );
  const index = join(folder, 'index.txt');
  await writeFile(index, '');
  await writeFile(
    config,
    `[ca]\ndefault_ca=it\n[it]\ndatabase=${index}\nnew_certs_dir=${folder}\ndefault_md=sha256\nrand_serial=yes\npolicy=any\n[any]\ncommonName=supplied\n`,
  );
  const quiet = { stdio: 'ignore' } as const;
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync(
    'openssl',
    ['req', '-new', ...curve, '-subj', '/CN=mill.example', '-keyout', key, '-out', ask],
    quiet,
  );
  const life = ['-startdate', '20990101000000Z', '-enddate', '20991231000000Z'];
  const from = ['-batch', '-config', config, '-keyfile', key, '-in', ask];
  execFileSync('openssl', ['ca', '-selfsign', ...from, ...life, '-out', certificate], quiet);
  return { certificate, key };
}

async function refusal(options: Partial<ServerOptions>): Promise<string> {
  const started = startServer({
    plants: [await writePlant()],
    data: await temporaryFolder(),
    port: 0,
    ...options,
  });
  return started.then(
    async (server) => {
      await server.close();
      return 'started';
    },
    (error: unknown) => String(error),
  );
}

describe.skipIf(!openssl)(`encryption${why}`, () => {
  it('S91 page, API and WebSocket are served over TLS; cookies are Secure; the command line trusts the certificate of the folder', async () => {
    const { server, data } = await serve({ tls: await makePair() });
    expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const client = await runningServer(data);
    expect((await client?.health())?.status).toBe('ok');
    const other = await makePair('other.example');
    const stranger = new ApiClient(server.url, server.token, pinnedFetch(await pem(other.certificate)));
    await expect(stranger.health()).rejects.toThrow();
    const send = pinnedFetch(await pem(join(data, 'tiny', 'server.json'), 'certificate'));
    const entered = await send(server.signInUrl);
    expect(entered.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict; Secure/);
    expect(entered.headers.get('strict-transport-security')).toBeNull();
    const socket = new WebSocket(
      `${server.url.replace('https', 'wss')}/api/v1/live`,
      ['millwright.v1', `bearer.${server.token}`],
      {
        rejectUnauthorized: false,
      },
    );
    const first = await new Promise<string>((resolve, reject) => {
      socket.on('message', (text) => resolve(String(text)));
      socket.on('error', reject);
    });
    expect(JSON.parse(first)).toMatchObject({ type: 'clock' });
    socket.close();
  });

  it('S91 HSTS is said under the name people use, never under one of this machine itself', async () => {
    const { server, data } = await serve({ tls: await makePair(), publicUrl: 'https://mill.example' });
    const { port } = new URL(await pem(join(data, 'tiny', 'server.json'), 'url'));
    expect(server.url).toBe('https://mill.example');
    const asked = (host: string) =>
      new Promise<unknown>((resolve, reject) => {
        const options = { port, host: '127.0.0.1', path: '/sign-in', headers: { host } };
        request({ ...options, rejectUnauthorized: false }, (response) => {
          response.resume();
          resolve(response.headers['strict-transport-security']);
        })
          .on('error', reject)
          .end();
      });
    expect(await asked('mill.example')).toBe('max-age=31536000');
    for (const host of ['localhost:1', 'a.localhost', '127.0.0.1:7470', '[::1]:7470'])
      expect(await asked(host)).toBeUndefined();
  });

  it('S91 who speaks plain HTTP to it hears where to go; what says nothing, nonsense or too much is cut off', async () => {
    const { server } = await serve({ tls: await makePair() });
    const { host, port } = new URL(server.url);
    const said = (...texts: (string | Buffer)[]) =>
      new Promise<string>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1');
        let heard = '';
        socket.on('data', (data) => (heard += data.toString('latin1')));
        socket.on('error', () => {});
        socket.on('close', () => resolve(heard));
        for (const text of texts) socket.write(text);
      });
    const answer = await said(`GET /work HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: text\/plain/);
    expect(answer).toContain(`This port speaks https: open https://${host}/\n`);
    const evil = await said('GET / HTTP/1.1\r\nHost: <script>alert(1)</script>\r\n\r\n');
    expect(evil).toContain('write https:// instead of http://');
    expect(evil).not.toContain('script');
    await said(`POST / HTTP/1.1\r\nHost: ${host}\r\n\r\n`, Buffer.alloc(1024 * 1024));
    expect(await said(Buffer.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))).not.toContain('HTTP');
    const silent = connect(Number(port), '127.0.0.1');
    silent.on('error', () => {});
    await new Promise((resolve) => silent.on('connect', resolve));
    const closed = new Promise((resolve) => silent.on('close', resolve));
    await server.close();
    await closed;
  });

  it('S91 a certificate that is not valid yet is told at the start, with its dates and the remedy', async () => {
    const { lines } = await serve({ tls: await makeEarlyPair() });
    expect(lines.find((line) => line.includes('2099-01-01T00:00:00.000Z'))).toMatch(
      /valid from .* only, and it is .* here.*Set the clock/,
    );
  });

  it('S91 a renewed certificate is taken on while running; one that does not fit is told and left', async () => {
    const files = await makePair();
    const lines: string[] = [];
    const tls = await Tls.open(files, (line) => void lines.push(line));
    const before = tls.certificate;
    const next = await makePair();
    await copyFile(next.certificate, files.certificate);
    await tls.look();
    expect(lines.at(-1)).toContain('does not belong to the certificate');
    expect(tls.certificate).toBe(before);
    await copyFile(next.key, files.key);
    await tls.look();
    expect(lines.at(-1)).toContain('is used from now on');
    expect(tls.certificate).not.toBe(before);
    expect(tls.problem).toBeUndefined();
    const soon = await Tls.open(await makePair('mill.example', 5), () => {});
    expect(soon.problem).toContain('expires on');
  });

  it('S91 what cannot be used is named with its remedy before anything starts', async () => {
    const files = await makePair();
    const { key } = await makePair();
    expect(await refusal({ tls: { ...files, key } })).toContain('does not belong to the certificate');
    expect(await refusal({ tls: { ...files, certificate: '/nowhere.pem' } })).toMatch(/ENOENT.*--tls-cert/);
    await writeFile(files.certificate, 'nonsense');
    expect(await refusal({ tls: files })).toContain('-----BEGIN CERTIFICATE-----');
  });
});

describe('the network', () => {
  it('S92 without encryption the server listens on this machine only, unless it is told that the network is protected', async () => {
    expect(await refusal({ host: '0.0.0.0' })).toMatch(/--tls-cert.*--url.*--plain-http/);
    expect(await refusal({ host: '0.0.0.0', plainHttp: true })).toBe('started');
    expect(await refusal({ publicUrl: 'mill.example' })).toContain('is no origin');
  });

  it('S92 behind a proxy the server answers to the name people use, and to no other', async () => {
    const { server } = await serve({ publicUrl: 'https://mill.example' });
    expect(server.url).toBe('https://mill.example');
    expect(server.signInUrl).toMatch(/^https:\/\/mill\.example\/sign-in\?token=/);
  });

  it('S93 a connection ends within seconds of losing what let it in, and watching keeps no session alive', async () => {
    const { server } = await serve();
    const link = await fetch(server.signInUrl, { redirect: 'manual' });
    const cookie = (link.headers.get('set-cookie') ?? '').split(';')[0];
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/live`, ['millwright.v1'], {
      headers: { cookie, origin: server.url },
    });
    let closed = 0;
    socket.on('close', (code) => (closed = code));
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
    const out = await fetch(`${server.url}/api/v1/session`, {
      method: 'DELETE',
      headers: { cookie, origin: server.url },
    });
    expect(out.status).toBe(204);
    await until('the connection is cut', () => closed === 4403);
  });
});

it('S93 who may see one plant hears and sees nothing of another', async () => {
  const other = await writePlant({ 'plant.yaml': 'plant: other\nname: Other\ntimezone: UTC\n' });
  const served = await serve({ plants: [await writePlant(), other] });
  const office = new DecisionsClient(served.api, 'other');
  const grants = [{ role: 'viewer', place: '' }];
  await office.command({
    id: 'add',
    type: 'add-employee',
    subject: 'employee/bo',
    data: { name: 'Bo', kind: 'person', grants },
  });
  const { url } = await office.signInLink('bo');
  const entered = await fetch(url, { redirect: 'manual' });
  const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0];
  const headers = { cookie, origin: served.server.url };
  const socket = new WebSocket(`${served.server.url.replace('http', 'ws')}/api/v1/live`, ['millwright.v1'], {
    headers,
  });
  const heard: string[] = [];
  socket.on('message', (data, binary) => void heard.push(binary ? 'frame' : String(data)));
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  const subscribe = (plant: string, subscription: number) =>
    socket.send(JSON.stringify({ type: 'subscribe', subscription, plant, signals: '*', every: 100 }));
  subscribe('tiny', 1);
  subscribe('other', 2);
  await until('the own plant', () => heard.some((text) => text.includes('"subscribed"')));
  await served.api.postSamples('tiny', [{ path: 'hall/pump1/motor.power', value: 99 }]);
  await served.api.postSamples('other', [{ path: 'hall/pump1/motor.power', value: 99 }]);
  await until('the own alarm', () => heard.some((text) => text.includes('overload')));
  expect(heard.filter((text) => text.includes('"tiny"') && !text.includes('"error"'))).toEqual([]);
  expect(heard.find((text) => text.includes('"error"'))).toContain('there is other.');
  socket.close();
});

async function pem(file: string, key?: string): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(file, 'utf8');
  return key === undefined ? text : String((JSON.parse(text) as Record<string, unknown>)[key]); // a file of the server's own
}
