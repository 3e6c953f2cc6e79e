import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlarmState, AT_REST, passTime, RAISED, type Truth, takeCondition } from './alarm-step.ts';

const DELAYS = { onDelay: 5, offDelay: 10 };

/** Runs [time, when, holds] entries and lists the transitions. */
function course(entries: readonly (readonly [number, Truth, Truth])[], delays = DELAYS, end?: number) {
  let state: AlarmState = AT_REST;
  const out: string[] = [];
  const note = (step: ReturnType<typeof passTime>) => {
    state = step.state;
    if (step.change?.change === 'raised') out.push(`raised ${step.change.since} ${step.change.raisedAt}`);
    if (step.change?.change === 'cleared') out.push(`cleared ${step.change.clearedAt}`);
  };
  for (const [time, when, holds] of entries) {
    note(passTime(state, time, delays));
    note(takeCondition(state, time, when, holds, delays));
  }
  if (end !== undefined) note(passTime(state, end, delays));
  return out;
}

describe('the course of an alarm', () => {
  it('L40 is raised after the condition held for the on-delay, with the time it began', () => {
    expect(course([[0, 1, 1]], DELAYS, 4)).toEqual([]);
    expect(course([[0, 1, 1]], DELAYS, 5)).toEqual(['raised 0 5']);
    expect(
      course([
        [0, 1, 1],
        [20, 0, 0],
      ]),
    ).toEqual(['raised 0 5']);
    expect(
      course([
        [0, 1, 1],
        [4, 0, 0],
        [5, 1, 1],
        [9, 0, 0],
      ]),
    ).toEqual([]);
  });

  it('L41 clears after the condition with deadband was gone for the off-delay', () => {
    expect(
      course(
        [
          [0, 1, 1],
          [20, 0, 1],
          [50, 0, 0],
        ],
        DELAYS,
        59,
      ),
    ).toEqual(['raised 0 5']);
    expect(
      course(
        [
          [0, 1, 1],
          [20, 0, 1],
          [50, 0, 0],
        ],
        DELAYS,
        60,
      ),
    ).toEqual(['raised 0 5', 'cleared 60']);
    expect(
      course(
        [
          [0, 1, 1],
          [20, 0, 0],
          [29, 0, 1],
          [40, 0, 0],
        ],
        DELAYS,
        49,
      ),
    ).toEqual(['raised 0 5']);
  });

  it('L42 an unknown condition neither raises nor clears, and breaks a running delay', () => {
    expect(
      course(
        [
          [0, 1, 1],
          [3, 2, 2],
          [4, 1, 1],
        ],
        DELAYS,
        8,
      ),
    ).toEqual([]);
    expect(
      course(
        [
          [0, 1, 1],
          [3, 2, 2],
          [4, 1, 1],
        ],
        DELAYS,
        9,
      ),
    ).toEqual(['raised 4 9']);
    expect(
      course(
        [
          [0, 1, 1],
          [10, 2, 2],
        ],
        DELAYS,
        1000,
      ),
    ).toEqual(['raised 0 5']);
    expect(
      course(
        [
          [0, 1, 1],
          [10, 0, 0],
          [15, 2, 2],
        ],
        DELAYS,
        1000,
      ),
    ).toEqual(['raised 0 5']);
  });

  it('L40 without delays follows every sample', () => {
    const none = { onDelay: 0, offDelay: 0 };
    expect(
      course(
        [
          [0, 1, 1],
          [1, 0, 0],
          [2, 1, 1],
        ],
        none,
      ),
    ).toEqual(['raised 0 0', 'cleared 1', 'raised 2 2']);
  });

  it('L43 raised and cleared alternate, and time never goes back', () => {
    const truth = fc.constantFrom<Truth>(0, 1, 2);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(8), truth, truth)), (entries) => {
        let time = 0;
        const list = course(
          entries.map(([step, when, holds]) => {
            time += step;
            return [time, when, when === 1 ? 1 : holds] as const;
          }),
        );
        expect(list.map((entry) => entry.split(' ')[0])).toEqual(
          list.map((_, i) => (i % 2 === 0 ? 'raised' : 'cleared')),
        );
      }),
    );
    expect(takeCondition({ ...AT_REST, phase: RAISED }, 1, 1, 1, DELAYS).change).toBeUndefined();
  });
});
