import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifyEventProof } from '@millwright/journal';
import { ROLE_NAMES, ROLES } from '@millwright/workforce';
import { describe, expect, it } from 'vitest';
import { ApiClient, ApiError, DecisionsClient, LiveConnection } from '../client/index.ts';
import { person } from '../testing/people.ts';
import { type Served, serve } from '../testing/serve.ts';
import { until } from '../testing/until.ts';

const PLANT = '/api/v1/plants/tiny';
const json = { 'content-type': 'application/json' };

function officeOf({ server }: Pick<Served, 'server'>): DecisionsClient {
  return new DecisionsClient(new ApiClient(server.url, server.token), 'tiny');
}

const add = (id: string, role = 'viewer', place = '') => ({
  id: randomUUID(),
  type: 'add-employee',
  subject: `employee/${id}`,
  data: { name: id, kind: 'person', grants: [{ role, place }] },
});

async function codeOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof ApiError ? `${error.status} ${error.problem?.code ?? ''}`.trim() : 'done';
}

describe('commands and the journal', () => {
  it('S34 a command becomes events on disk that everybody hears, and the same id again changes nothing', async () => {
    const served = await serve();
    const office = officeOf(served);
    const heard: string[] = [];
    const live = new LiveConnection(served.api);
    live.listen({ events: (_plant, items) => void heard.push(...items.map((event) => event.type)) });
    await until('the connection', () => live.state === 'open');
    const command = add('ana', 'operator', 'hall/pump1');
    const { events } = await office.command({ ...command, reason: 'She begins today' });
    expect(events).toMatchObject([
      { type: 'employee-added', subject: 'employee/ana', actor: 'token/t-start', reason: 'She begins today' },
    ]);
    expect(await office.command(command)).toEqual({ events });
    await until('the news', () => heard.includes('employee-added'));
    live.close();
    const { items, size } = await office.journal({ subject: 'employee/ana' });
    expect(items).toEqual(events);
    await served.server.close();

    const again = await serve({ data: served.data, plants: [served.plant] });
    const after = officeOf(again);
    expect((await after.staff()).employees.map(({ id }) => id)).toEqual(['administrator', 'ana']);
    expect((await after.journal({ subject: 'employee/ana' })).items).toEqual(events);
    expect((await after.journal()).size).toBe(size);
    expect(await codeOf(after.command({ ...add('bo'), type: 'add-emploee' }))).toBe('400 unknown-command');
    expect(await codeOf(after.command({ ...add('bo'), data: { name: 5 } }))).toBe('400 malformed');
    expect(await codeOf(after.command(add('ana')))).toBe('409 exists');
  });

  it('S34 the journal is read page by page, newest first, by subject, type and actor', async () => {
    const served = await serve();
    const office = officeOf(served);
    for (const id of ['a', 'b', 'c', 'd']) await office.command(add(id));
    const first = await office.journal({ limit: 3, type: 'employee-added' });
    expect(first.items.map(({ subject }) => subject)).toEqual(['employee/d', 'employee/c', 'employee/b']);
    const second = await office.journal({ limit: 3, type: 'employee-added', before: first.next ?? 0 });
    expect(second.items.map(({ subject }) => subject)).toEqual(['employee/a', 'employee/administrator']);
    expect(second.next).toBeNull();
    expect((await office.journal({ actor: 'system' })).items).toHaveLength(2);
    expect((await office.journal({ subject: 'token/' })).items).toHaveLength(1);
    const rest = (await office.journal({ without: 'employee-added' })).items.map(({ type }) => type);
    expect(rest.length).toBeGreaterThan(0);
    expect(rest).not.toContain('employee-added');
  });

  it('S34 the journal of a past instant ends there', async () => {
    const served = await serve();
    const office = officeOf(served);
    const [{ time }] = (await office.command(add('a'))).events;
    while (Date.now() <= time) await new Promise((resolve) => setTimeout(resolve, 1));
    await office.command(add('b'));
    const { items } = await office.journal({ until: time, type: 'employee-added' });
    expect(items.map(({ subject }) => subject)).toEqual(['employee/a', 'employee/administrator']);
    expect((await office.journal({ until: 0 })).items).toEqual([]);
  });

  it('S34 an event is proven by a file that is checked offline', async () => {
    const served = await serve();
    const office = officeOf(served);
    const { events } = await office.command(add('ana'));
    const file: unknown = JSON.parse(await (await office.proof(events[0].seq)).text());
    const { verifierKey } = await office.journal();
    const proven = verifyEventProof(JSON.stringify(file), [verifierKey]);
    expect(proven.event).toEqual(events[0]);
    const forged = JSON.stringify(file).replace('employee/ana', 'employee/eve');
    expect(() => verifyEventProof(forged, [verifierKey])).toThrow();
    expect(await codeOf(office.proof(10_000))).toBe('404');
  });
});

describe('who may do what', () => {
  it('S35 every route with every role: what is needed is asked for, and nothing else opens it', async () => {
    const served = await serve();
    const { paths } = (await (await served.get('/openapi.json')).json()) as {
      paths: Record<string, Record<string, { 'x-needs'?: string }>>;
    };
    const values: Record<string, string> = {
      plant: 'tiny',
      path: 'hall%2Fpump1.flow',
      type: 'motor',
      signal: 'load',
    };
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path: path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'x'),
        needs: operation['x-needs'],
      })),
    );
    expect(new Set(operations.map(({ needs }) => needs))).toEqual(
      new Set(['nothing', 'view', 'acknowledge', 'operate', 'engineer', 'administer']),
    );
    const nobody = await person(served, 'nobody');
    const partly = await person(served, 'partly', { role: 'administrator', place: 'hall/pump1' });
    for (const role of ROLE_NAMES) {
      const one = await person(served, `the-${role}`, { role, place: '' });
      const held: readonly string[] = ['nothing', ...ROLES[role]];
      for (const { method, path, needs = '' } of operations) {
        // Ends the session that the others need; signing out is everybody's.
        if (method === 'DELETE' && path === '/api/v1/session') continue;
        const response = await one.get(path, { method });
        const isProblem = response.headers.get('content-type')?.includes('problem') === true;
        const body = isProblem ? await response.text() : '';
        if (!isProblem) await response.body?.cancel();
        const denied = response.status === 403 && body.includes('forbidden');
        expect([role, method, path, needs, denied]).toEqual([
          role,
          method,
          path,
          needs,
          !held.includes(needs),
        ]);
      }
    }
    for (const { method, path, needs = '' } of operations) {
      if (needs === 'nothing' || path === '/api/v1/session') continue;
      expect([method, path, (await nobody.get(path, { method })).status]).toEqual([method, path, 403]);
      if (needs === 'view') continue;
      expect([method, path, (await partly.get(path, { method })).status]).toEqual([method, path, 403]);
    }
  });

  it('S35 a denied command is an event, and a role counts at its place alone', async () => {
    const served = await serve();
    const office = officeOf(served);
    const bo = await person(served, 'bo', { role: 'operator', place: 'hall/pump1' });
    const response = await bo.get(`${PLANT}/commands`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify(add('eve', 'administrator')),
    });
    expect([response.status, await response.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'forbidden' }),
    ]);
    expect((await office.journal({ type: 'command-denied' })).items).toMatchObject([
      {
        actor: 'employee/bo',
        subject: 'employee/eve',
        data: { command: 'add-employee', permission: 'administer' },
      },
    ]);
    expect((await office.staff()).employees.map(({ id }) => id)).not.toContain('eve');
  });

  it('S36 a person sets a password and signs in with it; wrong ones lock the account and are recorded', async () => {
    const served = await serve();
    const office = officeOf(served);
    const ana = await person(served, 'ana', { role: 'operator', place: '' });
    const set = (body: object) =>
      ana.get(`${PLANT}/staff/ana/password`, { method: 'PUT', headers: json, body: JSON.stringify(body) });
    expect((await set({ password: 'short' })).status).toBe(400);
    expect((await set({ password: 'rolls turn slowly' })).status).toBe(204);
    expect((await set({ password: 'rolls turn fast now' })).status).toBe(403);
    expect((await set({ password: 'rolls turn fast now', current: 'rolls turn slowly' })).status).toBe(204);
    const origin = { origin: served.server.url };
    const signIn = (password: string, headers: Record<string, string> = origin) =>
      fetch(`${served.server.url}/api/v1/session`, {
        method: 'POST',
        headers: { ...json, ...headers },
        body: JSON.stringify({ employee: 'ana', password }),
      });
    expect((await signIn('rolls turn fast now', { origin: 'http://elsewhere.example' })).status).toBe(403);
    const entered = await signIn('rolls turn fast now');
    expect(entered.status).toBe(204);
    const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0];
    const me = await fetch(`${served.server.url}/api/v1/session`, { headers: { cookie } });
    expect(await me.json()).toMatchObject({
      employee: 'ana',
      hasPassword: true,
      plants: { tiny: { permissions: ['view', 'acknowledge', 'operate'] } },
    });
    for (let i = 0; i < 5; i++) await signIn('guess');
    expect((await signIn('rolls turn fast now')).status).toBe(429);
    const types = (await office.journal({ subject: 'employee/ana' })).items.map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining(['signed-in', 'sign-in-failed', 'account-locked', 'password-set']),
    );
    const kept = await readFile(join(served.data, 'accounts.json'), 'utf8');
    expect(kept).not.toContain('rolls');
    expect(JSON.stringify((await office.journal({ limit: 1000 })).items)).not.toMatch(/rolls|argon2/);

    // The page for people without a script signs in as well.
    const bo = await person(served, 'bo', { role: 'viewer', place: '' });
    await bo.get(`${PLANT}/staff/bo/password`, {
      method: 'PUT',
      headers: json,
      body: '{"password":"coils grow slowly"}',
    });
    const form = await fetch(`${served.server.url}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'employee=bo&password=coils+grow+slowly',
    });
    expect([form.status, form.headers.get('location')]).toEqual([303, '/']);

    // Who scans the code of a machine signs in and is at the machine.
    const query = '/?plant=tiny&twin=hall/pump1&tab=work';
    const asked = await fetch(served.server.url + query, { headers: { accept: 'text/html' } });
    expect(await asked.text()).toContain(
      'name="place" value="/?plant=tiny&amp;twin=hall/pump1&amp;tab=work"',
    );
    const enter = async (place: string, password = 'coils grow slowly') => {
      const answer = await fetch(`${served.server.url}/sign-in`, {
        method: 'POST',
        redirect: 'manual',
        headers: origin,
        body: new URLSearchParams({ employee: 'bo', password, place }),
      });
      return answer.headers.get('location') ?? (await answer.text());
    };
    expect(await enter(query)).toBe(query);
    expect(await enter(query, 'wrong')).toContain('name="place" value="/?plant=tiny');
    for (const elsewhere of ['https://evil.example/?x', '//evil.example', '/\\evil.example', '/api/v1/link'])
      expect(await enter(elsewhere)).toMatch(/^\/(\?x)?$/);
  });

  it('S36 suspension and revocation count at once; a token may what its scope says', async () => {
    const served = await serve();
    const office = officeOf(served);
    const ana = await person(served, 'ana', { role: 'engineer', place: '' });
    const made = await ana.get(`${PLANT}/tokens`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ name: 'Report', permissions: ['view'], days: 30 }),
    });
    const { id, token } = (await made.json()) as { id: string; token: string };
    const api = new ApiClient(served.server.url, token);
    expect((await api.plants()).length).toBe(1);
    expect(await codeOf(api.putFormula('tiny', 'motor', 'load', 'power'))).toBe('403 forbidden');
    expect((await office.staff()).tokens.find((one) => one.id === id)).toMatchObject({
      name: 'Report',
      owner: 'ana',
    });
    const change = (type: string, subject: string) =>
      office.command({ id: randomUUID(), type, subject, data: {} });
    await change('suspend-employee', 'employee/ana');
    expect(await codeOf(api.plants())).toBe('403 forbidden');
    expect((await ana.get('/api/v1/plants')).status).toBe(403);
    await change('resume-employee', 'employee/ana');
    expect((await api.plants()).length).toBe(1);
    const revoke = { id: randomUUID(), type: 'revoke-token', subject: `token/${id}` };
    const revoked = await ana.get(`${PLANT}/commands`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify(revoke),
    });
    expect(revoked.status).toBe(200);
    expect(await codeOf(api.plants())).toBe('403 forbidden');
  });
});
