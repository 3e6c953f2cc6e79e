/**
 * Sessions of browsers and the one-time links that begin them. The cookie is 256 random bits; only its hash is kept, in
 * `sessions.json` of the data folder, so that a restart keeps people signed in and a stolen file signs nobody in.
 */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { randomSecret } from './secrets.ts';

/** A session ends after this, however busy. */
export const SESSION_LIFETIME_MS = 7 * 24 * 3600_000;
/** A session ends when nobody used it for this long: longer than a shift. */
export const SESSION_IDLE_MS = 12 * 3600_000;
export const LINK_LIFETIME_MS = 15 * 60_000;
/** Old links fall out first, so that asking for links again and again takes no memory. */
const MOST_LINKS = 100;
const MOST_SESSIONS = 10_000;
/** How precisely the last use is kept on disk. */
const SAVE_EVERY_MS = 60_000;
const COOKIE = /^[A-Za-z0-9_-]{43}$/;

const Session = z.strictObject({
  /** SHA-256 of the cookie, hex. */
  hash: z.string(),
  employee: z.string(),
  begunAt: z.number(),
  usedAt: z.number(),
  /** Browser as it names itself, for the list of sessions. */
  browser: z.string(),
});
type Session = z.infer<typeof Session>;

/** A session as its employee sees it. */
export interface SessionInfo {
  /** Names it; signs nobody in. */
  id: string;
  begunAt: number;
  usedAt: number;
  browser: string;
  current: boolean;
}
const SessionsFile = z.strictObject({ version: z.literal(1), sessions: z.array(Session) });

export type LinkState = { state: 'valid'; employee: string } | { state: 'used' | 'unknown' };

export class Sessions {
  #file: string;
  #now: () => number;
  /** By hash of the cookie, in order of their beginning. */
  #sessions = new Map<string, Session>();
  /** One-time token to its expiry, 0 once used, and whom it signs in. */
  #links = new Map<string, { expiresAt: number; employee: string }>();
  #savedAt = 0;

  /** Reads what the process before left; a file that cannot be read only means signing in anew. @param now ms since 1970 */
  constructor(folder: string, now: () => number = Date.now) {
    this.#file = join(folder, 'sessions.json');
    this.#now = now;
    try {
      const { sessions } = SessionsFile.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
      for (const session of sessions) this.#sessions.set(session.hash, session);
    } catch {
      this.#sessions.clear();
    }
  }

  /** A token for a sign-in link of an employee, good once and for LINK_LIFETIME_MS. */
  createLink(employee: string): { token: string; expiresAt: number } {
    const token = randomSecret();
    const expiresAt = this.#now() + LINK_LIFETIME_MS;
    this.#links.set(token, { expiresAt, employee });
    dropOldest(this.#links, MOST_LINKS);
    return { token, expiresAt };
  }

  /** Uses a link up. */
  redeem(token: string): LinkState {
    const link = this.#links.get(token);
    if (link === undefined) return { state: 'unknown' };
    if (link.expiresAt <= this.#now()) return { state: 'used' };
    this.#links.set(token, { ...link, expiresAt: 0 });
    return { state: 'valid', employee: link.employee };
  }

  /** Begins a session; returns the value of its cookie. */
  create(employee: string, browser = ''): string {
    const cookie = randomSecret();
    const now = this.#now();
    this.#sessions.set(hashOf(cookie), {
      hash: hashOf(cookie),
      employee,
      begunAt: now,
      usedAt: now,
      browser: browser.slice(0, 200),
    });
    dropOldest(this.#sessions, MOST_SESSIONS);
    this.#save();
    return cookie;
  }

  /** Whose session a cookie is; counts as use of it. Undefined where there is none, or none any more. */
  use(cookie: string): string | undefined {
    const session = this.#sessionOf(cookie);
    if (session === undefined) return undefined;
    session.usedAt = this.#now();
    if (session.usedAt - this.#savedAt > SAVE_EVERY_MS) this.#save();
    return session.employee;
  }

  /** Whether a cookie has a session; no use of it. */
  holds(cookie: string): boolean {
    return this.#sessionOf(cookie) !== undefined;
  }

  /** Ends the session of a cookie. */
  end(cookie: string): void {
    if (this.#sessions.delete(hashOf(cookie))) this.#save();
  }

  /** Ends every session of an employee but that of a cookie: after a change of password, or a suspension. */
  endAll(employee: string, but?: string): void {
    const kept = but === undefined ? undefined : hashOf(but);
    for (const { hash, employee: whose } of this.#sessions.values()) {
      if (whose === employee && hash !== kept) this.#sessions.delete(hash);
    }
    this.#save();
  }

  /** Ends one session of an employee by its id. */
  endOne(employee: string, id: string): void {
    const found = Array.from(this.#sessions.values()).find(
      (session) => session.employee === employee && idOf(session) === id,
    );
    if (found === undefined) return;
    this.#sessions.delete(found.hash);
    this.#save();
  }

  /** The sessions of an employee, newest first. `cookie`: marks the one it belongs to. */
  of(employee: string, cookie?: string): SessionInfo[] {
    const current = cookie === undefined ? undefined : hashOf(cookie);
    return Array.from(this.#sessions.values())
      .filter((session) => session.employee === employee)
      .map((session) => ({
        id: idOf(session),
        begunAt: session.begunAt,
        usedAt: session.usedAt,
        browser: session.browser,
        current: session.hash === current,
      }))
      .reverse();
  }

  /** Brings the times of last use to disk. */
  close(): void {
    this.#save();
  }

  #sessionOf(cookie: string): Session | undefined {
    if (!COOKIE.test(cookie)) return undefined;
    const session = this.#sessions.get(hashOf(cookie));
    if (session === undefined) return undefined;
    const now = this.#now();
    if (now < session.begunAt + SESSION_LIFETIME_MS && now < session.usedAt + SESSION_IDLE_MS) return session;
    this.#sessions.delete(session.hash);
    this.#save();
    return undefined;
  }

  /** A failure costs no more than signing in anew after a restart. */
  #save(): void {
    this.#savedAt = this.#now();
    const file = { version: 1, sessions: Array.from(this.#sessions.values()) };
    try {
      writeFileSync(`${this.#file}.new`, `${JSON.stringify(file)}\n`, { mode: 0o600 });
      renameSync(`${this.#file}.new`, this.#file);
    } catch {
      return;
    }
  }
}

function idOf({ hash }: Session): string {
  return hash.slice(0, 16);
}

function hashOf(cookie: string): string {
  return createHash('sha256').update(cookie).digest('hex');
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
