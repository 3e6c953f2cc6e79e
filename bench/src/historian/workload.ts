/**
 * The data of `bench historian`: machines with twelve signals at 1 Hz, noisy as sensors are, in 2 to 5 digits. A minute is
 * generated at a time, outside the measured time, and handed to every contestant.
 */

/** A signal: start, step of its random walk, noise, and decimals it is sent with; or a state or a counter. */
interface Shape {
  name: string;
  start: number;
  walk: number;
  noise: number;
  decimals: number;
  kind?: 'state' | 'counter';
}

const SHAPES: readonly Shape[] = [
  { name: 'speed', start: 812, walk: 0.4, noise: 1.2, decimals: 1 },
  { name: 'force', start: 9130, walk: 6, noise: 14, decimals: 0 },
  { name: 'torque', start: 84.2, walk: 0.08, noise: 0.35, decimals: 2 },
  { name: 'current', start: 641, walk: 0.8, noise: 2.5, decimals: 1 },
  { name: 'temperature', start: 61.4, walk: 0.02, noise: 0.05, decimals: 1 },
  { name: 'oilTemperature', start: 44.8, walk: 0.01, noise: 0.04, decimals: 2 },
  { name: 'vibration', start: 1.9, walk: 0.01, noise: 0.12, decimals: 2 },
  { name: 'pressure', start: 4.21, walk: 0.003, noise: 0.01, decimals: 3 },
  { name: 'flow', start: 130, walk: 0.2, noise: 0.8, decimals: 1 },
  { name: 'gap', start: 2.304, walk: 0.0004, noise: 0.0015, decimals: 4 },
  { name: 'energy', start: 183_220, walk: 0.4, noise: 0.1, decimals: 1, kind: 'counter' },
  { name: 'running', start: 1, walk: 0, noise: 0, decimals: 0, kind: 'state' },
];

export const SIGNALS: readonly string[] = SHAPES.map((shape) => shape.name);
export const START = Date.UTC(2026, 0, 5);

/** xorshift32: the same data in every run. */
let seed = 0x2545f491;
function random(): number {
  seed ^= seed << 13;
  seed ^= seed >>> 17;
  seed ^= seed << 5;
  return (seed >>> 0) / 2 ** 32;
}

/** A bell of four uniform numbers, standard deviation about 1. */
function bell(): number {
  return (random() + random() + random() + random() - 2) * 1.73;
}

export class Workload {
  readonly machines: number;
  #levels: Float64Array;

  constructor(machines: number) {
    this.machines = machines;
    this.#levels = new Float64Array(machines * SHAPES.length);
    for (let i = 0; i < this.#levels.length; i++)
      this.#levels[i] = SHAPES[i % SHAPES.length].start * (0.9 + 0.2 * random());
  }

  /** Values of the next minute: [(second * machines + machine) * signals + signal]. */
  minute(): Float64Array {
    const { machines } = this;
    const values = new Float64Array(60 * machines * SHAPES.length);
    for (let i = 0; i < values.length; i++) {
      const at = i % this.#levels.length;
      values[i] = this.#next(at, SHAPES[at % SHAPES.length]);
    }
    return values;
  }

  #next(at: number, shape: Shape): number {
    const power = 10 ** shape.decimals;
    if (shape.kind === 'state') return random() < 0.0005 ? 0 : 1;
    if (shape.kind === 'counter') this.#levels[at] += shape.walk + Math.abs(bell()) * shape.noise;
    else this.#levels[at] += bell() * shape.walk;
    const noise = shape.kind === 'counter' ? 0 : bell() * shape.noise;
    return Math.round((this.#levels[at] + noise) * power) / power;
  }
}

/** What is measured of each contestant. */
export interface Measured {
  ingestSamplesPerSecond: number;
  bytesPerSample: number;
  /** Milliseconds: all samples of one signal in an hour. */
  hourRawMs: number;
  /** Milliseconds: min, max and mean of one signal over 24 hours in at most 1,000 buckets. */
  dayTo1000Ms: number;
  /** Milliseconds: the newest value of every signal at or before an instant. */
  stateAtMs: number;
}

/** Median of `runs` calls, after two that do not count. */
export async function medianMs(runs: number, call: (run: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = -2; run < runs; run++) {
    const began = performance.now();
    await call(Math.abs(run));
    if (run >= 0) times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)];
}
