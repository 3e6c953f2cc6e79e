/**
 * Keyframes: the whole plant at many past instants, so that moving through time needs no request per move.
 *
 * They are kept as tiles, like those of a map: at each level (a step between instants) time is cut into stretches of some
 * dozens of instants, and a tile holds the states of one stretch as the server sent it: the first state, then what
 * changed. Showing an instant applies the changes up to it; going on within a tile applies only those since. Nothing is
 * interpolated: every value is that of a sample at or before the instant. Memory stays within a budget; the tiles that
 * were not used for the longest time go first.
 */
import type { StatesFrame } from '@millwright/server/client';
import { UNKNOWN_QUALITY, type ValueArrays } from './value-source.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Steps between keyframes. Each is a whole number of the ones that matter below it, so levels share instants. */
const STEPS_MS: readonly number[] = [
  250,
  500,
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  7 * DAY,
  30 * DAY,
];

/** The coarsest step that is not wider than `ms`. */
export function stepOf(ms: number): number {
  return STEPS_MS.findLast((step) => step <= ms) ?? STEPS_MS[0];
}

const BUDGET_BYTES = 48 * 2 ** 20;
const BYTES_PER_SAMPLE = 13;
const TILE_BYTES = 2 ** 20;
const TILE_MOST = 64;
const TILE_LEAST = 8;

export interface Tile {
  readonly step: number;
  /** Counted from 1970: the tile begins at `index * instants * step`. */
  readonly index: number;
}

interface LoadedTile extends Tile {
  frame: StatesFrame;
  /** Whether all of its instants had passed when it was loaded. */
  complete: boolean;
  /** When it was loaded, on the server's clock. */
  loadedAt: number;
  used: number;
}

export class Keyframes {
  /** Instants of a tile: fewer in a large plant, so that a tile stays about a megabyte. */
  readonly instants: number;
  /** Tiles that fit into the budget if everything changes all the time. */
  readonly most: number;
  #signals: number;
  #tiles = new Map<string, LoadedTile>();
  #bytes = 0;
  #uses = 0;
  /** What the arrays of the last `show` hold. */
  #shown: { tile: LoadedTile; k: number; into: ValueArrays } | undefined;

  constructor(signals: number) {
    this.#signals = signals;
    const perInstant = Math.max(1, signals) * BYTES_PER_SAMPLE;
    this.instants = Math.max(TILE_LEAST, Math.min(TILE_MOST, Math.floor(TILE_BYTES / perInstant)));
    this.most = Math.max(4, Math.floor(BUDGET_BYTES / (perInstant * this.instants)));
  }

  get bytes(): number {
    return this.#bytes;
  }

  tileAt(step: number, time: number): Tile {
    return { step, index: Math.floor(time / (step * this.instants)) };
  }

  startOf({ step, index }: Tile): number {
    return index * step * this.instants;
  }

  /**
   * Whether a tile need not be asked for at the server's `now`. One that reached into the present is out of date once an
   * instant more has passed, at most once in two seconds.
   */
  has(tile: Tile, now: number): boolean {
    const loaded = this.#tiles.get(keyOf(tile));
    if (loaded === undefined) return false;
    return loaded.complete || now - loaded.loadedAt < Math.max(tile.step, 2 * SECOND);
  }

  /** What to ask the server for; at least one instant. */
  requestFor(tile: Tile, now: number): { from: number; step: number; count: number } {
    const from = this.startOf(tile);
    const passed = Math.floor((now - from) / tile.step) + 1;
    return { from, step: tile.step, count: Math.max(1, Math.min(this.instants, passed)) };
  }

  put(tile: Tile, frame: StatesFrame, now: number): void {
    const key = keyOf(tile);
    this.#drop(key);
    const complete =
      frame.counts.length === this.instants && this.startOf(tile) + this.instants * tile.step <= now;
    this.#tiles.set(key, { ...tile, frame, complete, loadedAt: now, used: ++this.#uses });
    this.#bytes += bytesOf(frame);
    while (this.#bytes > BUDGET_BYTES && this.#tiles.size > 1) this.#dropOldest(key);
  }

  /** The instant of the newest keyframe at or before a time, of the finest tile that covers it; NaN where there is none. */
  before(time: number): number {
    const found = this.#find(time);
    return found === undefined ? Number.NaN : found.tile.frame.from + found.k * found.tile.step;
  }

  /**
   * Writes the newest keyframe at or before a time into the arrays. Returns its instant; NaN, and nothing is written, where
   * there is none. Cost: one pass over the changes of at most a tile.
   */
  show(time: number, into: ValueArrays): number {
    const found = this.#find(time);
    if (found === undefined) return Number.NaN;
    const { tile, k } = found;
    tile.used = ++this.#uses;
    const { frame } = tile;
    const goesOn =
      this.#shown !== undefined &&
      this.#shown.tile === tile &&
      this.#shown.into === into &&
      this.#shown.k <= k;
    let instant = goesOn && this.#shown ? this.#shown.k + 1 : 0;
    if (!goesOn) {
      into.values.fill(Number.NaN);
      into.times.fill(Number.NaN);
      into.quality.fill(UNKNOWN_QUALITY);
    }
    let i = 0;
    for (let each = 0; each < instant; each++) i += frame.counts[each];
    for (; instant <= k; instant++) {
      const at = frame.from + instant * frame.step;
      for (const end = i + frame.counts[instant]; i < end; i++) {
        const index = frame.index[i];
        if (index >= this.#signals) continue;
        into.values[index] = frame.value[i];
        into.times[index] = at - frame.age[i];
        into.quality[index] = frame.quality[i];
      }
    }
    this.#shown = { tile, k, into };
    return frame.from + k * frame.step;
  }

  /** To be called when somebody else has written into the arrays given to `show`. */
  forget(): void {
    this.#shown = undefined;
  }

  #find(time: number): { tile: LoadedTile; k: number } | undefined {
    let best: { tile: LoadedTile; k: number } | undefined;
    let newest = Number.NEGATIVE_INFINITY;
    for (const step of STEPS_MS) {
      const tile = this.#tiles.get(keyOf(this.tileAt(step, time)));
      if (tile === undefined) continue;
      const k = Math.min(Math.floor((time - tile.frame.from) / step), tile.frame.counts.length - 1);
      const instant = tile.frame.from + k * step;
      if (instant <= newest) continue;
      newest = instant;
      best = { tile, k };
    }
    return best;
  }

  #drop(key: string): void {
    const tile = this.#tiles.get(key);
    if (tile === undefined) return;
    this.#tiles.delete(key);
    this.#bytes -= bytesOf(tile.frame);
  }

  #dropOldest(except: string): void {
    let oldest: string | undefined;
    let used = Number.POSITIVE_INFINITY;
    for (const [key, tile] of this.#tiles) {
      if (key === except || tile.used >= used) continue;
      oldest = key;
      used = tile.used;
    }
    if (oldest !== undefined) this.#drop(oldest);
  }
}

function keyOf({ step, index }: Tile): string {
  return `${step}:${index}`;
}

function bytesOf(frame: StatesFrame): number {
  return 4 * frame.counts.length + BYTES_PER_SAMPLE * frame.index.length;
}
