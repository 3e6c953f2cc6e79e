import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bench } from '../testing/bench.ts';
import { isOverdue, type OrderState } from './state.ts';

const ORDER = 'order/0001';
const DONE = { cause: 'wear', remedy: 'replaced' };

/** The commands that move an order, with data they accept. */
const MOVES = {
  'start-order': {},
  'hold-order': {},
  'complete-order': DONE,
  'close-order': {},
  'reopen-order': {},
  'cancel-order': {},
} as const;
type Move = keyof typeof MOVES;
const isMove = (text: string): text is Move => text in MOVES;

const ALLOWED: Readonly<Record<OrderState, Partial<Record<Move, OrderState>>>> = {
  open: { 'start-order': 'started', 'cancel-order': 'cancelled' },
  started: { 'hold-order': 'held', 'complete-order': 'completed', 'cancel-order': 'cancelled' },
  held: { 'start-order': 'started', 'cancel-order': 'cancelled' },
  completed: { 'close-order': 'closed', 'reopen-order': 'open' },
  closed: { 'reopen-order': 'open' },
  cancelled: {},
};
const WAYS: Readonly<Record<OrderState, readonly Move[]>> = {
  open: [],
  started: ['start-order'],
  held: ['start-order', 'hold-order'],
  completed: ['start-order', 'complete-order'],
  closed: ['start-order', 'complete-order', 'close-order'],
  cancelled: ['cancel-order'],
};

function withOrder(data = {}): Bench {
  const bench = new Bench();
  bench.submit('create-order', 'twin/hall/line1/pump1', { title: 'Change the bearing', ...data });
  return bench;
}
const move = (bench: Bench, command: Move) =>
  bench.submit(command, ORDER, MOVES[command], { reason: 'because' });
const stateOf = (bench: Bench) => bench.states.orders.orders.get(ORDER)?.state;

describe('work orders', () => {
  for (const [state, way] of Object.entries(WAYS)) {
    for (const command of Object.keys(MOVES).filter(isMove)) {
      const next = Object.entries(ALLOWED).find(([name]) => name === state)?.[1][command];
      it(`O9 ${state}: ${command} ${next === undefined ? 'is refused' : `→ ${next}`}`, () => {
        const bench = withOrder();
        for (const step of way) move(bench, step);
        expect(stateOf(bench)).toBe(state);
        if (next === undefined) {
          expect(bench.refused(command, ORDER, MOVES[command], { reason: 'because' })).toBe('wrong-state');
        } else {
          move(bench, command);
          expect(stateOf(bench)).toBe(next);
        }
      });
    }
  }

  it('O9 random sequences stay within the states', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...Object.keys(MOVES).filter(isMove)), { maxLength: 25 }),
        (sequence) => {
          const bench = withOrder();
          let state: OrderState = 'open';
          for (const command of sequence) {
            const next: OrderState | undefined = ALLOWED[state][command];
            if (next === undefined)
              expect(bench.refused(command, ORDER, MOVES[command], { reason: 'r' })).toBe('wrong-state');
            else move(bench, command);
            state = next ?? state;
            expect(stateOf(bench)).toBe(state);
          }
          expect(bench.rebuilt()).toEqual([bench.saved(), bench.saved()]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(['hold-order', 'reopen-order', 'cancel-order'] as const)('O9 %s needs a reason', (command) => {
    const bench = withOrder();
    for (const step of WAYS[
      command === 'hold-order' ? 'started' : command === 'reopen-order' ? 'closed' : 'open'
    ])
      move(bench, step);
    expect(bench.refused(command, ORDER)).toBe('reason-missing');
  });

  it('O9 a corrective order is completed with a cause and a remedy of the lists', () => {
    const bench = withOrder();
    move(bench, 'start-order');
    expect(bench.refused('complete-order', ORDER, {})).toBe('malformed');
    expect(bench.refused('complete-order', ORDER, { cause: 'bad luck', remedy: 'replaced' })).toBe(
      'malformed',
    );
    bench.submit('complete-order', ORDER, { ...DONE, note: 'SKF 23248' });
    expect(bench.states.orders.orders.get(ORDER)?.findings).toEqual({ ...DONE, note: 'SKF 23248' });
  });

  it('O9 labour, parts, comments and files are kept with who and when', () => {
    const bench = withOrder({ due: Date.UTC(2026, 2, 2, 7), assignee: 'employee/bo' });
    const file = { hash: 'a'.repeat(64), name: 'seal.jpg', type: 'image/jpeg', size: 9000 };
    bench.submit('log-labour', ORDER, { minutes: 90 }, { actor: 'employee/bo' });
    bench.submit('use-part', ORDER, { name: 'Bearing 23248', quantity: 1 });
    bench.submit('comment-order', ORDER, { text: '<script>alert(1)</script>' });
    bench.submit('attach-to-order', ORDER, file);
    expect(bench.submit('attach-to-order', ORDER, file)).toEqual([]);
    expect(bench.states.orders.orders.get(ORDER)).toMatchObject({
      labour: [{ who: 'employee/bo', minutes: 90, by: 'employee/bo' }],
      parts: [{ name: 'Bearing 23248', quantity: 1, by: 'employee/ana' }],
      comments: [{ text: '<script>alert(1)</script>' }],
      attachments: [{ hash: file.hash }],
    });
    const [one] = bench.states.orders.orders.values();
    expect([isOverdue(one, bench.now), isOverdue(one, bench.now + 3_600_001)]).toEqual([false, true]);
  });

  it.each([
    ['a path as a name', { hash: 'a'.repeat(64), name: '../../etc/passwd', type: 'image/png', size: 1 }],
    ['a script', { hash: 'a'.repeat(64), name: 'x.svg', type: 'image/svg+xml', size: 1 }],
    ['something huge', { hash: 'a'.repeat(64), name: 'x.png', type: 'image/png', size: 1e9 }],
    ['no hash', { hash: 'abc', name: 'x.png', type: 'image/png', size: 1 }],
  ])('O9 no file with %s is attached', (_, file) => {
    expect(withOrder().refused('attach-to-order', ORDER, file)).toBe('malformed');
  });

  it.each([
    ['an unknown twin', 'twin/hall/line9', { title: 'x' }, 'not-found'],
    ['no title', 'plant', {}, 'malformed'],
    ['an unknown alarm', 'plant', { title: 'x', alarm: 'pump.hot@x#1' }, 'not-found'],
    ['an unknown procedure', 'plant', { title: 'x', procedure: 'dance' }, 'not-found'],
    ['an assignee who may not', 'plant', { title: 'x', assignee: 'employee/eve' }, 'forbidden'],
    ['an unknown key', 'plant', { title: 'x', colour: 'red' }, 'malformed'],
  ])('O9 no order with %s', (_, subject, data, code) => {
    const bench = new Bench();
    bench.forbidden.add('employee/eve maintain');
    expect(bench.refused('create-order', subject, data)).toBe(code);
  });

  it('O9 a change that changes nothing is none, and null takes the due time away', () => {
    const bench = withOrder({ due: 5 });
    expect(bench.submit('change-order', ORDER, { title: 'Change the bearing', due: 5 })).toEqual([]);
    bench.submit('change-order', ORDER, { due: null, priority: 'high' });
    expect(bench.states.orders.orders.get(ORDER)).toMatchObject({ priority: 'high' });
    expect(bench.states.orders.orders.get(ORDER)).not.toHaveProperty('due');
    expect(bench.submit('change-order', ORDER, { due: null })).toEqual([]);
  });
});
