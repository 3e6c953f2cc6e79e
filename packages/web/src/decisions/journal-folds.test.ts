import type { JournalEventInfo } from '@millwright/server/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldEvents } from './journal-folds.ts';

const event = (seq: number, type: string, actor: string, time: number): JournalEventInfo => ({
  seq,
  type,
  actor,
  time,
  subject: 'plant',
  data: {},
});

describe('rows of the journal', () => {
  it('W62 what the plant recorded many times at one moment is one row; what people did is never folded', () => {
    const folds = foldEvents([
      event(9, 'alarm-suppressed', 'system', 10_200),
      event(8, 'alarm-suppressed', 'system', 10_100),
      event(7, 'alarm-suppressed', 'system', 10_000),
      event(6, 'alarm-suppressed', 'system', 4_000),
      event(5, 'alarm-raised', 'system', 3_999),
      event(4, 'alarm-acknowledged', 'employee/ana', 3_000),
      event(3, 'alarm-acknowledged', 'employee/ana', 2_990),
      event(2, 'alarm-acknowledged', 'employee/ana', 2_980),
    ]);
    expect(folds.map((fold) => [fold.event.seq, fold.others.map(({ seq }) => seq)])).toEqual([
      [9, [8, 7]],
      [6, []],
      [5, []],
      [4, []],
      [3, []],
      [2, []],
    ]);
  });

  it('W62 every event is in exactly one row, in its order', () => {
    const drawn = fc.record({
      type: fc.constantFrom('alarm-raised', 'alarm-suppressed'),
      actor: fc.constantFrom('system', 'employee/ana'),
      gap: fc.nat(8000),
    });
    fc.assert(
      fc.property(fc.array(drawn), (list) => {
        let time = 1e12;
        const events = list.map(({ type, actor, gap }, i) => {
          time -= gap;
          return event(list.length - i, type, actor, time);
        });
        expect(foldEvents(events).flatMap((fold) => [fold.event, ...fold.others])).toEqual(events);
      }),
    );
  });
});
