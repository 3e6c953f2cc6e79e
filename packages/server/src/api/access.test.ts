import { readFile, rm, stat } from 'node:fs/promises';
import { request as rawRequest } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusedStatus } from '../testing/live-socket.ts';
import { type Served, serve } from '../testing/serve.ts';
import { Problem } from './schemas.ts';

/** Every documented operation with its placeholders filled in. */
async function operations({ get }: Served): Promise<{ method: string; path: string }[]> {
  const { paths } = (await (await get('/openapi.json')).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const values: Record<string, string> = {
    plant: 'tiny',
    path: 'hall%2Fpump1.flow',
    type: 'motor',
    signal: 'load',
    source: 'meter',
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase(),
      path: path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name),
    })),
  );
}

/** As `fetch`, with a Host header of choice. */
function withHost(url: string, host: string, token: string): Promise<number> {
  return new Promise((resolve, reject) => {
    rawRequest(url, { headers: { host, authorization: `Bearer ${token}` } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('access', () => {
  it('S1 every route answers 401 with a problem document without a token', async () => {
    const served = await serve();
    const all = [
      ...(await operations(served)),
      { method: 'GET', path: '/' },
      { method: 'GET', path: '/index.html' },
    ];
    expect(all.length).toBeGreaterThan(20);
    for (const { method, path } of all) {
      // Signing in, and how one may, is what the others ask for.
      if ((method === 'POST' && path === '/api/v1/session') || path === '/api/v1/sign-in') continue;
      const response = await fetch(served.server.url + path, { method, redirect: 'manual' });
      expect([method, path, response.status]).toEqual([method, path, 401]);
      expect(response.headers.get('content-type')).toMatch('application/problem+json');
      expect(Problem.parse(await response.json()).remedy).toMatch(/Bearer/);
    }
    expect(await refusedStatus(`${served.server.url.replace('http', 'ws')}/api/v1/live`, {})).toBe(401);
  });

  it('S1 a wrong token is told from none, and too many wrong ones are slowed down', async () => {
    const { server } = await serve();
    const attempt = () =>
      fetch(`${server.url}/api/v1/health`, { headers: { authorization: 'Bearer wrong' } });
    const first = await attempt();
    expect(first.status).toBe(401);
    expect(Problem.parse(await first.json()).type).toBe('/problems/wrong-token');
    let last = first;
    for (let i = 0; i < 25; i++) last = await attempt();
    expect(last.status).toBe(429);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Problem.parse(await last.json()).remedy).toMatch(/Wait \d+ seconds/);
    // Whoever has the right one is not held up.
    const right = await fetch(`${server.url}/api/v1/health`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    expect(right.status).toBe(200);
  });

  it('S2 a sign-in link works once and gives an HttpOnly, SameSite=Strict session', async () => {
    const { server } = await serve();
    const first = await fetch(server.signInUrl, { redirect: 'manual' });
    expect(first.status).toBe(303);
    expect(first.headers.get('location')).toBe('/');
    const cookie = first.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^millwright-\d+=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    const session = { cookie: cookie.split(';')[0] };
    expect((await fetch(`${server.url}/api/v1/plants`, { headers: session })).status).toBe(200);
    expect((await fetch(server.url, { headers: { ...session, accept: 'text/html' } })).status).toBe(200);

    const second = await fetch(server.signInUrl, { redirect: 'manual' });
    expect(second.status).toBe(401);
    expect(second.headers.get('set-cookie')).toBeNull();
    expect(await second.text()).toMatch(/has been used[\s\S]*npm run millwright link/);
    // Signed in already: the link leads to the page.
    expect((await fetch(server.signInUrl, { redirect: 'manual', headers: session })).status).toBe(303);
  });

  it('S2 a link opened from another site gets its cookie and moves on from our own', async () => {
    const { server } = await serve();
    const response = await fetch(server.signInUrl, {
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('set-cookie')).toMatch(/HttpOnly/);
    expect(await response.text()).toMatch('http-equiv="refresh"');
  });

  it('S2 a person without a session sees a page that says how to get a link', async () => {
    const { server } = await serve();
    const response = await fetch(`${server.url}/tiny/hall`, { headers: { accept: 'text/html' } });
    expect(response.status).toBe(401);
    expect(await response.text()).toMatch(/Enter your name and password, or use a sign-in link[\s\S]*登录/);
    const unknown = await fetch(`${server.url}/sign-in?token=guess`);
    expect(unknown.status).toBe(401);
    expect(await unknown.text()).toMatch('This link is not valid');
  });

  it('S2 a session survives a restart, ends with sign-out, and with the token', async () => {
    const first = await serve();
    const signedIn = await fetch(first.server.signInUrl, { redirect: 'manual' });
    const value = (signedIn.headers.get('set-cookie') ?? '').split(';')[0].split('=')[1];
    await first.server.close();

    const again = await serve({ data: first.data, plants: [first.plant] });
    const port = new URL(again.server.url).port;
    const headers = { cookie: `millwright-${port}=${value}`, origin: again.server.url };
    const ask = () => fetch(`${again.server.url}/api/v1/plants`, { headers });
    expect((await ask()).status).toBe(200);
    expect((await fetch(`${again.server.url}/api/v1/session`, { method: 'DELETE', headers })).status).toBe(
      204,
    );
    expect((await ask()).status).toBe(401);
    await again.server.close();

    await rm(join(first.data, 'token'));
    const renewed = await serve({ data: first.data, plants: [first.plant] });
    expect(renewed.server.token).not.toBe(first.server.token);
  });

  it('S3 the token file is random and readable by its owner alone', async () => {
    const { data, server } = await serve();
    expect((await stat(join(data, 'token'))).mode & 0o777).toBe(0o600);
    expect((await readFile(join(data, 'token'), 'utf8')).trim()).toBe(server.token);
    expect(server.token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('S4 with a session, whatever changes something must come from our own origin', async () => {
    const { server } = await serve();
    const signedIn = await fetch(server.signInUrl, { redirect: 'manual' });
    const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0];
    const post = (origin?: string) =>
      fetch(`${server.url}/api/v1/plants/tiny/samples`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', ...(origin === undefined ? {} : { origin }) },
        body: '{"samples":[]}',
      });
    expect((await post(server.url)).status).toBe(200);
    expect((await post('http://127.0.0.1:1')).status).toBe(403);
    expect((await post('null')).status).toBe(403);
    expect((await post()).status).toBe(403);
    const live = `${server.url.replace('http', 'ws')}/api/v1/live`;
    expect(await refusedStatus(live, { cookie, origin: server.url })).toBe(101);
    expect(await refusedStatus(live, { cookie, origin: 'http://127.0.0.1:1' })).toBe(403);
    expect(await refusedStatus(live, { cookie })).toBe(403);
    expect(await refusedStatus(live, {}, ['millwright.v1', `bearer.${server.token}`])).toBe(101);
    expect(await refusedStatus(live, {}, ['millwright.v1', 'bearer.wrong'])).toBe(401);
    expect(await refusedStatus(`${server.url.replace('http', 'ws')}/other`, { cookie })).toBe(404);
  });

  it('S5 on a loopback address a foreign host name gets nothing (DNS rebinding)', async () => {
    const { server } = await serve();
    const url = `${server.url}/api/v1/health`;
    expect(await withHost(url, 'evil.example:7470', server.token)).toBe(421);
    expect(await withHost(url, '127.0.0.1.evil.example', server.token)).toBe(421);
    expect(await withHost(url, 'localhost:1', server.token)).toBe(200);
    expect(await withHost(url, '[::1]:1', server.token)).toBe(200);
    expect(await withHost(`${server.url}/sign-in.css`, 'evil.example', server.token)).toBe(421);
  });

  it('S6 every answer carries a strict policy, and the API is never cached', async () => {
    const { get } = await serve();
    for (const path of ['/', '/api/v1/health', '/nothing', '/sign-in']) {
      const { headers } = await get(path);
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'/);
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe|https?:/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });
});
