/** Which shift is on, by the plant's clock. */
import type { Plant, Shift } from '@millwright/model';
import { instantOf, localOf } from '../plans/zone.ts';

export interface ShiftTurn {
  shift: Shift;
  /** Milliseconds since 1970. */
  from: number;
  to: number;
}

/** The shift at an instant; undefined where the plant has none. A shift is longer or shorter when the clock is changed. */
export function shiftAt({ timezone, work: { shifts } }: Plant, time: number): ShiftTurn | undefined {
  if (shifts.length === 0) return undefined;
  const { day } = localOf(timezone, time);
  const turns = [day - 1, day, day + 1, day + 2].flatMap((on) =>
    shifts.map((shift) => ({ shift, from: instantOf(timezone, on, shift.start) })),
  );
  const index = turns.findLastIndex(({ from }) => from <= time);
  return { ...turns[index], to: turns[index + 1].from };
}
