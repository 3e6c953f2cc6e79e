/** A path of points a vehicle follows: where it is, and where it looks, after some metres. */
import type { Vec } from './joints.ts';

/** Within so many metres of a corner a vehicle turns. */
const TURNING = 0.8;

export class Route {
  readonly length: number;
  #points: readonly Vec[];
  /** Metres from the beginning to each point. */
  #marks: Float64Array;
  /** Heading of each stretch, radians around y; a stretch straight up keeps the one before. */
  #headings: Float64Array;

  constructor(points: readonly Vec[]) {
    this.#points = points;
    this.#marks = new Float64Array(points.length);
    this.#headings = new Float64Array(Math.max(1, points.length - 1));
    for (let i = 1; i < points.length; i++) {
      const [x, y, z] = [0, 1, 2].map((k) => points[i][k] - points[i - 1][k]);
      this.#marks[i] = this.#marks[i - 1] + Math.hypot(x, y, z);
      const level = Math.hypot(x, z) > 1e-6;
      // The front of a shape is +x; turning around y leads from x to -z.
      this.#headings[i - 1] = level ? Math.atan2(-z, x) : (this.#headings[i - 2] ?? 0);
    }
    this.length = this.#marks[points.length - 1];
  }

  /**
   * Writes x, y, z and heading after `metres` from the beginning into four places of `into`; before the beginning and
   * behind the end it stands there. Allocates nothing.
   */
  at(metres: number, into: Float64Array, from: number): void {
    const s = Math.max(0, Math.min(this.length, metres));
    let i = 1;
    while (i < this.#marks.length - 1 && this.#marks[i] < s) i++;
    const begin = this.#marks[i - 1];
    const stretch = this.#marks[i] - begin;
    const share = stretch > 0 ? (s - begin) / stretch : 0;
    for (let k = 0; k < 3; k++) {
      const a = this.#points[i - 1][k];
      into[from + k] = a + (this.#points[i][k] - a) * share;
    }
    into[from + 3] = this.#heading(i - 1, s - begin, stretch);
  }

  #heading(i: number, done: number, stretch: number): number {
    const own = this.#headings[i];
    const reach = Math.min(TURNING, stretch / 2);
    if (done < reach && i > 0) return own - turnTo(this.#headings[i - 1], own) * (0.5 - done / reach / 2);
    const left = stretch - done;
    if (left < reach && i + 1 < this.#headings.length)
      return own + turnTo(own, this.#headings[i + 1]) * (0.5 - left / reach / 2);
    return own;
  }
}

/** The short way round from one heading to another, radians. */
function turnTo(from: number, to: number): number {
  const way = (to - from) % (2 * Math.PI);
  return way > Math.PI ? way - 2 * Math.PI : way < -Math.PI ? way + 2 * Math.PI : way;
}
