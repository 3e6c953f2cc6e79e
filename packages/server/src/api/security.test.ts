/** What an attacker with or without a token might try. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writePlant } from '../testing/plant.ts';
import { serve } from '../testing/serve.ts';
import { until } from '../testing/until.ts';
import { Problem } from './schemas.ts';

const PLANT = '/api/v1/plants/tiny';
const json = { 'content-type': 'application/json' };

/** As `fetch`, but the path goes out as it is written. */
function raw(origin: string, path: string, token: string): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers: { authorization: `Bearer ${token}` } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
}

/** A built page with a secret beside it. */
async function page(): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'dist/assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'dist/.hidden'), 'secret');
  await writeFile(join(folder, 'dist/index.html'), '<title>page</title>');
  await writeFile(join(folder, 'dist/assets/a.js'), 'ok');
  await writeFile(join(folder, 'dist/sw.js'), 'ok');
  await writeFile(join(folder, 'dist/manifest.webmanifest'), '{}');
  return join(folder, 'dist');
}

describe('security', () => {
  it('S6 manifest and icons are for everybody, the service worker is not, and none of them is kept by a cache', async () => {
    const { server } = await serve({ page: await page() });
    const manifest = await fetch(`${server.url}/manifest.webmanifest`);
    expect([
      manifest.status,
      manifest.headers.get('content-type'),
      manifest.headers.get('cache-control'),
    ]).toEqual([200, 'application/manifest+json', 'no-store']);
    expect((await fetch(`${server.url}/icon.svg`)).status).toBe(404);
    expect((await fetch(`${server.url}/sw.js`)).status).toBe(401);
    const headers = { authorization: `Bearer ${server.token}` };
    const worker = await fetch(`${server.url}/sw.js`, { headers });
    expect([worker.status, worker.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(worker.headers.get('content-type')).toContain('javascript');
    expect(worker.headers.get('content-security-policy')).toContain("worker-src 'self'; manifest-src 'self'");
  });

  it('S1 files of the page need a token too, and no path leads out of its folder', async () => {
    const { server } = await serve({ page: await page() });
    for (const path of [
      '/index.html',
      '/assets/a.js',
      '/assets/none.js',
      '/favicon.ico',
      '//',
      '/sign-in/',
    ]) {
      expect([path, (await fetch(server.url + path)).status]).toEqual([path, 401]);
    }
    expect((await raw(server.url, '/assets/a.js', server.token)).body).toBe('ok');
    const tries = [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/%2e%2e%2fsecret.txt',
      '/assets/../../secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/..%5csecret.txt',
      '/..%252fsecret.txt',
      '//secret.txt',
      '/assets//../../secret.txt',
      '/.hidden',
      '/assets/..%2f.hidden',
      '/%00',
      '/assets/a.js%00.txt',
      '/%ff',
      `${PLANT}/signals/..%2f..%2fsecret.txt`,
      '/api/v1/plants/..%2ftiny',
      '/api/v1/plants/__proto__',
      `${PLANT}/types/__proto__/signals/constructor/fleet`,
      `${PLANT}/discover/constructor`,
    ];
    for (const path of tries) {
      const { status, body } = await raw(server.url, path, server.token);
      expect([path, status]).toEqual([path, expect.toSatisfy((s: number) => s === 404 || s === 400)]);
      expect(body).not.toContain('secret"');
      expect(body).not.toBe('secret');
    }
  });

  it('S10 names of the language itself are no signals, and a body cannot change prototypes', async () => {
    const { get, api } = await serve();
    for (const body of [
      '{"__proto__":{"x":1},"samples":[]}',
      '{"constructor":{"prototype":{}},"samples":[]}',
    ]) {
      expect((await get(`${PLANT}/samples`, { method: 'POST', headers: json, body })).status).toBe(400);
    }
    const paths = ['__proto__.constructor', 'constructor', 'hall/pump1.__proto__', 'hall/pump1.toString', ''];
    const answer = await api.postSamples(
      'tiny',
      paths.map((path) => ({ path, value: 1 })),
    );
    expect([answer.accepted, answer.rejected.length]).toEqual([0, paths.length]);
    expect(Object.keys({})).toEqual([]);
    expect('x' in {}).toBe(false);
  });

  it('S31 formulas are an expression language and nothing else', async () => {
    const { get } = await serve();
    const texts = [
      'process.exit(1)',
      'constructor.constructor("return 1")()',
      'this',
      'globalThis.x',
      '__proto__ + 1',
      'power; 1',
      'power = 3 kW',
      'power`x`',
      '(() => 1)()',
      'import("fs")',
      'power /* x */',
      `${'('.repeat(4000)}power`,
      `${'-'.repeat(9000)}1`,
      `1${'+1'.repeat(4900)}`,
      `power ${'/ ratedPower '.repeat(700)}`,
      'x'.repeat(10_001),
    ];
    for (const formula of texts) {
      const response = await get(`${PLANT}/types/motor/signals/load/formula`, {
        method: 'PUT',
        headers: json,
        body: JSON.stringify({ formula }),
      });
      const status = formula.length > 10_000 ? 400 : 422;
      expect([formula.slice(0, 40), response.status]).toEqual([formula.slice(0, 40), status]);
    }
  });

  it('S31 SQL reads no files, writes none, loads nothing and changes no setting', async () => {
    const { get, data } = await serve();
    const target = join(data, 'stolen');
    const queries = [
      "SELECT * FROM read_csv('/etc/passwd')",
      "SELECT * FROM read_text('/etc/passwd')",
      "SELECT * FROM read_blob('/proc/self/environ')",
      "SELECT * FROM '/etc/passwd'",
      "SELECT * FROM glob('/etc/*')",
      `COPY samples TO '${target}'`,
      `EXPORT DATABASE '${target}'`,
      `ATTACH '${target}'`,
      'INSTALL httpfs',
      'LOAD httpfs',
      'SET enable_external_access = true',
      'RESET lock_configuration',
      "SELECT getenv('HOME')",
      'SELECT 1; SELECT 2',
    ];
    for (const sql of queries) {
      const response = await get(`${PLANT}/sql`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ sql }),
      });
      expect([sql, response.status]).toEqual([sql, 422]);
      expect(Problem.parse(await response.json())).toMatchObject({
        where: 'body/sql',
        remedy: expect.stringMatching(/samples \(signal, twin/),
      });
    }
    expect(existsSync(target)).toBe(false);
  });

  it('S31 an export writes into the data folder alone and leaves nothing behind', async () => {
    const { get, api, data } = await serve();
    await api.postSamples('tiny', [{ path: 'hall/pump1.flow', value: 1, time: 1_700_000_000_000 }]);
    for (const extra of ['file=/tmp/x.csv', 'out=..%2fx', 'folder=/tmp']) {
      expect((await get(`${PLANT}/export?from=0&format=csv&${extra}`)).status).toBe(400);
    }
    const response = await get(`${PLANT}/export?from=0&format=csv`);
    expect(await response.text()).toMatch(/hall\/pump1\.flow/);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="tiny.csv"');
    await until('the end of its file', async () => (await readdir(join(data, 'tiny/exports'))).length === 0);
  });

  it('S31 searching and paths take no time that grows with what is typed', async () => {
    const { get } = await serve();
    const nasty = ['a'.repeat(200), '('.repeat(200), '.*'.repeat(100), `${'%2F'.repeat(300)}x.y`];
    for (const text of nasty) {
      expect((await get(`${PLANT}/signals?q=${text.slice(0, 200)}`)).status).toBe(200);
      expect((await get(`${PLANT}/signals/${text}`)).status).toBe(404);
    }
    expect((await get(`${PLANT}/signals/${'a/'.repeat(5000)}`)).status).toBeGreaterThanOrEqual(400);
    const cookie = `millwright=${'1'.repeat(8000)}`;
    expect((await get('/api/v1/health', { headers: { cookie } })).status).toBe(200);
  });

  it('S3 the data folder is its owner’s alone', async () => {
    const parent = await temporaryFolder();
    const data = join(parent, 'new/data');
    await serve({ data, plants: [await writePlant()] });
    expect((await stat(data)).mode & 0o777).toBe(0o700);
  });

  it('S11 no answer tells of the inside of the server', async () => {
    const { get } = await serve();
    for (const path of ['/%ff', '/api/v1/plants/x', `${PLANT}/signals/a.b`, `${PLANT}/state?at=x`]) {
      expect(await (await get(path)).text()).not.toMatch(/node_modules|\.ts:\d|\/packages\//);
    }
  });
});
