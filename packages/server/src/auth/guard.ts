/**
 * Who talks to the server. Everything needs a token or a session but signing in. What they may do is decided elsewhere, by
 * the plant concerned.
 *
 * - `Authorization: Bearer <token>`, or on the WebSocket the protocol `bearer.<token>`: for programs. The token of the data
 *   folder acts as `START_TOKEN`, tokens that employees made as themselves.
 * - The session cookie, HttpOnly and SameSite=Strict: for browsers. A page on another port of the same machine is the same
 *   site to a browser, so whatever changes something, and the WebSocket, must also come from our own origin.
 * - While the server listens on a loopback address only, the Host header must name one: a foreign name that resolves to
 *   127.0.0.1 (DNS rebinding) gets nothing.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Credentials } from './credentials.ts';
import { Failures } from './failures.ts';
import { sameSecret } from './secrets.ts';
import type { Sessions } from './sessions.ts';

/** Who the sign-in link of the start is for: the first administrator. */
export const FIRST_EMPLOYEE = 'administrator';
/** Id of the token in the data folder; it belongs to the first administrator. */
export const START_TOKEN = 't-start';

export type Verdict =
  /** `actor`: `employee/<id>` or `token/<id>`. */
  | { ok: true; by: 'token' | 'session'; actor: string }
  | { ok: false; reason: 'none' | 'wrong' | 'origin' | 'host' | 'too-many'; retryAfterSeconds?: number };

export interface Question {
  headers: IncomingHttpHeaders;
  address: string;
  /** Whether the request changes something or opens a WebSocket: then a session counts only from our own origin. */
  needsOrigin: boolean;
}

export interface GuardOptions {
  /** The token of the data folder. */
  token: string;
  sessions: Sessions;
  credentials: Credentials;
  loopbackOnly: boolean;
  /** Host name people reach the server by, where a proxy answers to another than a loopback one. */
  publicHost?: string | undefined;
  /** Whether browsers come over TLS: cookies then go over nothing else. */
  secure?: boolean;
}

export class Guard {
  readonly sessions: Sessions;
  readonly credentials: Credentials;
  readonly failures = new Failures();
  #token: string;
  #loopbackOnly: boolean;
  #publicHost: string | undefined;
  #secure: boolean;
  /** Cookies do not know ports: two servers on one machine must not overwrite each other's. */
  cookieName = 'millwright';

  constructor({ token, sessions, credentials, loopbackOnly, publicHost, secure = false }: GuardOptions) {
    this.#token = token;
    this.#loopbackOnly = loopbackOnly;
    this.#publicHost = publicHost?.toLowerCase();
    this.#secure = secure;
    this.sessions = sessions;
    this.credentials = credentials;
  }

  allowsHost(host: string | undefined): boolean {
    if (!this.#loopbackOnly) return true;
    if (host === undefined) return false;
    const name = hostName(host);
    return isLoopbackName(name) || name === this.#publicHost;
  }

  judge({ headers, address, needsOrigin }: Question): Verdict {
    if (!this.allowsHost(headers.host)) return { ok: false, reason: 'host' };
    const token = bearerOf(headers);
    if (token !== undefined) {
      const id = sameSecret(token, this.#token) ? START_TOKEN : this.credentials.tokenOf(token);
      return id === undefined ? this.wrong(address) : { ok: true, by: 'token', actor: `token/${id}` };
    }
    const cookie = this.cookieOf(headers);
    if (cookie === undefined) return { ok: false, reason: 'none' };
    const employee = this.sessions.use(cookie);
    // An old cookie is no guess: it is told to sign in, and not counted.
    if (employee === undefined) return { ok: false, reason: 'none' };
    if (needsOrigin && !this.isOwnOrigin(headers)) return { ok: false, reason: 'origin' };
    return { ok: true, by: 'session', actor: `employee/${employee}` };
  }

  /** Whether the token or session of a request that was let in still holds. No use of the session: watching keeps nobody signed in. */
  holds(headers: IncomingHttpHeaders): boolean {
    const token = bearerOf(headers);
    if (token !== undefined)
      return sameSecret(token, this.#token) || this.credentials.tokenOf(token) !== undefined;
    const cookie = this.cookieOf(headers);
    return cookie !== undefined && this.sessions.holds(cookie);
  }

  wrong(address: string): Verdict {
    const retryAfterSeconds = this.failures.count(address);
    return retryAfterSeconds > 0
      ? { ok: false, reason: 'too-many', retryAfterSeconds }
      : { ok: false, reason: 'wrong' };
  }

  cookieOf(headers: IncomingHttpHeaders): string | undefined {
    return cookieNamed(headers, this.cookieName);
  }

  /** Whether a request comes from a page of this server; under TLS, from one that came over TLS. */
  isOwnOrigin({ origin, host }: IncomingHttpHeaders): boolean {
    if (origin === undefined || !URL.canParse(origin)) return false;
    const from = new URL(origin);
    return from.host === host && (!this.#secure || from.protocol === 'https:');
  }

  /** `Set-Cookie` that begins a session, or ends it when there is no value. */
  setCookie(value: string | undefined, maxAgeMs: number): string {
    return this.#cookie(this.cookieName, value, '/', 'Strict', maxAgeMs);
  }

  /** The cookie of somebody who is at the identity provider: it must come along when that site sends them back. */
  setPassingCookie(value: string | undefined, path: string, maxAgeMs: number): string {
    return this.#cookie(`${this.cookieName}-provider`, value, path, 'Lax', maxAgeMs);
  }

  passingCookieOf(headers: IncomingHttpHeaders): string | undefined {
    return cookieNamed(headers, `${this.cookieName}-provider`);
  }

  #cookie(name: string, value: string | undefined, path: string, site: string, maxAgeMs: number): string {
    const age = value === undefined ? 0 : Math.floor(maxAgeMs / 1000);
    const secure = this.#secure ? '; Secure' : '';
    return `${name}=${value ?? ''}; Path=${path}; HttpOnly; SameSite=${site}${secure}; Max-Age=${age}`;
  }
}

function cookieNamed(headers: IncomingHttpHeaders, name: string): string | undefined {
  for (const part of (headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

function bearerOf(headers: IncomingHttpHeaders): string | undefined {
  const header = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '');
  if (header !== null) return header[1];
  if (headers.upgrade === undefined) return undefined;
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((p) => p.trim());
  return protocols.find((p) => p.startsWith('bearer.'))?.slice('bearer.'.length);
}

/** `127.0.0.1` of `127.0.0.1:7470`, `::1` of `[::1]:7470`. */
function hostName(host: string): string {
  return host
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
}

/** Whether a Host header names this machine to itself. */
export function isLoopbackHost(host: string): boolean {
  return isLoopbackName(hostName(host));
}

/** Names and addresses that never leave the machine. */
export function isLoopbackName(name: string): boolean {
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
  );
}
