import type { Round } from '@millwright/server/client';
import { describe, expect, it } from 'vitest';
import { openFaults, walkers } from './open-faults.ts';

function round(id: string, more: Partial<Round> = {}): Round {
  return {
    id,
    label: { en: 'Round' },
    why: 'person',
    calledAt: 1,
    due: 9,
    state: 'walking',
    walker: 'employee/ana',
    startedAt: 2,
    stops: [{ twin: 'hall/pump1', checks: [] }],
    records: [],
    points: [],
    seq: 1,
    ...more,
  };
}
const point = (id: string) =>
  ({ id, twin: 'hall/pump1', text: 'drips', severity: 'soon', by: 'employee/ana', at: 3 }) as const;
const answered = (check: string, choice: string) =>
  ({ by: 'employee/bo', at: 5, takenAt: 5, stop: 0, check, answer: { choice }, finding: false }) as const;

describe('what the space shows of rounds', () => {
  it('W68 a fault stays until a review finds it mended', () => {
    const first = round('round/0001', { points: [point('round/0001#1'), point('round/0001#2')] });
    expect(openFaults([first]).map(({ id, round: of }) => [id, of])).toEqual([
      ['round/0001#1', 'round/0001'],
      ['round/0001#2', 'round/0001'],
    ]);
    const review = round('round/0002', {
      why: 'review',
      records: [answered('round/0001#1', 'mended'), answered('round/0001#2', 'still-there')],
    });
    expect(openFaults([first, review]).map(({ id }) => id)).toEqual(['round/0001#2']);
  });

  it('W68 an answer of another kind of round mends nothing, whatever its check is called', () => {
    const first = round('round/0001', { points: [point('round/0001#1')] });
    const other = round('round/0002', { records: [answered('round/0001#1', 'mended')] });
    expect(openFaults([first, other])).toHaveLength(1);
  });

  it('W68 who walks is at the place told last, at first at the first stop; who has ended is nowhere', () => {
    expect(walkers([round('round/0001')])).toEqual([
      { walker: 'employee/ana', round: 'round/0001', twin: 'hall/pump1', since: 2 },
    ]);
    const place = { twin: 'hall/pump2', metres: [1, 0, 2] as [number, number, number], since: 4 };
    expect(walkers([round('round/0001', { place })])).toEqual([
      { walker: 'employee/ana', round: 'round/0001', ...place },
    ]);
    expect(
      walkers([round('round/0001', { state: 'completed' }), round('round/0002', { state: 'called' })]),
    ).toEqual([]);
  });
});
