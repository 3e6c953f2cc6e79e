import { type EventDraft, Refusal } from '@millwright/journal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bench } from '../testing/bench.ts';
import { cleared, raised } from './events.ts';
import { conditionOf, currentOf, hidingsOf, shownState } from './state.ts';

const PUMP = 'hall/line1/pump1';
const KEYS = { plain: `pump.flow-low@${PUMP}`, latching: `pump.vibration-high@${PUMP}` } as const;
type Kind = keyof typeof KEYS;

function raise(key: string, since: number): EventDraft {
  const [type, alarm] = key.split('@')[0].split('.');
  const latch = key === KEYS.latching;
  const data = {
    twin: PUMP,
    type,
    alarm,
    priority: 'high' as const,
    latch,
    since,
    raisedAt: since,
    inputs: [],
  };
  return raised.draft(`alarm/${key}#${since}`, data);
}

/** Brings an alarm into each state of ISA-18.2. */
class Story {
  readonly bench = new Bench();
  readonly key: string;
  id = '';

  constructor(kind: Kind) {
    this.key = KEYS[kind];
  }

  do(action: string): string {
    const { bench, key } = this;
    bench.now += 1000;
    const alarm = `alarm/${key}`;
    try {
      switch (action) {
        case 'raise': {
          // As the live store does: only what is not active is raised.
          const active = currentOf(bench.states.alarms, bench.states.alarms.points.get(key));
          if (active && active.clearedAt === undefined) return 'ignored';
          this.id = `${key}#${bench.now}`;
          bench.record([raise(key, bench.now)]);
          return 'ok';
        }
        case 'clear':
          bench.record([cleared.draft(`alarm/${this.id}`, { clearedAt: bench.now, why: 'returned' })]);
          return 'ok';
        case 'acknowledge':
          bench.submit('acknowledge-alarm', `alarm/${this.id || `${key}#1`}`);
          return 'ok';
        case 'reset':
          bench.submit('reset-alarm', `alarm/${this.id || `${key}#1`}`);
          return 'ok';
        case 'shelve':
          bench.submit('shelve-alarm', alarm, { minutes: 10 }, { reason: 'testing' });
          return 'ok';
        case 'unshelve':
          bench.submit('unshelve-alarm', alarm);
          return 'ok';
        case 'take out':
          bench.submit('take-alarm-out-of-service', alarm, {}, { reason: 'testing' });
          return 'ok';
        case 'return':
          bench.submit('return-alarm-to-service', alarm);
          return 'ok';
        default:
          throw new Error(action);
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      expect(error.message).not.toBe('');
      return error.code;
    }
  }

  get shown(): string {
    return shownState(this.bench.states.alarms, this.key);
  }
}

/** [kind, how to get there, the state, what follows each action]: a state, or a refusal in brackets. */
const TABLE: [Kind, string[], string, Record<string, string>][] = [
  [
    'plain',
    [],
    'normal',
    {
      raise: 'unacknowledged',
      acknowledge: '(not-found)',
      reset: '(not-found)',
      shelve: 'shelved',
      unshelve: '(wrong-state)',
      'take out': 'out-of-service',
      return: '(wrong-state)',
    },
  ],
  [
    'plain',
    ['raise'],
    'unacknowledged',
    {
      clear: 'returned',
      acknowledge: 'acknowledged',
      reset: '(wrong-state)',
      shelve: 'shelved',
      unshelve: '(wrong-state)',
      'take out': 'out-of-service',
      return: '(wrong-state)',
    },
  ],
  [
    'plain',
    ['raise', 'acknowledge'],
    'acknowledged',
    {
      clear: 'normal',
      acknowledge: '(wrong-state)',
      reset: '(wrong-state)',
      shelve: 'shelved',
      unshelve: '(wrong-state)',
      'take out': 'out-of-service',
    },
  ],
  [
    'plain',
    ['raise', 'clear'],
    'returned',
    {
      raise: 'unacknowledged',
      acknowledge: 'normal',
      reset: '(wrong-state)',
      shelve: 'shelved',
      'take out': 'out-of-service',
    },
  ],
  [
    'latching',
    ['raise', 'clear'],
    'latched-unacknowledged',
    {
      raise: 'unacknowledged',
      acknowledge: 'latched-acknowledged',
      reset: '(wrong-state)',
      shelve: 'shelved',
      'take out': 'out-of-service',
    },
  ],
  [
    'latching',
    ['raise', 'acknowledge', 'clear'],
    'latched-acknowledged',
    {
      raise: 'unacknowledged',
      acknowledge: '(wrong-state)',
      reset: 'normal',
      shelve: 'shelved',
      'take out': 'out-of-service',
    },
  ],
  [
    'latching',
    ['raise', 'acknowledge'],
    'acknowledged',
    { clear: 'latched-acknowledged', acknowledge: '(wrong-state)', reset: '(wrong-state)' },
  ],
  [
    'plain',
    ['raise', 'acknowledge', 'shelve'],
    'shelved',
    {
      clear: 'shelved',
      acknowledge: '(wrong-state)',
      reset: '(wrong-state)',
      shelve: '(wrong-state)',
      unshelve: 'unacknowledged',
      'take out': 'out-of-service',
      return: '(wrong-state)',
    },
  ],
  ['plain', ['raise', 'shelve', 'clear'], 'shelved', { unshelve: 'normal', raise: 'shelved' }],
  ['plain', ['raise', 'clear', 'shelve'], 'shelved', { unshelve: 'returned' }],
  ['plain', ['shelve', 'raise'], 'shelved', { unshelve: 'unacknowledged', acknowledge: '(wrong-state)' }],
  ['latching', ['raise', 'shelve', 'clear'], 'shelved', { unshelve: 'latched-unacknowledged' }],
  [
    'plain',
    ['raise', 'take out'],
    'out-of-service',
    {
      acknowledge: '(wrong-state)',
      'take out': '(wrong-state)',
      return: 'unacknowledged',
      shelve: 'out-of-service',
      unshelve: '(wrong-state)',
    },
  ],
  [
    'plain',
    ['raise', 'shelve', 'take out'],
    'out-of-service',
    { return: 'shelved', unshelve: 'out-of-service' },
  ],
  ['plain', ['raise', 'take out', 'clear'], 'out-of-service', { return: 'normal' }],
];

describe('states of an alarm', () => {
  for (const [kind, way, state, actions] of TABLE) {
    for (const [action, expected] of Object.entries(actions)) {
      it(`O1 ${kind}, ${state} by ${way.join(', ') || 'nothing'}: ${action} → ${expected}`, () => {
        const story = new Story(kind);
        for (const step of way) expect(story.do(step)).toBe('ok');
        expect(story.shown).toBe(state);
        const before = story.bench.saved();
        const code = story.do(action);
        if (expected.startsWith('(')) {
          expect(`(${code})`).toBe(expected);
          expect(story.bench.saved()).toBe(before);
        } else {
          expect(code).toBe('ok');
          expect(story.shown).toBe(expected);
        }
      });
    }
  }

  it('O1 random sequences keep what must always hold', () => {
    const actions = ['raise', 'clear', 'acknowledge', 'reset', 'shelve', 'unshelve', 'take out', 'return'];
    fc.assert(
      fc.property(
        fc.constantFrom<Kind>('plain', 'latching'),
        fc.array(fc.constantFrom(...actions), { maxLength: 40 }),
        (kind, sequence) => {
          const story = new Story(kind);
          let isAbnormal = false;
          for (const action of sequence) {
            const code = story.do(action);
            if (action === 'raise') isAbnormal = true;
            if (action === 'clear') isAbnormal = false;
            const { alarms } = story.bench.states;
            const at = alarms.points.get(story.key);
            const one = currentOf(alarms, at);
            // What is abnormal is never lost, hidden or not.
            expect(one !== undefined && one.clearedAt === undefined).toBe(isAbnormal);
            // At most one occurrence is not over, and it is the newest.
            const open = [...alarms.occurrences.values()].filter(({ ended }) => !ended);
            expect(open.map(({ id }) => id)).toEqual(one ? [one.id] : []);
            // What comes out of hiding abnormal has to be acknowledged.
            if (
              (action === 'unshelve' || action === 'return') &&
              code === 'ok' &&
              isAbnormal &&
              hidingsOf(at).length === 0
            )
              expect(conditionOf(one)).toBe('unacknowledged');
            // Nothing but an acknowledgement acknowledges.
            if (one?.acknowledged) {
              const last = story.bench.events.findLast(({ type }) => type === 'alarm-acknowledged');
              expect(last?.subject).toBe(`alarm/${one.id}`);
            }
          }
          expect(story.bench.rebuilt()).toEqual([story.bench.saved(), story.bench.saved()]);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('commands on alarms', () => {
  it('O2 a late acknowledgement of an older occurrence leaves the new one alone', () => {
    const story = new Story('plain');
    story.do('raise');
    const old = story.id;
    story.do('clear');
    story.do('raise');
    expect(story.bench.refused('acknowledge-alarm', `alarm/${old}`)).toBe('stale');
    expect(story.shown).toBe('unacknowledged');
  });

  it('O2 of two people who acknowledge the first wins and the second is told by whom', () => {
    const story = new Story('plain');
    story.do('raise');
    story.bench.submit(
      'acknowledge-alarm',
      `alarm/${story.id}`,
      {},
      { actor: 'employee/bo', reason: 'on my way' },
    );
    expect(() => story.bench.submit('acknowledge-alarm', `alarm/${story.id}`)).toThrow('employee/bo');
    const one = story.bench.states.alarms.occurrences.get(story.id);
    expect(one?.comments).toMatchObject([{ by: 'employee/bo', text: 'on my way' }]);
    expect(one?.timeToAcknowledge).toBe(0);
  });

  it('O2 there is no way to acknowledge an alarm without naming the occurrence', () => {
    const story = new Story('plain');
    story.do('raise');
    expect(story.bench.refused('acknowledge-alarm', `alarm/${story.key}`)).toBe('malformed');
  });

  it.each([
    ['without a reason', { minutes: 10 }, {}, 'reason-missing'],
    ['with an empty reason', { minutes: 10 }, { reason: '  ' }, 'reason-missing'],
    ['for ever', { minutes: 100_000 }, { reason: 'noise' }, 'malformed'],
    ['without an end', {}, { reason: 'noise' }, 'malformed'],
    ['once when it is normal', { minutes: 10, oneShot: true }, { reason: 'noise' }, 'wrong-state'],
  ])('O3 nothing is shelved %s', (_, data, asked, code) => {
    expect(new Bench().refused('shelve-alarm', `alarm/${KEYS.plain}`, data, asked)).toBe(code);
  });

  it('O3 a shelf ends by itself when its time is over', () => {
    const story = new Story('plain');
    story.do('raise');
    story.do('shelve');
    story.bench.now += 599_000;
    expect(story.bench.sweep().filter(({ type }) => type.startsWith('alarm'))).toEqual([]);
    story.bench.now += 1000;
    expect(story.bench.sweep()).toMatchObject([
      { type: 'alarm-unshelved', actor: 'system', data: { why: 'expired' } },
    ]);
    expect(story.shown).toBe('unacknowledged');
    expect(story.bench.sweep()).toEqual([]);
  });

  it.each(['alarm/pump.nothing@hall/line1/pump1', 'alarm/pump.flow-low@hall/line9', 'alarm/x', 'order/0001'])(
    'O3 an alarm that is not there is not found: %s',
    (subject) => {
      expect(['not-found', 'malformed']).toContain(
        new Bench().refused('shelve-alarm', subject, { minutes: 1 }, { reason: 'x' }),
      );
    },
  );
});
