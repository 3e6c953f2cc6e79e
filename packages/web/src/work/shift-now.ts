/** Which shift is on, by the plant's clock. */
import { localIn } from './due-time.ts';

interface Shift {
  name: string;
  /** Minutes after midnight. */
  start: number;
}

/** The shift at an instant with the minutes after midnight at which it ends; undefined where the plant has none. */
export function shiftNow<S extends Shift>(
  shifts: readonly S[],
  zone: string,
  instant: number,
): { shift: S; until: number } | undefined {
  const byStart = [...shifts].sort((a, b) => a.start - b.start);
  if (byStart.length === 0) return undefined;
  const [hours, minutes] = localIn(zone, instant).slice(11).split(':').map(Number);
  const now = hours * 60 + minutes;
  // Before the first of the day the last of the day before is still on.
  const found = byStart.findLastIndex(({ start }) => start <= now);
  const index = found < 0 ? byStart.length - 1 : found;
  return { shift: byStart[index], until: byStart[(index + 1) % byStart.length].start };
}

/** `14:00`. */
export function clockText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}
