import {
  ApiError,
  type CommandRequest,
  type JournalEventInfo,
  type ProcedureRun,
  type Round,
} from '@millwright/server/client';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { isNameForNow } from './names-for-now.ts';
import { isCarried, Outbox, type PostOffice } from './outbox.ts';
import { runAsDone } from './run-as-done.ts';
import { memoryShelf, type Shelf } from './shelf.ts';
import { ordersAsDone, unseenOf } from './waiting.ts';
import { walkedRound, walkedRounds } from './walked-round.ts';

const ROUND = 'round/0001';
const WHO = {
  actor: 'employee/bo',
  employee: 'bo',
  name: 'B',
  hasPassword: true,
  plants: {},
  sessions: [],
} satisfies PostOffice['who'];

afterEach(() => vi.useRealTimers());

/** What the server calls what it makes. */
const MADE: Readonly<Record<string, string>> = { 'create-order': 'order/0007', 'call-round': 'round/0004' };

/** A server that does each key once, may be out of reach, and may lose its answer. */
function server() {
  const done = new Map<string, CommandRequest>();
  const state = { down: false, losesAnswer: false, refuses: '', files: 0 };
  const unreachable = () => new ApiError({ type: '', title: 'unreachable', status: 0, detail: '' });
  const client: PostOffice['client'] = {
    async command(command) {
      if (state.down) throw unreachable();
      if (state.refuses !== '' && command.type === state.refuses) {
        throw new ApiError({
          type: '',
          title: 'Refused',
          status: 409,
          detail: 'ana walks it',
          remedy: 'Ask.',
        });
      }
      done.set(command.id, command);
      if (state.losesAnswer) {
        state.losesAnswer = false;
        throw unreachable();
      }
      const seq = 10 + done.size;
      const subject = MADE[command.type] ?? command.subject;
      const event = { seq, time: 0, actor: WHO.actor, type: 'x', subject, data: {} };
      return { events: [event satisfies JournalEventInfo] };
    },
    async keepFile(file) {
      if (state.down) throw unreachable();
      state.files++;
      return { hash: 'a'.repeat(64), type: file.type, size: file.size };
    },
  };
  const office: PostOffice = { plant: 'mill', who: WHO, heard: () => {}, client };
  return { done, state, office };
}

function outboxOf(office: PostOffice, shelf: Shelf = memoryShelf()): Outbox {
  const outbox = new Outbox(office, shelf);
  onTestFinished(() => outbox.close());
  return outbox;
}

const answer = (value: number) => ({
  type: 'record-check',
  subject: ROUND,
  data: { stop: 0, check: 'temperature', answer: { value } },
});

it('W64 answers given without connection wait in order and are sent by themselves when it is back', async () => {
  vi.useFakeTimers();
  const { done, state, office } = server();
  const outbox = outboxOf(office);
  state.down = true;
  await outbox.put({ type: 'start-round', subject: ROUND }, 1000);
  for (const value of [40, 41, 42]) await outbox.put(answer(value), 1000);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(outbox.parcels).toHaveLength(4);
  state.down = false;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(outbox.parcels).toEqual([]);
  expect([...done.values()].map(({ type, data }) => [type, data?.answer])).toEqual([
    ['start-round', undefined],
    ['record-check', { value: 40 }],
    ['record-check', { value: 41 }],
    ['record-check', { value: 42 }],
  ]);
});

it('W64 an answer whose receipt was lost is sent again with the same key, so that it is done once', async () => {
  const { done, state, office } = server();
  const outbox = outboxOf(office);
  state.losesAnswer = true;
  await outbox.put(answer(40), 1000);
  await outbox.send();
  expect(outbox.parcels).toHaveLength(1);
  await outbox.send();
  expect(outbox.parcels).toEqual([]);
  expect(done.size).toBe(1);
});

it('W64 what waits survives the page, and is sent by nobody else', async () => {
  const { done, state, office } = server();
  const shelf = memoryShelf();
  state.down = true;
  const first = outboxOf(office, shelf);
  await first.put(answer(40), 1000);
  await first.send();
  first.close();
  state.down = false;
  const other = outboxOf({ ...office, who: { ...WHO, employee: 'ana' } }, shelf);
  await other.send();
  expect(done.size).toBe(0);
  expect(other.parcels).toEqual([]);
  await outboxOf(office, shelf).send();
  expect(done.size).toBe(1);
});

it('W64 what is refused stays with its reason, holds up nothing, and goes again or is let go', async () => {
  const { done, state, office } = server();
  const outbox = outboxOf(office);
  state.refuses = 'record-check';
  await outbox.put(answer(40), 1000);
  await outbox.put(answer(41), 1001);
  await outbox.put({ type: 'report-place', subject: ROUND, data: { twin: 'mill' } }, 1002);
  await outbox.send();
  expect([...done.values()].map(({ type }) => type)).toEqual(['report-place']);
  expect(outbox.parcels.map(({ refused }) => refused?.detail)).toEqual(['ana walks it', 'ana walks it']);
  state.refuses = '';
  await outbox.discard(outbox.parcels[0].command.id);
  await outbox.again(outbox.parcels[0].command.id);
  expect(outbox.parcels).toEqual([]);
  expect([...done.values()].at(-1)?.data?.answer).toEqual({ value: 41 });
});

it('W64 a photo goes before its answer, which then names it', async () => {
  const { done, state, office } = server();
  const outbox = outboxOf(office);
  const photo = { name: 'chock.jpg', content: new Blob(['photo'], { type: 'image/jpeg' }) };
  const wish = {
    type: 'record-check',
    subject: ROUND,
    data: { stop: 0, check: 'picture', answer: { note: 'wet' } },
  };
  await outbox.put(wish, 1000, photo);
  await outbox.send();
  const file = { hash: 'a'.repeat(64), type: 'image/jpeg', size: 5, name: 'chock.jpg' };
  expect([...done.values()][0].data?.answer).toEqual({ note: 'wet', photo: file });
  expect(state.files).toBe(1);
});

it('W64 the walker sees what was answered, before and after the server has it', async () => {
  const { state, office } = server();
  const outbox = outboxOf(office);
  const label = { en: 'Temperature' };
  const round: Round = {
    id: ROUND,
    label,
    why: 'person',
    calledAt: 0,
    due: 0,
    state: 'called',
    stops: [
      {
        twin: 'mill',
        checks: [{ name: 'temperature', label, kind: 'value', optional: false, limits: [15, 75] }],
      },
    ],
    records: [],
    points: [],
    seq: 10,
  };
  state.down = true;
  await outbox.put({ type: 'start-round', subject: ROUND }, 1000);
  await outbox.put(answer(80), 1001);
  await outbox.send();
  const seen = walkedRound(round, outbox, WHO.actor);
  expect(seen).toMatchObject({ state: 'walking', walker: WHO.actor });
  expect(seen.records).toMatchObject([{ answer: { value: 80 }, finding: true }]);
  expect([...seen.waiting]).toEqual(['0/temperature']);
  state.down = false;
  await outbox.send();
  const sent = walkedRound(round, outbox, WHO.actor);
  expect(sent.records).toHaveLength(1);
  expect(sent.waiting.size).toBe(0);
  expect(walkedRound({ ...round, seq: 12 }, outbox, WHO.actor).records).toEqual([]);
});

it('W64 an act on an order waits without connection and is done once it is back; a refusal is told to whoever asked', async () => {
  const { done, state, office } = server();
  const outbox = outboxOf(office);
  const start = { type: 'start-order', subject: 'order/0001' };
  state.down = true;
  expect(await outbox.submit(start, 1000)).toEqual({ done: false, subject: 'order/0001' });
  expect(unseenOf('order/0001', 0, outbox)).toHaveLength(1);
  state.down = false;
  const complete = { type: 'complete-order', subject: 'order/0001' };
  expect(await outbox.submit(complete, 1001)).toEqual({ done: true, subject: 'order/0001' });
  expect([...done.values()].map(({ type }) => type)).toEqual(['start-order', 'complete-order']);
  state.refuses = 'start-order';
  await expect(outbox.submit(start, 1002)).rejects.toMatchObject({ problem: { detail: 'ana walks it' } });
  expect(outbox.parcels).toEqual([]);
});

it('W64 every act says when it was done, however late it is sent', async () => {
  const { done, state, office } = server();
  const outbox = outboxOf(office);
  state.down = true;
  await outbox.put({ type: 'start-order', subject: 'order/0001' }, 1000);
  await outbox.put({ type: 'comment-order', subject: 'order/0001', data: { text: 'a' } }, 1000);
  await outbox.send();
  state.down = false;
  await outbox.send();
  expect([...done.values()].map(({ doneAt }) => doneAt)).toEqual([1000, 1001]);
});

const CREATE = {
  type: 'create-order',
  subject: 'twin/mill',
  data: { title: 'Seal', kind: 'corrective', priority: 'high' },
};

it('W71 what is made without connection is worked on at once, and later has the name of the server', async () => {
  const { done, state, office } = server();
  const outbox = outboxOf(office);
  state.down = true;
  const { done: sent, subject } = await outbox.submit(CREATE, 1000);
  expect([sent, isNameForNow(subject)]).toEqual([false, true]);
  await outbox.submit({ type: 'start-order', subject }, 1001);
  await outbox.submit({ type: 'comment-order', subject, data: { text: 'drips' } }, 1002);
  const photo = { name: 'seal.jpg', content: new Blob(['photo'], { type: 'image/jpeg' }) };
  await outbox.submit({ type: 'attach-to-order', subject }, 1003, photo);
  expect(ordersAsDone([], outbox, WHO.actor)).toMatchObject([
    {
      id: subject,
      title: 'Seal',
      twin: 'mill',
      state: 'started',
      created: { by: WHO.actor, at: 1000 },
      comments: [{ text: 'drips' }],
      attachments: [{ name: 'seal.jpg' }],
    },
  ]);
  state.down = false;
  await outbox.send();
  expect(outbox.parcels).toEqual([]);
  expect([...done.values()].map((command) => command.subject)).toEqual([
    'twin/mill',
    'order/0007',
    'order/0007',
    'order/0007',
  ]);
  expect([...done.values()].at(-1)?.data).toMatchObject({ hash: 'a'.repeat(64), name: 'seal.jpg' });
  expect(outbox.named(subject)).toBe('order/0007');
  expect(ordersAsDone([], outbox, WHO.actor)).toMatchObject([{ id: 'order/0007', state: 'started' }]);
  await outbox.submit({ type: 'hold-order', subject }, 1004);
  expect([...done.values()].at(-1)?.subject).toBe('order/0007');
});

it('W71 what was done to something whose making was refused waits for it, and goes with it', async () => {
  const { done, state, office } = server();
  const outbox = outboxOf(office);
  state.down = true;
  const { subject } = await outbox.submit(CREATE, 1000);
  await outbox.submit({ type: 'start-order', subject }, 1001);
  state.down = false;
  state.refuses = 'create-order';
  await outbox.send();
  expect(done.size).toBe(0);
  await outbox.again(outbox.parcels[0].command.id);
  expect(outbox.parcels.map(({ refused }) => refused !== undefined)).toEqual([true, false]);
  state.refuses = '';
  await outbox.again(outbox.parcels[0].command.id);
  expect([...done.values()].map((command) => command.subject)).toEqual(['twin/mill', 'order/0007']);
  state.down = true;
  const other = await outbox.submit(CREATE, 1002);
  await outbox.submit({ type: 'start-order', subject: other.subject }, 1003);
  await outbox.discard(outbox.parcels[0].command.id);
  expect(outbox.parcels).toEqual([]);
});

it('W71 a round that is called without connection is walked by its route', async () => {
  const { state, office } = server();
  const outbox = outboxOf(office);
  state.down = true;
  const { subject } = await outbox.submit(
    { type: 'call-round', subject: 'plant', data: { route: 'pumps' } },
    1000,
  );
  await outbox.put({ type: 'start-round', subject }, 1001);
  await outbox.put({ ...answer(80), subject }, 1002);
  const label = { en: 'Temperature' };
  const check = {
    name: 'temperature',
    label,
    kind: 'value' as const,
    optional: false,
    limits: [15, 75] as [number, number],
  };
  const route = {
    name: 'pumps',
    label,
    stops: [{ twin: 'mill', checks: [check] }],
    calledBy: [],
    allow: 60_000,
  };
  expect(walkedRounds([], [route], outbox, WHO.actor)).toMatchObject([
    { id: subject, state: 'walking', calledAt: 1000, due: 61_000, records: [{ finding: true }] },
  ]);
  expect(walkedRounds([], [], outbox, WHO.actor)).toEqual([]);
});

it('W71 steps of a procedure follow each other without connection, by branches too', async () => {
  const { state, office } = server();
  const outbox = outboxOf(office);
  const label = { en: 'Step' };
  const run: ProcedureRun = {
    id: 'run/0001',
    procedure: 'check-pump',
    label,
    steps: [
      { name: 'stop', label, branches: {}, next: 'wet' },
      {
        name: 'wet',
        label,
        check: {
          name: 'wet',
          label,
          kind: 'choice',
          optional: false,
          options: ['wet', 'dry'].map((name) => ({ name, label, fault: name === 'wet' })),
        },
        branches: { dry: 'close', wet: 'seal' },
        next: 'close',
      },
      { name: 'seal', label, branches: {}, next: 'close' },
      { name: 'close', label, branches: {} },
    ],
    state: 'running',
    step: 'stop',
    startedBy: WHO.actor,
    startedAt: 0,
    done: [],
    seq: 3,
  };
  state.down = true;
  const steps = [
    ['stop', {}],
    ['wet', { choice: 'wet' }],
    ['seal', {}],
  ] as const;
  for (const [step, given] of steps) {
    expect(runAsDone(run, outbox, WHO.actor).step).toBe(step);
    await outbox.put({ type: 'complete-step', subject: run.id, data: { step, answer: given } }, 1000);
  }
  expect(runAsDone(run, outbox, WHO.actor)).toMatchObject({ step: 'close', waiting: 3, state: 'running' });
  await outbox.put({ type: 'complete-step', subject: run.id, data: { step: 'close', answer: {} } }, 1000);
  expect(runAsDone(run, outbox, WHO.actor)).toMatchObject({ state: 'finished', waiting: 4 });
  state.down = false;
  await outbox.send();
  expect(runAsDone(run, outbox, WHO.actor)).toMatchObject({ state: 'finished', waiting: 0 });
});

it('W64 nothing that changes a machine or gives away a right waits for a connection', () => {
  expect(isCarried({ type: 'acknowledge-alarm', subject: 'alarm/1' })).toBe(true);
  for (const type of ['propose-change', 'approve-proposal', 'act-in-emergency', 'shelve-alarm', 'grant-role'])
    expect(isCarried({ type, subject: 'plant' })).toBe(false);
});
