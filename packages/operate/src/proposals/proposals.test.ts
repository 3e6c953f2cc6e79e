import { GOOD, quality, STALE } from '@millwright/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bench } from '../testing/bench.ts';
import { gradeOf, gradesDue } from './grade.ts';
import { reviewsOwed } from './state.ts';

const PUMP = 'hall/line1/pump1';
const PLACE = `twin/${PUMP}`;
const SPEED = `${PUMP}.speedSetpoint`;
const ONE = 'proposal/0001';
const WHY = { reason: 'spare the bearing' };
const BO = { actor: 'employee/bo' };
const SYSTEM = { actor: 'system' };

function ready(): Bench {
  const bench = new Bench();
  bench.set(SPEED, 1500);
  bench.set(`${PUMP}.running`, 1);
  return bench;
}
const change = (value: number, more = {}) => ({ changes: [{ signal: SPEED, value }], ...more });
const known = (bench: Bench, id = ONE) => {
  const one = bench.states.proposals.proposals.get(id);
  if (!one) throw new Error(`no ${id}`);
  return one;
};
const bound = (bench: Bench, id = ONE) => ({ digest: known(bench, id).digest });

function proposed(value = 1200, more = {}): Bench {
  const bench = ready();
  bench.submit('propose-change', PLACE, change(value, more), WHY);
  return bench;
}
function approved(): Bench {
  const bench = proposed();
  bench.submit('approve-proposal', ONE, bound(bench), BO);
  return bench;
}
function executing(): Bench {
  const bench = approved();
  bench.submit('start-execution', ONE, bound(bench), SYSTEM);
  return bench;
}

describe('checks of a change', () => {
  it.each<[string, (bench: Bench) => void, object, object, string]>([
    ['an unknown signal', () => {}, { changes: [{ signal: `${PUMP}.sped`, value: 1 }] }, WHY, 'not-found'],
    ['a measured signal', () => {}, { changes: [{ signal: `${PUMP}.flow`, value: 1 }] }, WHY, 'not-writable'],
    [
      'a set point without rules',
      () => {},
      { changes: [{ signal: `${PUMP}.locked`, value: 1 }] },
      WHY,
      'not-writable',
    ],
    [
      'a machine elsewhere',
      () => {},
      { changes: [{ signal: 'hall/line2/pump3.speedSetpoint', value: 1 }] },
      WHY,
      'malformed',
    ],
    ['a value out of range', () => {}, change(3001), WHY, 'out-of-range'],
    ['too much at once', () => {}, change(900), WHY, 'too-fast'],
    ['what is so already', () => {}, change(1500), WHY, 'malformed'],
    [
      'a set point twice',
      () => {},
      { changes: [...change(1400).changes, ...change(1300).changes] },
      WHY,
      'malformed',
    ],
    ['no reason', () => {}, change(1200), {}, 'reason-missing'],
    [
      'a promise about nothing',
      () => {},
      change(1200, { promises: [{ signal: 'x.y', comparison: '<', value: 1, within: 60_000 }] }),
      WHY,
      'not-found',
    ],
    ['an open interlock', (bench) => bench.set(`${PUMP}.running`, 0), change(1200), WHY, 'interlocked'],
    [
      'an unknown interlock',
      (bench) => bench.set(`${PUMP}.running`, 1, quality(STALE, 'not-connected')),
      change(1200),
      WHY,
      'interlocked',
    ],
    ['an unknown value', (bench) => bench.samples.delete(SPEED), change(1200), WHY, 'unknown-value'],
    [
      'a replay',
      (bench) => {
        bench.isLive = false;
      },
      change(1200),
      WHY,
      'not-live',
    ],
    [
      'a branch',
      (bench) => {
        bench.branch = 'slower';
      },
      change(1200),
      WHY,
      'not-live',
    ],
    ['a life of a day', () => {}, change(1200, { minutes: 1440 }), WHY, 'malformed'],
  ])('O17 refused: %s', (_, prepare, data, asked, code) => {
    const bench = ready();
    prepare(bench);
    expect(bench.refused('propose-change', PLACE, { ...data }, asked)).toBe(code);
    expect(bench.events).toEqual([]);
  });

  it('O17 the rate counts what was changed before within its time', () => {
    const bench = executing();
    bench.submit('finish-execution', ONE, { outcome: 'done', readBack: [] }, SYSTEM);
    bench.set(SPEED, 1200);
    expect(bench.refused('propose-change', PLACE, change(950), WHY)).toBe('too-fast');
    bench.submit('propose-change', PLACE, change(1000), WHY);
    bench.now += 10 * 60_000;
    bench.submit('propose-change', PLACE, change(700), WHY);
    expect(known(bench, 'proposal/0003').changes).toEqual([
      { signal: SPEED, value: 700, unit: '/min', from: 1200 },
    ]);
  });

  it('O17 one set point has one change under way', () => {
    const bench = proposed();
    expect(bench.refused('propose-change', PLACE, change(1300), { ...WHY, ...BO })).toBe('conflict');
    bench.submit('withdraw-proposal', ONE);
    bench.submit('propose-change', PLACE, change(1300), WHY);
  });
});

describe('approval', () => {
  it('O18 nobody approves their own change, not with a token and not as the system', () => {
    const bench = proposed();
    for (const actor of ['employee/ana', 'token/t-ana', 'system'])
      expect(bench.refused('approve-proposal', ONE, bound(bench), { actor })).toBe('forbidden');
    bench.submit('approve-proposal', ONE, bound(bench), BO);
    expect(known(bench)).toMatchObject({ state: 'approved', approved: { by: 'employee/bo' } });
  });

  it('O18 it is bound to the exact change', () => {
    const bench = proposed();
    expect(bench.refused('approve-proposal', ONE, { digest: '0'.repeat(64) }, BO)).toBe('changed');
    const others = [
      proposed(1201),
      proposed(1200, { minutes: 9 }),
      proposed(1200, { evidence: [{ kind: 'note', ref: 'x' }] }),
    ];
    const digests = [bench, ...others].map((one) => known(one).digest);
    expect(new Set(digests).size).toBe(digests.length);
    expect(known(proposed()).digest).toBe(known(bench).digest);
  });

  it('O18 it lives for minutes', () => {
    const bench = proposed();
    bench.now += 10 * 60_000;
    expect(bench.refused('approve-proposal', ONE, bound(bench), BO)).toBe('expired');
    const late = approved();
    late.now += 10 * 60_000;
    expect(late.refused('start-execution', ONE, bound(late), SYSTEM)).toBe('expired');
    expect(late.sweep()).toContainEqual(expect.objectContaining({ type: 'proposal-expired' }));
    expect(known(late).state).toBe('expired');
    expect(late.refused('approve-proposal', ONE, bound(late), BO)).toBe('wrong-state');
  });

  it('O18 it is used once', () => {
    const bench = executing();
    expect(bench.refused('start-execution', ONE, bound(bench), SYSTEM)).toBe('wrong-state');
    bench.submit('finish-execution', ONE, { outcome: 'done', readBack: [] }, SYSTEM);
    expect(bench.refused('start-execution', ONE, bound(bench), SYSTEM)).toBe('wrong-state');
    expect(bench.refused('finish-execution', ONE, { outcome: 'done', readBack: [] }, SYSTEM)).toBe(
      'wrong-state',
    );
    expect(bench.refused('approve-proposal', ONE, bound(bench), BO)).toBe('wrong-state');
  });

  it('O18 of two who decide at once the first wins and the second is told', () => {
    const bench = proposed();
    bench.submit('approve-proposal', ONE, bound(bench), BO);
    expect(() => bench.submit('approve-proposal', ONE, bound(bench), { actor: 'employee/cy' })).toThrow(
      'employee/bo',
    );
    expect(bench.refused('reject-proposal', ONE, bound(bench), { actor: 'employee/cy', reason: 'no' })).toBe(
      'wrong-state',
    );
  });

  it('O18 a rejection has a reason; only the proposer withdraws', () => {
    const bench = proposed();
    expect(bench.refused('reject-proposal', ONE, bound(bench), BO)).toBe('reason-missing');
    expect(bench.refused('withdraw-proposal', ONE, {}, BO)).toBe('forbidden');
    bench.submit('reject-proposal', ONE, bound(bench), { ...BO, reason: 'not during this coil' });
    expect(known(bench)).toMatchObject({ state: 'rejected', why: 'not during this coil' });
  });

  it('O18 the checks hold again when it is approved, and a change that no longer fits is void at execution', () => {
    const bench = proposed();
    bench.set(`${PUMP}.running`, 0);
    expect(bench.refused('approve-proposal', ONE, bound(bench), BO)).toBe('interlocked');
    bench.set(`${PUMP}.running`, 1);
    bench.submit('approve-proposal', ONE, bound(bench), BO);
    bench.set(SPEED, 1400);
    expect(bench.submit('start-execution', ONE, bound(bench), SYSTEM)).toMatchObject([
      { type: 'proposal-voided' },
    ]);
    expect(known(bench)).toMatchObject({ state: 'void' });
    expect(bench.refused('start-execution', ONE, bound(bench), SYSTEM)).toBe('wrong-state');
  });

  it('O18 nobody but the server starts, finishes or grades', () => {
    const bench = approved();
    expect(bench.refused('start-execution', ONE, bound(bench), BO)).toBe('forbidden');
    bench.submit('start-execution', ONE, bound(bench), SYSTEM);
    expect(bench.refused('finish-execution', ONE, { outcome: 'done', readBack: [] }, BO)).toBe('forbidden');
    expect(bench.refused('grade-outcome', ONE, { items: [] }, BO)).toBe('forbidden');
  });

  it('O18 random commands never execute what nobody else approved, nor anything twice', () => {
    const actors = ['employee/ana', 'employee/bo', 'token/t-ana', 'system'];
    const commands = [
      'propose-change',
      'act-in-emergency',
      'approve-proposal',
      'reject-proposal',
      'withdraw-proposal',
      'start-execution',
      'finish-execution',
    ];
    const step = fc.record({
      command: fc.constantFrom(...commands),
      actor: fc.constantFrom(...actors),
      id: fc.integer({ min: 1, max: 3 }),
      value: fc.integer({ min: 1000, max: 2000 }),
      wait: fc.integer({ min: 0, max: 400_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const bench = ready();
        for (const { command, actor, id, value, wait } of steps) {
          bench.now += wait;
          bench.samples.set(SPEED, { value: 1500, quality: GOOD, time: bench.now });
          const subject =
            command.startsWith('propose') || command.startsWith('act') ? PLACE : `proposal/000${id}`;
          const digest = bench.states.proposals.proposals.get(subject)?.digest ?? '';
          const data =
            subject === PLACE
              ? change(value)
              : command === 'finish-execution'
                ? { outcome: 'done', readBack: [] }
                : command === 'withdraw-proposal'
                  ? {}
                  : { digest };
          try {
            bench.submit(command, subject, data, { actor, reason: 'r' });
          } catch {
            // Refused, as most of them are.
          }
        }
        const starts = bench.events.filter(({ type }) => type === 'execution-started');
        expect(new Set(starts.map(({ subject }) => subject)).size).toBe(starts.length);
        for (const { subject, seq, time } of starts) {
          const one = known(bench, subject);
          const approval = bench.events.find((e) => e.type === 'proposal-approved' && e.subject === subject);
          expect(time).toBeLessThan(one.expiresAt);
          if (one.emergency) continue;
          expect(approval?.seq).toBeLessThan(seq);
          expect(
            ['employee/ana', 'token/t-ana'].includes(one.proposed.by) && approval?.actor !== 'employee/bo',
          ).toBe(false);
        }
        expect(bench.rebuilt()).toEqual([bench.saved(), bench.saved()]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('emergencies', () => {
  it('O19 an emergency is executed without approval, and owes a review by somebody else', () => {
    const bench = ready();
    expect(bench.refused('act-in-emergency', PLACE, change(200))).toBe('reason-missing');
    bench.submit('act-in-emergency', PLACE, change(200), { reason: 'smoke' });
    bench.submit('start-execution', ONE, bound(bench), SYSTEM);
    expect(reviewsOwed(bench.states.proposals).map(({ id }) => id)).toEqual([ONE]);
    const verdict = { verdict: 'right', text: 'It was burning' };
    expect(bench.refused('review-emergency', ONE, verdict)).toBe('forbidden');
    bench.submit('review-emergency', ONE, verdict, BO);
    expect(reviewsOwed(bench.states.proposals)).toEqual([]);
    expect(bench.refused('review-emergency', ONE, verdict, { actor: 'employee/cy' })).toBe('wrong-state');
  });

  it('O19 range and interlock hold in an emergency too; what never reached the machine owes nothing', () => {
    const bench = ready();
    expect(bench.refused('act-in-emergency', PLACE, change(-1), WHY)).toBe('out-of-range');
    bench.set(`${PUMP}.running`, 0);
    expect(bench.refused('act-in-emergency', PLACE, change(200), WHY)).toBe('interlocked');
    bench.set(`${PUMP}.running`, 1);
    bench.submit('act-in-emergency', PLACE, change(200), WHY);
    expect(reviewsOwed(bench.states.proposals)).toEqual([]);
    expect(bench.refused('review-emergency', ONE, { verdict: 'wrong', text: 'x' }, BO)).toBe('wrong-state');
  });
});

describe('grades', () => {
  const promises = [{ signal: `${PUMP}.vibration`, comparison: '<', value: 4, within: 60_000 }] as const;

  it('O21 a promise is judged by the last usable value at its deadline', () => {
    const bench = proposed(1200, { promises: [...promises] });
    bench.submit('approve-proposal', ONE, bound(bench), BO);
    bench.submit('start-execution', ONE, bound(bench), SYSTEM);
    bench.submit('finish-execution', ONE, { outcome: 'done', readBack: [] }, SYSTEM);
    const done = bench.now;
    expect(gradesDue(bench.states.proposals, done + 59_999)).toEqual([]);
    expect(gradesDue(bench.states.proposals, done + 60_000).map(({ id }) => id)).toEqual([ONE]);
    const one = known(bench);
    const series = (...samples: [number, number, number?][]) => ({
      times: Float64Array.from(samples, ([t]) => done + t),
      values: Float64Array.from(samples, ([, v]) => v),
      quality: Uint8Array.from(samples, ([, , q]) => q ?? GOOD),
    });
    const grade = (...samples: [number, number, number?][]) =>
      gradeOf(one, one.promises[0], series(...samples));
    expect(grade([1000, 5], [60_000, 3])).toMatchObject({ met: true, value: 3, at: done + 60_000 });
    expect(grade([1000, 3], [50_000, 5], [60_001, 3])).toMatchObject({ met: false, value: 5 });
    expect(grade([1000, 3], [50_000, Number.NaN, STALE])).toMatchObject({ met: true, value: 3 });
    expect(grade([-1, 3])).toMatchObject({ met: false, value: null });
    expect(grade()).toMatchObject({ met: false, value: null });
    bench.submit('grade-outcome', ONE, { items: [grade([1000, 3])] }, SYSTEM);
    expect(known(bench).grade).toMatchObject({ met: 1, of: 1 });
    expect(bench.refused('grade-outcome', ONE, { items: [] }, SYSTEM)).toBe('wrong-state');
    expect(gradesDue(bench.states.proposals, done + 60_000)).toEqual([]);
  });
});
