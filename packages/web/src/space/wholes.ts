/** Movement of shapes as a whole: lifted, moved aside, turned, or led along a path. */
import { BAD, levelOf } from '@millwright/model/web';
import type { Matrix4 } from 'three';
import type { ValueSource } from '../values/value-source.ts';
import type { Binding, Placed } from './placement.ts';
import { Route } from './route.ts';

const PLACES = 4;

/** Where the shapes of some twins are, from where they were placed. */
export class Wholes {
  #placed: readonly Placed[];
  #routes: readonly (Route | undefined)[];
  /** x, y, z and heading (radians) of each. */
  #now: Float64Array;

  constructor(placed: readonly Placed[]) {
    this.#placed = placed;
    this.#routes = placed.map(({ path }) => path && new Route(path));
    this.#now = new Float64Array(placed.length * PLACES);
    for (let i = 0; i < placed.length; i++) this.#routes[i]?.at(0, this.#now, i * PLACES);
  }

  /** Reads the values of one. Returns whether it is elsewhere now. Allocates nothing. */
  step(source: ValueSource, i: number): boolean {
    const { bindings } = this.#placed[i];
    const route = this.#routes[i];
    const o = i * PLACES;
    for (let k = 0; k < PLACES; k++) next[k] = this.#now[o + k];
    if (route) {
      const along = amount(source, bindings.get('distance'));
      const share = amount(source, bindings.get('progress'));
      const metres = Number.isNaN(along) ? share * route.length : along;
      if (!Number.isNaN(metres)) route.at(metres, next, 0);
    } else {
      put(0, amount(source, bindings.get('moveX')));
      put(1, amount(source, bindings.get('moveY')));
      put(2, amount(source, bindings.get('moveZ')));
      put(3, (amount(source, bindings.get('heading')) * Math.PI) / 180);
    }
    let changed = false;
    for (let k = 0; k < PLACES; k++) {
      if (Math.abs(next[k] - this.#now[o + k]) > 1e-5) changed = true;
      this.#now[o + k] = next[k];
    }
    return changed;
  }

  /** Puts one where it stands now, also if what it was placed in stands elsewhere. */
  place(i: number): Matrix4 {
    const o = i * PLACES;
    const { matrix, now } = this.#placed[i];
    now.makeRotationY(this.#now[o + 3]);
    now.setPosition(this.#now[o], this.#now[o + 1], this.#now[o + 2]);
    return now.premultiply(matrix);
  }
}

const next = new Float64Array(PLACES);

function put(k: number, value: number): void {
  if (!Number.isNaN(value)) next[k] = value;
}

/** The bound value in the unit of the binding; NaN without a binding, a value, or one that is bad. */
export function amount(source: ValueSource, binding: Binding | undefined): number {
  if (!binding) return Number.NaN;
  const { index } = binding.signal;
  if (levelOf(source.quality[index]) === BAD) return Number.NaN;
  const value = source.values[index] * binding.scale + binding.offset;
  return Number.isFinite(value) ? value : Number.NaN;
}
