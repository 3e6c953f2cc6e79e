/** What may not happen and will be tried: each over HTTP, refused with a place and a remedy, recorded where it matters, nothing lost. */
import { randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifyLog } from '@millwright/journal';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ApiClient, DecisionsClient, type JournalEventInfo } from '../client/index.ts';
import { device, plantAt, SPEED } from '../testing/drive.ts';
import { type Person, person } from '../testing/people.ts';
import { type Served, serve } from '../testing/serve.ts';
import { until } from '../testing/until.ts';

const PLANT = '/api/v1/plants/tiny';
const TWIN = 'twin/hall/pump1/motor';

interface Answer {
  status: number;
  code?: string;
  detail?: string;
  remedy?: string;
  events?: JournalEventInfo[];
}

interface Wanted {
  id?: string;
  expected?: number;
  reason?: string;
}

/** Sends a command as a person, or with the token of the server. */
async function send(
  one: Pick<Person, 'get'>,
  type: string,
  subject: string,
  data: object = {},
  { id = randomUUID(), ...more }: Wanted = {},
): Promise<Answer> {
  const response = await one.get(`${PLANT}/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, type, subject, data, ...more }),
  });
  const body = (await response.json()) as Omit<Answer, 'status'>;
  return { ...body, status: response.status };
}

const officeOf = ({ server }: Served) => new DecisionsClient(new ApiClient(server.url, server.token), 'tiny');

const order = { kind: 'corrective', title: 'Seal drips', priority: 'high' };

async function newOrder(served: Served): Promise<{ id: string; seq: number }> {
  const { events = [] } = await send(served, 'create-order', 'twin/hall/pump1', order);
  return { id: events[0].subject, seq: events[0].seq };
}

/** Everything a person reads of a refusal: never empty, never the inside of the server. */
function isClear({ code, detail = '', remedy }: Answer): void {
  expect(code).toMatch(/^[a-z-]+$/);
  expect(detail.length).toBeGreaterThan(15);
  expect(`${detail}${remedy}`).not.toMatch(/\n\s+at |node:|\/src\//);
}

describe('bad input', () => {
  it('S39 unknown targets are refused with their name, and change nothing', async () => {
    const served = await serve();
    const { size } = await officeOf(served).journal();
    for (const [type, subject, data] of [
      ['acknowledge-alarm', 'alarm/nothing', {}],
      ['start-order', 'order/9999', {}],
      ['start-round', 'round/9999', {}],
      ['approve-proposal', 'proposal/9999', { digest: '0'.repeat(64) }],
      ['create-order', 'twin/hall/pump9', order],
      ['propose-change', 'twin/hall/pump9', { changes: [{ signal: SPEED, value: 1 }] }],
      ['suspend-employee', 'employee/nobody', {}],
      ['revoke-token', 'token/nobody', {}],
    ] as const) {
      const answer = await send(served, type, subject, data, { reason: 'Because' });
      expect([type, answer.status]).toEqual([type, 404]);
      expect([type, answer.code]).toEqual([type, 'not-found']);
      isClear(answer);
    }
    expect(await send(served, 'shut-the-plant', 'plant')).toMatchObject({
      status: 400,
      code: 'unknown-command',
    });
    expect((await officeOf(served).journal()).size).toBe(size);
  });

  it('S39 a stale target is refused: what somebody saw has changed since', async () => {
    const served = await serve();
    const one = await newOrder(served);
    const commented = await send(served, 'comment-order', one.id, { text: 'It is the upper seal' });
    const stale = await send(served, 'start-order', one.id, {}, { expected: one.seq });
    expect(stale).toMatchObject({ status: 409, code: 'stale' });
    isClear(stale);
    const expected = commented.events?.[0].seq;
    expect((await send(served, 'start-order', one.id, {}, { expected })).status).toBe(200);
  });

  it('S39 a command sent again, twice at once or after a restart happens once and gets the same answer', async () => {
    const served = await serve();
    const id = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => send(served, 'create-order', 'twin/hall/pump1', order, { id })),
    );
    for (const { status, events } of answers) expect([status, events]).toEqual([200, answers[0].events]);
    expect(await officeOf(served).state('orders')).toHaveLength(1);
    const other = await send(
      served,
      'create-order',
      'twin/hall/pump2',
      { ...order, title: 'Another' },
      { id },
    );
    expect(other).toMatchObject({ status: 409, code: 'id-reused' });
    isClear(other);
    await served.server.close();
    const again = await serve({ data: served.data, plants: [served.plant] });
    expect((await send(again, 'create-order', 'twin/hall/pump1', order, { id })).events).toEqual(
      answers[0].events,
    );
    expect(await officeOf(again).state('orders')).toHaveLength(1);
  });

  it('S39 of two people at once one is first, and the other is told', async () => {
    const served = await serve();
    const [ana, bo] = [
      await person(served, 'ana', { role: 'engineer', place: '' }),
      await person(served, 'bo', { role: 'engineer', place: '' }),
    ];
    const one = await newOrder(served);
    const both = await Promise.all([ana, bo].map((who) => send(who, 'start-order', one.id)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const second = both.find(({ status }) => status === 409);
    isClear(second ?? { status: 0 });
    const seen = both.find(({ status }) => status === 200)?.events?.[0].seq;
    const changes = await Promise.all(
      [ana, bo].map((who, i) =>
        send(who, 'change-order', one.id, { title: `Title ${i}` }, { expected: seen }),
      ),
    );
    expect(changes.map(({ status, code }) => code ?? status).sort()).toEqual([200, 'stale']);
    const { items } = await officeOf(served).journal({ subject: one.id });
    expect(items.map(({ type }) => type)).toEqual(['order-changed', 'order-started', 'order-created']);
  });

  it('S39 an approval that comes too late, or when the clock went back, writes nothing twice and nothing old', async () => {
    const registers = new Uint16Array(10);
    registers[0] = 1000;
    const served = await serve({ plants: [await plantAt(await device(registers))] });
    const office = officeOf(served);
    const ana = await person(served, 'ana', { role: 'operator', place: '' });
    const bo = await person(served, 'bo', { role: 'supervisor', place: '' });
    await until('the speed', async () => (await served.api.signal('tiny', SPEED)).value === 1000);
    const change = { changes: [{ signal: SPEED, value: 1200 }], promises: [], evidence: [] };
    await send(ana, 'propose-change', TWIN, change, { reason: 'Test' });
    const [{ id, digest }] = await office.state('proposals');
    const real = Date.now;
    const clock = vi.spyOn(Date, 'now');
    onTestFinished(() => clock.mockRestore());
    clock.mockImplementation(() => real() + 11 * 60_000);
    const late = await send(bo, 'approve-proposal', id, { digest });
    expect(late.status).toBe(409);
    expect(['expired', 'wrong-state']).toContain(late.code);
    isClear(late);
    await until('that it expired', async () => (await office.state('proposals'))[0].state === 'expired');
    // The clock is put right: what has expired stays so, and events do not go back in time.
    clock.mockRestore();
    expect((await send(bo, 'approve-proposal', id, { digest })).status).toBe(409);
    await send(served, 'add-log-entry', 'plant', { text: 'The clock was wrong' });
    const { items } = await office.journal();
    const times = items.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(registers[0]).toBe(1000);
    expect(served.lines.join('\n')).toMatch(/clock of this machine is \d+ s behind/);
  });

  it('S39 oversized and false photos are refused with the limit, and nothing is kept', async () => {
    const served = await serve();
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const post = async (body: Uint8Array<ArrayBuffer>, type: string) => {
      const response = await served.get(`${PLANT}/files`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      return { status: response.status, text: await response.text() };
    };
    const large = await post(
      new Uint8Array(Buffer.concat([png, Buffer.alloc(20 * 1024 * 1024)])),
      'image/png',
    );
    expect([large.status, large.text]).toEqual([413, expect.stringMatching(/20/)]);
    // Larger than what lies on the way: the answer must arrive although the sender still writes.
    const huge = await post(new Uint8Array(50 * 1024 * 1024), 'image/jpeg');
    expect([huge.status, huge.text]).toEqual([413, expect.stringContaining('at most 20 MiB')]);
    expect((await post(new Uint8Array(Buffer.from('<script>')), 'image/png')).status).toBe(415);
    const svg = await post(new Uint8Array(Buffer.from('<svg onload="x"/>')), 'image/svg+xml');
    expect([svg.status, svg.text]).toEqual([
      415,
      expect.stringContaining('Send one of image/png, image/jpeg'),
    ]);
    const { id } = await newOrder(served);
    const missing = { hash: '0'.repeat(64), type: 'image/png', size: 9, name: 'x.png' };
    const attached = await send(served, 'attach-to-order', id, { file: missing });
    expect(attached.status).toBeGreaterThanOrEqual(400);
    isClear(attached);
  });

  it('S39 scripts in texts stay texts: kept as they are, served as data that no browser runs', async () => {
    const served = await serve();
    const { id } = await newOrder(served);
    const text = '<script>alert(1)</script><img src=x onerror=alert(1)>"; DROP TABLE';
    expect((await send(served, 'comment-order', id, { text })).status).toBe(200);
    const response = await served.get(`${PLANT}/journal?subject=${id}`);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toMatch(/script-src 'self'/);
    const { items } = (await response.json()) as { items: JournalEventInfo[] };
    expect(items[0].data).toMatchObject({ text });
    const broken = await send(served, 'comment-order', id, { text: 'half \ud800 a character' });
    expect(broken.status).toBe(400);
    isClear(broken);
    for (const unseen of ['\u001b[2J\u001b[H', 'a\u0000b', '\u009b31m', 'invoice\u202egpj.exe', '\u2066x']) {
      const answer = await send(served, 'comment-order', id, { text: unseen });
      expect([answer.status, answer.detail]).toEqual([
        400,
        expect.stringMatching(/^data\.text has the character U\+/),
      ]);
      isClear(answer);
    }
    expect((await send(served, 'comment-order', id, { text: 'two\nlines\tand 中文' })).status).toBe(200);
    const huge = await send(served, 'comment-order', id, { text: 'x'.repeat(70_000) });
    expect(huge.status).toBe(400);
    isClear(huge);
  });

  it('S39 tricks with paths and names lead nowhere', async () => {
    const served = await serve();
    const { size } = await officeOf(served).journal();
    for (const subject of [
      'twin/../../../etc/passwd',
      'twin/hall/../hall/pump1',
      'twin/__proto__',
      'twin/hall/pump1%00',
      'order/../plant',
      'employee/../administrator',
      'employee/__proto__',
      'token/constructor',
    ])
      for (const type of ['create-order', 'start-order', 'suspend-employee', 'revoke-token']) {
        const answer = await send(served, type, subject, type === 'create-order' ? order : {}, {
          reason: 'x',
        });
        expect([type, subject, answer.status >= 400 && answer.status < 500]).toEqual([type, subject, true]);
        isClear(answer);
      }
    for (const path of [
      `${PLANT}/files/..%2f..%2ftoken`,
      `${PLANT}/files/${'a'.repeat(63)}%2f`,
      `${PLANT}/journal/..%2f0/proof`,
      `${PLANT}/journal/-1/proof`,
      `${PLANT}/journal/9e15/proof`,
      '/api/v1/plants/..%2f..%2ftiny/journal',
      '/api/v1/plants/__proto__/journal',
    ]) {
      const response = await served.get(path);
      expect([path, response.status >= 400 && response.status < 500]).toEqual([path, true]);
      expect(await response.text()).not.toContain(served.server.token);
    }
    expect((await officeOf(served).journal()).size).toBe(size);
  });

  it('S39 forged, cut, altered and borrowed tokens open nothing, and guessing is slowed down', async () => {
    const served = await serve();
    const { server } = served;
    const ana = await person(served, 'ana', { role: 'engineer', place: '' });
    const made = await ana.get(`${PLANT}/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Report', permissions: ['acknowledge'], days: 1 }),
    });
    const { token } = (await made.json()) as { token: string };
    const flipped = (text: string, at: number) =>
      text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
    const { size } = await officeOf(served).journal();
    const statuses: number[] = [];
    for (const wrong of [
      token.slice(0, -1),
      `${token}A`,
      flipped(token, token.length - 5),
      flipped(token, 3),
      token.toUpperCase(),
      '',
      'null',
      Buffer.from('{"alg":"none"}').toString('base64url'),
    ]) {
      const response = await fetch(`${server.url}${PLANT}/commands`, {
        method: 'POST',
        headers: { authorization: `Bearer ${wrong}`, 'content-type': 'application/json' },
        body: JSON.stringify({ id: randomUUID(), type: 'create-order', subject: 'twin/hall', data: order }),
      });
      statuses.push(response.status);
      expect(await response.text()).not.toContain(token);
    }
    expect(statuses.filter((status) => status !== 401 && status !== 429)).toEqual([]);
    const borrowed = await fetch(`${server.url}${PLANT}/commands`, {
      method: 'POST',
      headers: { cookie: `session=${token}`, 'content-type': 'application/json', origin: server.url },
      body: '{}',
    });
    expect(borrowed.status).toBe(401);
    expect((await officeOf(served).journal()).size).toBe(size);
  });

  it('S39 a damaged tile is told with its file while all goes on, and what is put back is read again', async () => {
    const served = await serve();
    const office = officeOf(served);
    for (let i = 0; i < 26; i++)
      await Promise.all(
        Array.from({ length: 10 }, (_, k) =>
          send(served, 'add-log-entry', 'plant', { text: `Entry ${i * 10 + k}` }),
        ),
      );
    const log = join(served.data, 'tiny/journal/log');
    const file = join(log, 'tile/entries/000');
    await until(
      'that the first tile is full and signed',
      async () => !(await readdir(join(log, 'tile/entries'))).includes('000.p'),
    );
    const whole = await readFile(file);
    const damaged = Buffer.from(whole);
    damaged[5000] ^= 1;
    await writeFile(file, damaged);
    const proof = await served.get(`${PLANT}/journal/9/proof`);
    const problem = (await proof.json()) as { detail: string };
    expect([proof.status, problem.detail]).toEqual([503, expect.stringContaining('tile/entries/000')]);
    expect(problem.detail).toMatch(/backup/);
    expect((await send(served, 'add-log-entry', 'plant', { text: 'It goes on' })).status).toBe(200);
    // What is in other files is shown.
    const { items, verifierKey: key } = await office.journal({ limit: 1 });
    expect(items[0].data).toEqual({ text: 'It goes on' });
    const report = await verifyLog({ folder: log, keys: [key] });
    expect([...new Set(report.faults.map((fault) => fault.file))]).toEqual(['tile/entries/000']);
    await writeFile(file, whole);
    expect((await served.get(`${PLANT}/journal/9/proof`)).status).toBe(200);
    await served.server.close();
    expect((await verifyLog({ folder: log, keys: [key] })).faults).toEqual([]);
  });
});
