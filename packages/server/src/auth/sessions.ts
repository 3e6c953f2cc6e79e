/**
 * Sessions of browsers, without a store: the cookie is `<expiry>.<nonce>.<HMAC-SHA256>`, signed with a key derived from the
 * API token. A restart keeps everybody signed in; a new token signs everybody out. Sign-out and one-time links are
 * remembered in memory until they would expire.
 */
import { createHmac, hkdfSync } from 'node:crypto';
import { randomSecret, sameSecret } from './secrets.ts';

export const SESSION_LIFETIME_MS = 7 * 24 * 3600_000;
export const LINK_LIFETIME_MS = 15 * 60_000;
/** Old links fall out first, so that asking for links again and again takes no memory. */
const MOST_LINKS = 100;
const MOST_ENDED_SESSIONS = 10_000;

export type LinkState = 'valid' | 'used' | 'unknown';

export class Sessions {
  #key: Buffer;
  #now: () => number;
  /** One-time token to its expiry; 0 once used. */
  #links = new Map<string, number>();
  #ended = new Map<string, number>();

  /** @param now milliseconds since 1970 */
  constructor(apiToken: string, now: () => number = Date.now) {
    this.#key = Buffer.from(hkdfSync('sha256', apiToken, '', 'millwright session', 32));
    this.#now = now;
  }

  /** A token for a sign-in link, good once and for LINK_LIFETIME_MS. */
  createLink(): { token: string; expiresAt: number } {
    const token = randomSecret();
    const expiresAt = this.#now() + LINK_LIFETIME_MS;
    this.#links.set(token, expiresAt);
    dropOldest(this.#links, MOST_LINKS);
    return { token, expiresAt };
  }

  /** Uses a link up. */
  redeem(token: string): LinkState {
    const expiresAt = this.#links.get(token);
    if (expiresAt === undefined) return 'unknown';
    if (expiresAt <= this.#now()) return 'used';
    this.#links.set(token, 0);
    return 'valid';
  }

  /** The value of a new session cookie. */
  create(): string {
    const body = `${this.#now() + SESSION_LIFETIME_MS}.${randomSecret()}`;
    return `${body}.${this.#sign(body)}`;
  }

  isValid(cookie: string): boolean {
    const match = /^((\d{1,15})\.[A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/.exec(cookie);
    if (match === null) return false;
    const [, body, expiry, signature] = match;
    return sameSecret(signature, this.#sign(body)) && Number(expiry) > this.#now() && !this.#ended.has(body);
  }

  /** Ends a session before its time. */
  end(cookie: string): void {
    if (!this.isValid(cookie)) return;
    const body = cookie.slice(0, cookie.lastIndexOf('.'));
    this.#ended.set(body, this.#now());
    dropOldest(this.#ended, MOST_ENDED_SESSIONS);
  }

  #sign(body: string): string {
    return createHmac('sha256', this.#key).update(body).digest('base64url');
  }
}

function dropOldest(map: Map<string, number>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
