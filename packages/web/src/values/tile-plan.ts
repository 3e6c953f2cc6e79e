/** Which keyframes are wanted, the most urgent first. */
import { type Keyframes, stepOf, type Tile } from './keyframes.ts';

/** Instants over the window at the fine level: about one in two pixels. */
const FINE = 600;
/** While playing, a keyframe for so much wall time. */
const PLAY_WALL_MS = 250;

interface Wanted {
  /** The window the timeline shows. */
  from: number;
  to: number;
  /** The instant in question. */
  at: number;
  /** The server's now: nothing is asked for beyond it. */
  now: number;
  /** Plays at this speed, or 0. */
  speed: number;
  /** Whether the person is moving through time, or only near the timeline. */
  moving: boolean;
}

/**
 * Playing: the tile of the instant and, from its middle on, the next. Otherwise a coarse picture of the whole window, the
 * fine tile of the instant, and, while moving, its neighbours outwards over the window. Never more than fit into memory.
 */
export function planTiles(keyframes: Keyframes, wanted: Wanted): Tile[] {
  const { from, to, at, now, speed, moving } = wanted;
  if (speed > 0) {
    const step = stepOf(speed * PLAY_WALL_MS);
    const tile = keyframes.tileAt(step, at);
    const next = keyframes.tileAt(step, at + (step * keyframes.instants) / 2);
    return next.index !== tile.index && keyframes.startOf(next) <= now ? [tile, next] : [tile];
  }
  const end = Math.min(to, now);
  const tiles: Tile[] = [];
  const coarse = stepOf((to - from) / keyframes.instants);
  const fine = stepOf((to - from) / FINE);
  const first = keyframes.tileAt(coarse, Math.max(0, from));
  const last = keyframes.tileAt(coarse, Math.max(0, end));
  for (let index = first.index; index <= last.index; index++) tiles.push({ step: coarse, index });
  const middle = keyframes.tileAt(fine, Math.max(0, Math.min(at, now))).index;
  tiles.push({ step: fine, index: middle });
  if (!moving) return tiles;
  const left = keyframes.tileAt(fine, Math.max(0, from)).index;
  const right = keyframes.tileAt(fine, Math.max(0, end)).index;
  const room = keyframes.most - tiles.length - 2;
  for (let away = 1; tiles.length < room; away++) {
    if (middle - away < left && middle + away > right) break;
    if (middle + away <= right && middle + away >= left) tiles.push({ step: fine, index: middle + away });
    if (middle - away >= left && middle - away <= right) tiles.push({ step: fine, index: middle - away });
  }
  return tiles;
}
