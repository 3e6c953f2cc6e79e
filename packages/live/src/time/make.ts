/** Makes the state of a time function for all rows of a type. */
import type { TimeFunction } from '@millwright/model';
import { Changes } from './changes.ts';
import { Delay } from './delay.ts';
import { Ema } from './ema.ts';
import { Extreme } from './extreme.ts';
import { Integral } from './integral.ts';
import { Lag } from './lag.ts';
import { Moments } from './moments.ts';
import type { TimeNode } from './node.ts';
import { OnDelay } from './on-delay.ts';

/** Most entries a window keeps per row before it joins neighbours. */
export const WINDOW_LIMIT = 1024;
/** Fewest entries a window may keep per row, however many rows there are. */
export const WINDOW_FLOOR = 32;
/** Entries that all windows of a type may keep together (at most 32 bytes each): about 1 GiB. */
const WINDOW_BUDGET = 2 ** 25;

/** Entries per row and window for a type with that many rows and windows. */
export function windowLimit(rows: number, windows: number): number {
  const share = WINDOW_BUDGET / Math.max(1, rows * windows);
  return Math.max(WINDOW_FLOOR, Math.min(WINDOW_LIMIT, 2 ** Math.floor(Math.log2(share))));
}

/** `window` and `hold` in ms; `limit` as `windowLimit` says. */
export function makeTimeNode(
  fn: TimeFunction,
  rows: number,
  window: number,
  hold: number,
  limit: number = WINDOW_LIMIT,
): TimeNode {
  switch (fn) {
    case 'previous':
    case 'delta':
    case 'rate':
      return new Lag(rows, fn, hold);
    case 'integral':
      return new Integral(rows, hold);
    case 'mean':
    case 'deviation':
      return new Moments(rows, fn, window, hold, limit);
    case 'minimum':
    case 'maximum':
      return new Extreme(rows, fn, window, hold, limit);
    case 'ema':
      return new Ema(rows, window, hold);
    case 'delay':
      return new Delay(rows, window, hold, limit);
    case 'onDelay':
      return new OnDelay(rows, window, hold);
    case 'changes':
      return new Changes(rows, window, hold, limit);
  }
}
