import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/plant.ts';
import { Credentials } from './credentials.ts';
import { FREE_ATTEMPTS, LockOut } from './lock-out.ts';
import { LINK_LIFETIME_MS, SESSION_IDLE_MS, SESSION_LIFETIME_MS, Sessions } from './sessions.ts';

const HOUR = 3_600_000;

describe('sessions', () => {
  it('S2 end after idle time, after their life, by sign-out, and all at once', async () => {
    let now = 0;
    const sessions = new Sessions(await temporaryFolder(), () => now);
    const idle = sessions.create('ana');
    now = SESSION_IDLE_MS - 1;
    expect(sessions.use(idle)).toBe('ana');
    now += SESSION_IDLE_MS;
    expect(sessions.use(idle)).toBeUndefined();

    const old = sessions.create('ana');
    for (const begin = now; now < begin + SESSION_LIFETIME_MS; now += HOUR)
      expect(sessions.use(old)).toBe('ana');
    expect(sessions.use(old)).toBeUndefined();

    const [own, second, other] = [sessions.create('ana'), sessions.create('ana'), sessions.create('bo')];
    expect(sessions.of('ana')).toHaveLength(2);
    sessions.endAll('ana', own);
    expect([own, second, other].map((cookie) => sessions.use(cookie))).toEqual(['ana', undefined, 'bo']);
    sessions.end(own);
    expect(sessions.use(own)).toBeUndefined();
    expect(sessions.use('x'.repeat(43))).toBeUndefined();
    expect(sessions.use('__proto__')).toBeUndefined();
  });

  it('S2 survive a restart; the file holds no cookie, and a damaged one only signs out', async () => {
    const folder = await temporaryFolder();
    const first = new Sessions(folder);
    const cookie = first.create('ana', 'a browser');
    first.close();
    const file = join(folder, 'sessions.json');
    expect(readFileSync(file, 'utf8')).not.toContain(cookie);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(new Sessions(folder).use(cookie)).toBe('ana');
    writeFileSync(file, '{"version":1,"sess');
    const next = new Sessions(folder);
    expect(next.use(cookie)).toBeUndefined();
    expect(next.use(next.create('bo'))).toBe('bo');
  });

  it('S2 a link works once and for a quarter of an hour', async () => {
    let now = 0;
    const sessions = new Sessions(await temporaryFolder(), () => now);
    const { token } = sessions.createLink('ana');
    expect(sessions.redeem(token)).toEqual({ state: 'valid', employee: 'ana' });
    expect(sessions.redeem(token)).toEqual({ state: 'used' });
    const late = sessions.createLink('ana').token;
    now = LINK_LIFETIME_MS;
    expect(sessions.redeem(late)).toEqual({ state: 'used' });
    expect(sessions.redeem('guess')).toEqual({ state: 'unknown' });
  });
});

describe('credentials', () => {
  it('S33 hold passwords and tokens as hashes, in a file for its owner alone, over a restart', async () => {
    const folder = await temporaryFolder();
    const first = await Credentials.open(folder);
    await first.setPassword('ana', 'rolls turn slowly');
    const { id, text } = first.newToken();
    await first.keepToken(id, text);
    const kept = readFileSync(first.file, 'utf8');
    expect(kept).not.toMatch(/rolls turn/);
    expect(kept).not.toContain(text.slice(-43));
    expect(statSync(first.file).mode & 0o777).toBe(0o600);

    const second = await Credentials.open(folder);
    expect(await second.checkPassword('ana', 'rolls turn slowly')).toBe(true);
    expect(await second.checkPassword('ana', 'rolls turn fast')).toBe(false);
    expect(await second.checkPassword('nobody', 'rolls turn slowly')).toBe(false);
    expect(await second.checkPassword('__proto__', 'rolls turn slowly')).toBe(false);
    expect(second.tokenOf(text)).toBe(id);
    expect(second.tokenOf(`${text.slice(0, -1)}_`)).toBeUndefined();
    expect(second.tokenOf(text.slice(0, -5))).toBeUndefined();
    await second.forgetToken(id);
    expect(second.tokenOf(text)).toBeUndefined();
  });

  it('S33 a damaged file is named with what to do', async () => {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, 'accounts.json'), '{"version":1,');
    await expect(Credentials.open(folder)).rejects.toThrow(/accounts\.json cannot be understood.*backup/);
  });
});

describe('lock-out', () => {
  it('S33 locks an account longer and longer, whatever the address, and forgets with the right password', () => {
    let now = 0;
    const locks = new LockOut(() => now);
    for (let i = 1; i < FREE_ATTEMPTS; i++) expect(locks.wrong('ana')).toBe(false);
    expect(locks.wrong('ana')).toBe(true);
    expect(locks.remaining('ana')).toBe(60);
    expect(locks.remaining('bo')).toBe(0);
    now += 60_000;
    expect(locks.remaining('ana')).toBe(0);
    expect(locks.wrong('ana')).toBe(true);
    expect(locks.remaining('ana')).toBe(120);
    for (let i = 0; i < 50; i++) locks.wrong('ana');
    expect(locks.remaining('ana')).toBe(3600);
    locks.right('ana');
    expect(locks.remaining('ana')).toBe(0);
    for (let i = 0; i < 20_000; i++) locks.wrong(`made-up-${i}`);
    expect(locks.remaining('made-up-19999')).toBe(0);
  });
});
