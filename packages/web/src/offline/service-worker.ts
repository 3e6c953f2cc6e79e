/**
 * Keeps the shell of the page (its own files, nothing of the API) in this browser, so that it opens without connection.
 *
 * The build writes it to `/sw.js` with the list of files in place of `SHELL`: other files, another worker, so that a new version
 * of the product installs itself beside the old one and takes over at once. An address is asked of the server first; only when
 * that does not answer does the page that was kept open. Files whose names hold a digest of their content come from here.
 */

/** Put in by the build: a digest of all files, and their addresses. */
declare const SHELL: { version: string; files: readonly string[] };

/** What is used of ServiceWorkerGlobalScope, whose types cannot stand beside those of a page. */
interface Worker {
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
}
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
declare const self: Worker;

const PREFIX = 'millwright-shell-';
const CACHE = PREFIX + SHELL.version;
const PAGE = '/';
/** The API and signing in are the server's alone. */
const OF_SERVER = /^\/(api|sign-in)\b/;
/** Answers of the API, kept by the page: `answers-store.ts`. */
const ANSWERS = 'millwright-answers';
/** A network that swallows requests, as at the edge of a wireless cell, is waited for this long. */
const PATIENCE_MS = 4000;
/** The shell of the version before stays for pages that are still open and load a view late. */
const KEPT_VERSIONS = 2;
/** What a proxy says when the server behind it is away. */
const AWAY = new Set([502, 503, 504]);

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || OF_SERVER.test(pathname)) return;
  if (request.mode === 'navigate') event.respondWith(open(request));
  // Asked for by a page that is open, `/` tells what the server has now.
  else if (pathname === PAGE) return;
  else if (SHELL.files.includes(pathname) || pathname.startsWith('/assets/'))
    event.respondWith(file(request));
});

/** All or nothing: a shell with a file missing would open and then fail. */
async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  // What has no digest in its name must not come from the browser's own cache.
  await cache.addAll(
    SHELL.files.map((path) => new Request(path, { cache: isDigested(path) ? 'default' : 'reload' })),
  );
  await self.skipWaiting();
}

async function takeOver(): Promise<void> {
  const shells = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  const old = shells.slice(0, Math.max(0, shells.length - KEPT_VERSIONS + 1));
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** The page: the server's, or the kept one where it does not answer. Redirects, as of a sign-in link, are the server's. */
async function open(request: Request): Promise<Response> {
  const kept = await caches.match(PAGE, { cacheName: CACHE });
  if (!kept) return fetch(request);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(request, { signal: patience.signal });
    // Whoever was signed in is not any more: what was kept for them is not for who comes next.
    if (answer.status === 401) await caches.delete(ANSWERS);
    return AWAY.has(answer.status) ? kept : answer;
  } catch {
    return kept;
  } finally {
    clearTimeout(timer);
  }
}

async function file(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const kept =
    (await caches.match(pathname, { cacheName: CACHE })) ??
    // A page of the version before, still open.
    (isDigested(pathname) ? await caches.match(pathname) : undefined);
  return kept ?? fetch(request);
}

function isDigested(path: string): boolean {
  return path.startsWith('/assets/');
}
