/** Events out of entries, by range, from the signed log and from what is not in it yet. */
import { decodeEvent, type JournalEvent } from '../events.ts';
import { TILE_WIDTH } from '../tiles/paths.ts';

/** Gives the checked entries of a bundle; of the last one as many as there are. */
export type BundleSource = (index: number) => Promise<readonly Uint8Array[]>;

/** Events [from, to), bundle by bundle, in order. */
export async function* readEvents(
  bundle: BundleSource,
  from: number,
  to: number,
): AsyncGenerator<readonly JournalEvent[]> {
  for (let at = from; at < to; ) {
    const index = Math.floor(at / TILE_WIDTH);
    const start = index * TILE_WIDTH;
    const end = Math.min(to, start + TILE_WIDTH);
    const entries = await bundle(index);
    yield entries.slice(at - start, end - start).map((entry) => decodeEvent(entry));
    at = end;
  }
}

/** How many of the first `size` events are not after `time`. Cost: a bundle read per halving. */
export async function countUntil(bundle: BundleSource, size: number, time: number): Promise<number> {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const entry = (await bundle(Math.floor(middle / TILE_WIDTH)))[middle % TILE_WIDTH];
    if (decodeEvent(entry).time <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
