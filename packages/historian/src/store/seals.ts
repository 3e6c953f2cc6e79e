/**
 * Seals: a digest of each minute of samples, to be kept where it cannot be changed, so that samples cannot be changed either.
 *
 *     SHA-256 over, for each twin with a chunk in the minute, in the order of their keys:
 *     key of the twin (4 bytes), length of the chunk (4 bytes), both big-endian, and the chunk
 */
import { createHash } from 'node:crypto';
import type { Store } from './store.ts';
import { MINUTE_MS, MINUTES_PER_DAY } from './time.ts';

export interface MinuteSeal {
  /** Beginning of the minute, ms since 1970. */
  minuteStart: number;
  /** Twins that have samples in it. */
  chunks: number;
  /** Hex. */
  digest: string;
}

/** A minute that is not as it was sealed. */
export interface SealFault {
  minuteStart: number;
  /** `altered`: other samples; `gone`: none, and the day's file is there; `expired`: the file of the day is gone, as by retention. */
  problem: 'altered' | 'gone' | 'expired';
}

/** The seal of a minute, or undefined where it has no chunks. Reads all of them: about 1 GB/s. */
function sealOf(store: Store, minute: number): MinuteSeal | undefined {
  const file = store.days.get(Math.floor(minute / MINUTES_PER_DAY));
  if (file === undefined) return undefined;
  const hash = createHash('sha256');
  const head = Buffer.alloc(8);
  let chunks = 0;
  for (const { twin, data } of file.chunksOfMinute(minute % MINUTES_PER_DAY)) {
    head.writeUInt32BE(twin, 0);
    head.writeUInt32BE(data.length, 4);
    hash.update(head).update(data);
    chunks++;
  }
  return chunks === 0 ? undefined : { minuteStart: minute * MINUTE_MS, chunks, digest: hash.digest('hex') };
}

/**
 * Seals of the minutes that ended at or before `until` and had chunks written since they were last given. At most `limit`,
 * oldest first: the others come with the next call.
 */
export function takeSeals(store: Store, until: number, limit: number): MinuteSeal[] {
  const due = [...store.unsealed].filter((minute) => (minute + 1) * MINUTE_MS <= until).sort((a, b) => a - b);
  return due.slice(0, limit).flatMap((minute) => {
    const seal = sealOf(store, minute);
    store.unsealed.delete(minute);
    return seal ?? [];
  });
}

/** Compares minutes with their seals. */
export function checkSeals(store: Store, seals: readonly MinuteSeal[]): SealFault[] {
  return seals.flatMap(({ minuteStart, digest }): SealFault[] => {
    const minute = Math.floor(minuteStart / MINUTE_MS);
    if (!store.days.list.includes(Math.floor(minute / MINUTES_PER_DAY)))
      return [{ minuteStart, problem: 'expired' }];
    const now = sealOf(store, minute);
    if (now === undefined) return [{ minuteStart, problem: 'gone' }];
    return now.digest === digest ? [] : [{ minuteStart, problem: 'altered' }];
  });
}
