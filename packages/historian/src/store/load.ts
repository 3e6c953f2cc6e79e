/** At start: which series there are, and the newest sample of each. */
import { FormatError } from '../codec/bytes.ts';
import { chunkDirectory } from '../codec/chunk.ts';
import type { DayFile } from './day-file.ts';
import { emptyLast, searchDays } from './last.ts';
import { readCarry, readHour, type Store, withDamagePutAside } from './store.ts';
import { HOURS_PER_DAY, MINUTES_PER_HOUR } from './time.ts';

/**
 * Makes every series known that was ever recorded, and finds its newest sample. Reads the newest day file, and older ones
 * back to the first that knows what was before it.
 */
export function loadLast(store: Store): void {
  for (const day of store.days.list.toReversed()) {
    const complete = withDamagePutAside(store, day, () => noteDay(store, day), false);
    if (complete) break;
  }
  const { recent } = store;
  for (let twin = 0; twin < recent.twinCount; twin++) {
    const wanted = recent.seriesOfTwin(twin);
    const open = new Map(wanted.map((series, i) => [recent.signalKey(series), i]));
    const into = emptyLast(wanted.length);
    searchDays(store, recent.twinKey(twin), open, Number.POSITIVE_INFINITY, into);
    wanted.forEach((series, i) => {
      if (Number.isNaN(into.times[i])) return;
      recent.noteLast(series, into.times[i], into.values[i], into.quality[i]);
    });
  }
}

/** Returns whether the day knows all that was before it. */
function noteDay(store: Store, day: number): boolean {
  const file = store.days.get(day);
  if (file === undefined) return false;
  for (const { twin } of file.carries()) {
    for (const key of readCarry(store, file, twin).keys()) store.recent.series(twin, key);
  }
  for (const twin of file.twins()) noteTwin(store, file, twin);
  return file.carryComplete;
}

function noteTwin(store: Store, file: DayFile, twin: number): void {
  for (let hour = 0; hour < HOURS_PER_DAY; hour++) {
    const outcome = readHour(store, file, twin, hour, (key) => store.recent.series(twin, key), -1);
    if (outcome !== 'open') continue;
    for (let minute = hour * MINUTES_PER_HOUR; minute < (hour + 1) * MINUTES_PER_HOUR; minute++) {
      const data = file.chunk(twin, minute);
      if (data === undefined) continue;
      try {
        chunkDirectory(data, (key) => store.recent.series(twin, key));
      } catch (error) {
        // A damaged chunk is told when it is read.
        if (!(error instanceof FormatError)) throw error;
      }
    }
  }
}
