import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Provider from 'oidc-provider';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { DecisionsClient } from '../client/index.ts';
import { CookieJar } from '../testing/cookie-jar.ts';
import { temporaryFolder } from '../testing/plant.ts';
import { type Served, serve } from '../testing/serve.ts';
import { IdentityProvider } from './identity-provider.ts';

const SECRET = 'a secret of the client that must not be told';
const GROUPS: Readonly<Record<string, string[]>> = { cy: ['mill-operators'], dee: ['canteen'] };
/** What the provider says at the moment, where it is not what `GROUPS` says. */
let moved: Record<string, unknown> = {};
beforeEach(() => (moved = {}));

interface Works extends Served {
  provider: Provider;
  issuer: string;
}

/** A server whose people sign in through a provider of their own; the provider believes whatever name one enters. */
async function works(document: Record<string, unknown> = {}): Promise<Works> {
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void http.close());
  const { port } = http.address() as AddressInfo; // a TCP server that listens
  const issuer = `http://127.0.0.1:${port}`;
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'secret'), `${SECRET}\n`);
  const settings = {
    issuer,
    client: 'millwright',
    secretFile: 'secret',
    claim: 'login',
    scopes: ['openid'],
    ...document,
  };
  await writeFile(join(folder, 'provider.yaml'), JSON.stringify(settings));
  const served = await serve({ oidc: join(folder, 'provider.yaml') });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'millwright',
        client_secret: SECRET,
        redirect_uris: [`${served.server.url}/sign-in/provider/back`],
      },
    ],
    claims: { openid: ['sub', 'login', 'name', 'groups'] },
    conformIdTokenClaims: false,
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, login: sub, name: `Name of ${sub}`, groups: moved[sub] ?? GROUPS[sub] ?? [] }),
    }),
  });
  http.on('request', provider.callback());
  return { ...served, provider, issuer };
}

/** Goes to the provider as somebody and comes back; `stop` at the address the provider sends to. */
async function comeBack(jar: CookieJar, { server, issuer }: Works, name: string): Promise<string> {
  const isBack = (url: string) => url.startsWith(server.url);
  let { url } = await jar.follow(`${server.url}/sign-in/provider`, undefined, isBack);
  for (const form of [`prompt=login&login=${name}&password=x`, 'prompt=consent']) {
    if (isBack(url)) break;
    expect(url).toContain(`${issuer}/interaction/`);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    ({ url } = await jar.follow(url, { method: 'POST', body: form, headers }, isBack));
  }
  expect(isBack(url)).toBe(true);
  return url;
}

const whoIs = async (jar: CookieJar, { server }: Works): Promise<unknown> => {
  const response = await jar.send(`${server.url}/api/v1/session`);
  return response.ok ? ((await response.json()) as { employee: string }).employee : response.status; // the server's own answer
};

async function add({ api }: Works, id: string): Promise<void> {
  const office = new DecisionsClient(api, 'tiny');
  await office.command({
    id: `add-${id}`,
    type: 'add-employee',
    subject: `employee/${id}`,
    data: { name: id, kind: 'person', grants: [{ role: 'viewer', place: '' }] },
  });
}

it('S94 somebody signs in through the identity provider as the employee it names; strangers and unknown groups do not', async () => {
  const one = await works();
  await add(one, 'bo');
  const jar = new CookieJar();
  const response = await jar.send(await comeBack(jar, one, 'bo'));
  expect(await response.text()).toContain('url=/');
  expect(await whoIs(jar, one)).toBe('bo');
  const office = new DecisionsClient(one.api, 'tiny');
  expect((await office.journal({ actor: 'employee/bo' })).items[0]).toMatchObject({
    type: 'signed-in',
    data: { by: 'provider', issuer: one.issuer },
  });
  const other = new CookieJar();
  const refused = await other.send(await comeBack(other, one, 'eve'));
  expect(refused.status).toBe(401);
  expect(await refused.text()).toContain('nobody here has this name');
  expect(await whoIs(other, one)).toBe(401);
  expect(one.lines.join('\n')).not.toContain(SECRET);
});

it('S94 the name of the first administrator opens nothing unless the document says whose it is', async () => {
  const one = await works({ people: { boss: 'administrator' } });
  const thief = new CookieJar();
  const refused = await thief.send(await comeBack(thief, one, 'administrator'));
  expect(refused.status).toBe(401);
  expect(await whoIs(thief, one)).toBe(401);
  const boss = new CookieJar();
  await boss.send(await comeBack(boss, one, 'boss'));
  expect(await whoIs(boss, one)).toBe('administrator');
});

it('S95 who is in an admitted group becomes an employee with its role, recorded; a suspended one stays out', async () => {
  const one = await works({ admit: [{ group: 'mill-operators', role: 'operator', place: 'hall' }] });
  const cy = new CookieJar();
  await cy.send(await comeBack(cy, one, 'cy'));
  expect(await whoIs(cy, one)).toBe('cy');
  const office = new DecisionsClient(one.api, 'tiny');
  const [added] = (await office.journal({ type: 'employee-added' })).items;
  expect(added).toMatchObject({
    actor: 'system',
    subject: 'employee/cy',
    data: { name: 'Name of cy', grants: [{ role: 'operator', place: 'hall' }] },
    reason: expect.stringContaining('mill-operators'),
  });
  const dee = new CookieJar();
  expect((await dee.send(await comeBack(dee, one, 'dee'))).status).toBe(401);
  await office.command({ id: 'out', type: 'suspend-employee', subject: 'employee/cy', data: {} });
  const again = new CookieJar();
  expect((await again.send(await comeBack(again, one, 'cy'))).status).toBe(401);
});

it('S95 groups are read at every sign-in: roles of groups come and go, those given by hand stay, each change caused by the sign-in', async () => {
  const one = await works({
    admit: [
      { group: 'mill-operators', role: 'operator', place: 'hall' },
      { group: 'mill-leads', role: 'supervisor' },
    ],
  });
  const office = new DecisionsClient(one.api, 'tiny');
  const grantsOf = async (id: string) =>
    (await office.staff()).employees.find((each) => each.id === id)?.grants;
  const signIn = async () => {
    const jar = new CookieJar();
    const response = await jar.send(await comeBack(jar, one, 'cy'));
    return { jar, status: response.status, text: await response.text() };
  };
  const first = await signIn();
  const byHand = { role: 'operator', place: 'hall' };
  await office.command({ id: 'hand', type: 'grant-role', subject: 'employee/cy', data: byHand });
  moved = { cy: ['mill-leads', 'canteen'] };
  expect((await signIn()).status).toBe(200);
  expect(await grantsOf('cy')).toEqual([
    { role: 'supervisor', place: '', by: 'provider' },
    { role: 'operator', place: 'hall' },
  ]);
  const [entered, granted, revoked] = (await office.journal({ subject: 'employee/cy' })).items
    .slice(0, 3)
    .reverse();
  expect(entered).toMatchObject({ type: 'signed-in', actor: 'employee/cy', data: { by: 'provider' } });
  const caused = { actor: 'system', cause: entered.seq, reason: expect.stringContaining('mill-leads') };
  expect(granted).toMatchObject({
    type: 'role-granted',
    ...caused,
    data: { role: 'supervisor', by: 'provider' },
  });
  expect(revoked).toMatchObject({
    type: 'role-revoked',
    ...caused,
    data: { role: 'operator', by: 'provider' },
  });

  moved = { cy: ['canteen'] };
  const refused = await signIn();
  expect([refused.status, refused.text]).toEqual([
    401,
    expect.stringContaining('in no group that may come in'),
  ]);
  expect(await whoIs(first.jar, one)).toBe(401);
  expect(await grantsOf('cy')).toEqual([byHand]);
  expect((await office.journal({ type: 'employee-suspended' })).items[0]).toMatchObject({
    data: { by: 'provider' },
    cause: (await office.journal({ type: 'sign-in-failed' })).items[0].seq,
  });

  moved = { cy: 'mill-operators' };
  const back = await signIn();
  expect(await whoIs(back.jar, one)).toBe('cy');
  expect(await grantsOf('cy')).toEqual([byHand, { ...byHand, by: 'provider' }]);
});

it('S95 somebody who was added by hand has the roles of their groups and stays without any', async () => {
  const one = await works({ admit: [{ group: 'mill-operators', role: 'operator' }] });
  await add(one, 'bo');
  const office = new DecisionsClient(one.api, 'tiny');
  for (const groups of [['mill-operators'], []]) {
    moved = { bo: groups };
    const jar = new CookieJar();
    await jar.send(await comeBack(jar, one, 'bo'));
    expect(await whoIs(jar, one)).toBe('bo');
    const bo = (await office.staff()).employees.find(({ id }) => id === 'bo');
    expect(bo?.grants.map(({ role }) => role)).toEqual([...groups.map(() => 'operator'), 'viewer']);
  }
});

it('S94 a group that is admitted to a place, plant or role there is not stops the start, with file, line, place and remedy', async () => {
  const refused = async (text: string) => {
    const file = join(await temporaryFolder(), 'provider.yaml');
    await writeFile(file, `issuer: http://127.0.0.1:9\nclient: x\nclaim: sub\nadmit:\n${text}`);
    return serve({ oidc: file }).then(() => 'started', String);
  };
  expect(await refused('  - { group: a, role: viewer, place: hall }\n')).toBe('started');
  expect(
    await refused('  - { group: a, role: viewer }\n  - group: b\n    role: viewer\n    place: hal\n'),
  ).toMatch(
    /provider\.yaml:8:12: admit\.1\.place: the plant "tiny" has no twin "hal" - did you mean "hall"\? Write the path/,
  );
  expect(await refused('  - { group: a, role: viewer, plant: other }\n')).toMatch(
    /admit\.0\.plant: this server has no plant "other"\. It serves "tiny"/,
  );
  expect(await refused('  - { group: a, role: opperator }\n')).toMatch(
    /provider\.yaml:5:23: admit\.0\.role: .*"operator".*did you mean "operator"/,
  );
});

it('S94 what comes back without its cookie, with another state, or twice signs nobody in', async () => {
  const one = await works();
  await add(one, 'bo');
  const jar = new CookieJar();
  const back = await comeBack(jar, one, 'bo');
  const bare = await fetch(back, { redirect: 'manual' });
  expect([bare.status, await bare.text()]).toEqual([401, expect.stringContaining('begun elsewhere')]);
  const cookie = jar.header(one.server.url);
  const forged = new URL(back);
  forged.searchParams.set('state', 'another');
  expect((await fetch(forged, { redirect: 'manual', headers: { cookie } })).status).toBe(401);
  expect((await fetch(back, { redirect: 'manual', headers: { cookie } })).status).toBe(200);
  expect((await fetch(back, { redirect: 'manual', headers: { cookie } })).status).toBe(401);
});

it('S94 a provider that cannot be reached is told on the page, and nothing else suffers', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'provider.yaml');
  await writeFile(file, JSON.stringify({ issuer: 'http://127.0.0.1:9', client: 'millwright', claim: 'sub' }));
  const { server, api } = await serve({ oidc: file });
  const response = await fetch(`${server.url}/sign-in/provider`, { redirect: 'manual' });
  expect(response.status).toBe(502);
  expect(await response.text()).toContain('http://127.0.0.1:9 cannot be asked');
  expect((await api.health()).status).toBe('ok');
});

it('S94 a document with a fault names it before anything starts', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'provider.yaml');
  const opened = async (document: unknown) => {
    await writeFile(file, JSON.stringify(document));
    return IdentityProvider.open(file).then(() => 'opened', String);
  };
  expect(await opened({ issuer: 'http://127.0.0.1:9', client: 'x', claim: 'sub' })).toBe('opened');
  expect(await opened({ issuer: 'http://login.example', client: 'x', claim: 'sub' })).toContain('https://');
  expect(await opened({ issuer: 'https://login.example', client: 'x' })).toContain('claim');
  expect(await opened({ issuer: 'https://login.example', client: 'x', claim: 'sub', secret: 'y' })).toContain(
    'secret',
  );
  expect(
    await opened({ issuer: 'https://login.example', client: 'x', claim: 'sub', secretFile: 'none' }),
  ).toContain('ENOENT');
});
