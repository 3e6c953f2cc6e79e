import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { memoryAnswersStore } from './answers-store.ts';
import { KeptAnswers } from './kept-answers.ts';

const ORDERS = '/api/v1/plants/mill/states/orders';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('location', new URL('https://mill.example/'));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A server that answers for `who`, or does not. */
function server() {
  const state = { who: 'bo', down: false, silent: false, signedOut: false, orders: 1 };
  const send: typeof fetch = (input, init) => {
    if (state.down) return Promise.reject(new TypeError('Failed to fetch'));
    if (state.silent)
      return new Promise((_, reject) =>
        init?.signal?.addEventListener('abort', () => reject(new Error('given up'))),
      );
    if (state.signedOut) return Promise.resolve(new Response('', { status: 401 }));
    const path = String(input);
    const sessions = [{ id: 's1' }];
    if (path === '/api/v1/session') return Promise.resolve(Response.json({ employee: state.who, sessions }));
    if (path === '/api/v1/plants/mill')
      return Promise.resolve(Response.json({ id: 'mill', now: Date.now() + 5 }));
    return Promise.resolve(Response.json([{ path, count: state.orders }]));
  };
  return { state, send };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

async function opened() {
  const { state, send } = server();
  const store = memoryAnswersStore();
  const answers = new KeptAnswers(store, send);
  for (const path of ['/api/v1/session', '/api/v1/plants/mill', ORDERS]) await answers.fetch(path);
  await settled();
  return { state, send, store, answers };
}

it('W70 while the server cannot be reached its last answers are given, with their time', async () => {
  const { state, send, store } = await opened();
  const then = Date.now();
  vi.advanceTimersByTime(60_000);
  state.down = true;
  const answers = new KeptAnswers(store, send);
  expect(await (await answers.fetch(ORDERS)).json()).toEqual([{ path: ORDERS, count: 1 }]);
  expect(answers.knownAt).toBe(then);
  const plant: unknown = await (await answers.fetch('/api/v1/plants/mill')).json();
  expect(plant).toEqual({ id: 'mill', now: Date.now() + 5 });
  state.down = false;
  await answers.fetch(ORDERS);
  expect(answers.knownAt).toBeUndefined();
});

it('W70 a network that swallows requests is waited for some seconds', async () => {
  const { state, answers } = await opened();
  state.silent = true;
  const asked = answers.fetch(ORDERS);
  await vi.advanceTimersByTimeAsync(5000);
  expect((await asked).ok).toBe(true);
});

it('W70 only what work needs is kept: no past, no values, no secrets', async () => {
  const { state, store, answers } = await opened();
  const paths = [
    '/api/v1/plants/mill/states/orders?at=5',
    '/api/v1/plants/mill/state',
    '/api/v1/plants/mill/alarms',
  ];
  for (const path of paths) await answers.fetch(path);
  await settled();
  expect(await (await store.get('/api/v1/session'))?.json()).toEqual({ employee: 'bo', sessions: [] });
  state.down = true;
  for (const path of paths) await expect(answers.fetch(path)).rejects.toThrow('Failed to fetch');
});

it('W70 it is dropped at sign-out, when the server says that one is signed out, for somebody else, and when it is old', async () => {
  for (const end of [
    async ({ answers }: Awaited<ReturnType<typeof opened>>) =>
      void (await answers.fetch('/api/v1/session', { method: 'DELETE' })),
    async ({ state, answers }: Awaited<ReturnType<typeof opened>>) => {
      state.signedOut = true;
      await answers.fetch('/api/v1/plants/mill');
    },
    async ({ state, send, store }: Awaited<ReturnType<typeof opened>>) => {
      state.who = 'ana';
      await new KeptAnswers(store, send).fetch('/api/v1/session');
      await settled();
    },
    async () => void vi.advanceTimersByTime(13 * 3_600_000),
  ]) {
    const all = await opened();
    await end(all);
    all.state.down = true;
    await expect(new KeptAnswers(all.store, all.send).fetch(ORDERS)).rejects.toThrow('Failed to fetch');
  }
});

it('W70 nothing is kept before it is known whose it is', async () => {
  const { send } = server();
  const store = memoryAnswersStore();
  const answers = new KeptAnswers(store, send);
  await answers.fetch(ORDERS);
  await settled();
  expect(await store.get(ORDERS)).toBeUndefined();
  await answers.fetch('/api/v1/session');
  await settled();
  expect(await store.get(ORDERS)).toBeDefined();
});
