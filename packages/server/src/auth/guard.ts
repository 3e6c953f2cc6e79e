/**
 * Who may talk to the server. Everything needs the API token or a session but `GET /sign-in`.
 *
 * - `Authorization: Bearer <token>`, or on the WebSocket the protocol `bearer.<token>`: for programs.
 * - The session cookie, HttpOnly and SameSite=Strict: for browsers. A page on another port of the same machine is the same
 *   site to a browser, so whatever changes something, and the WebSocket, must also come from our own origin.
 * - While the server listens on a loopback address only, the Host header must name one: a foreign name that resolves to
 *   127.0.0.1 (DNS rebinding) gets nothing.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { Failures } from './failures.ts';
import { sameSecret } from './secrets.ts';
import { Sessions } from './sessions.ts';

export type Verdict =
  | { ok: true; by: 'token' | 'session' }
  | { ok: false; reason: 'none' | 'wrong' | 'origin' | 'host' | 'too-many'; retryAfterSeconds?: number };

export interface Question {
  headers: IncomingHttpHeaders;
  address: string;
  /** Whether the request changes something or opens a WebSocket: then a session counts only from our own origin. */
  needsOrigin: boolean;
}

export class Guard {
  readonly sessions: Sessions;
  readonly failures = new Failures();
  #token: string;
  #loopbackOnly: boolean;
  /** Cookies do not know ports: two servers on one machine must not overwrite each other's. */
  cookieName = 'millwright';

  constructor(token: string, loopbackOnly: boolean) {
    this.#token = token;
    this.#loopbackOnly = loopbackOnly;
    this.sessions = new Sessions(token);
  }

  allowsHost(host: string | undefined): boolean {
    return !this.#loopbackOnly || (host !== undefined && isLoopbackName(hostName(host)));
  }

  judge({ headers, address, needsOrigin }: Question): Verdict {
    if (!this.allowsHost(headers.host)) return { ok: false, reason: 'host' };
    const token = bearerOf(headers);
    if (token !== undefined) {
      return sameSecret(token, this.#token) ? { ok: true, by: 'token' } : this.wrong(address);
    }
    const cookie = this.cookieOf(headers);
    if (cookie === undefined) return { ok: false, reason: 'none' };
    if (!this.sessions.isValid(cookie)) {
      // An old cookie after a change of token is no guess: it is told to sign in, and not counted.
      return { ok: false, reason: 'none' };
    }
    if (needsOrigin && !isOwnOrigin(headers)) return { ok: false, reason: 'origin' };
    return { ok: true, by: 'session' };
  }

  wrong(address: string): Verdict {
    const retryAfterSeconds = this.failures.count(address);
    return retryAfterSeconds > 0
      ? { ok: false, reason: 'too-many', retryAfterSeconds }
      : { ok: false, reason: 'wrong' };
  }

  cookieOf(headers: IncomingHttpHeaders): string | undefined {
    for (const part of (headers.cookie ?? '').split(';')) {
      const at = part.indexOf('=');
      if (at > 0 && part.slice(0, at).trim() === this.cookieName) return part.slice(at + 1).trim();
    }
    return undefined;
  }

  /** `Set-Cookie` that begins a session, or ends it when there is no value. */
  setCookie(value: string | undefined, maxAgeMs: number): string {
    return `${this.cookieName}=${value ?? ''}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${value === undefined ? 0 : Math.floor(maxAgeMs / 1000)}`;
  }
}

function bearerOf(headers: IncomingHttpHeaders): string | undefined {
  const header = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '');
  if (header !== null) return header[1];
  if (headers.upgrade === undefined) return undefined;
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((p) => p.trim());
  return protocols.find((p) => p.startsWith('bearer.'))?.slice('bearer.'.length);
}

function isOwnOrigin(headers: IncomingHttpHeaders): boolean {
  if (headers.origin === undefined) return false;
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host;
}

/** `127.0.0.1` of `127.0.0.1:7470`, `::1` of `[::1]:7470`. */
function hostName(host: string): string {
  return host
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
}

/** Names and addresses that never leave the machine. */
export function isLoopbackName(name: string): boolean {
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
  );
}
