/**
 * The work all contestants do: the same formulas over the same course of a fleet of motors.
 *
 * Six inputs per machine, twelve formulas of which four have state, the mix of a condition-monitoring page.
 */

export const INPUTS = ['speed', 'torque', 'current', 'voltage', 'temperature', 'vibration'] as const;

export interface WorkFormula {
  name: string;
  /** In our language. */
  ours: string;
  /** In mathjs; `delta`, `ema`, `integral` are functions with a key that the contestant provides. */
  mathjs: string;
  /** In JavaScript for a Node-RED function node; `v` holds the inputs, the three functions likewise. */
  js: string;
}

export const FORMULAS: readonly WorkFormula[] = [
  same('power', 'speed * torque * 0.0001047', 'v.speed * v.torque * 0.0001047'),
  same('apparent', 'sqrt(3) * current * voltage / 1000', 'Math.sqrt(3) * v.current * v.voltage / 1000'),
  same('load', 'clamp(current / 180, 0, 1.5)', 'Math.min(1.5, Math.max(0, v.current / 180))'),
  same('overheat', 'max(temperature - 80, 0)', 'Math.max(v.temperature - 80, 0)'),
  same(
    'severity',
    'clamp((vibration - 2.3) / 4.8, 0, 1)',
    'Math.min(1, Math.max(0, (v.vibration - 2.3) / 4.8))',
  ),
  same('hot', 'temperature > 95 and current > 100', 'v.temperature > 95 && v.current > 100 ? 1 : 0'),
  same('slip', 'abs(1500 - speed) / 1500', 'Math.abs(1500 - v.speed) / 1500'),
  same(
    'stress',
    'if(speed > 1000, torque * 1.2, torque) + 0.01 * temperature',
    '(v.speed > 1000 ? v.torque * 1.2 : v.torque) + 0.01 * v.temperature',
    'speed > 1000 ? torque * 1.2 + 0.01 * temperature : torque + 0.01 * temperature',
  ),
  stateful('speedStep', 'delta(speed)', 'delta', 'speed'),
  stateful('smoothVibration', 'ema(vibration, 30 s)', 'ema', 'vibration'),
  stateful('smoothTemperature', 'ema(temperature, 30 s)', 'ema', 'temperature'),
  stateful('turns', 'integral(speed)', 'integral', 'speed'),
];

function same(name: string, ours: string, js: string, mathjs = ours): WorkFormula {
  return { name, ours, mathjs: mathjs.replace(/clamp\(/g, 'clamp('), js };
}

function stateful(name: string, ours: string, fn: string, input: string): WorkFormula {
  return { name, ours, mathjs: `${fn}("${name}", ${input})`, js: `${fn}("${name}", v.${input})` };
}

/** Value of input `input` of machine `machine` in second `second`: cheap, bounded, never constant. */
export function inputValue(machine: number, input: number, second: number): number {
  const phase = (machine * 7 + input * 13 + second) % 97;
  return BASE[input] + (phase - 48) * SPREAD[input];
}

const BASE = [1480, 900, 140, 400, 85, 3.5];
const SPREAD = [0.4, 3, 0.9, 0.2, 0.4, 0.04];

/** State of the three functions with memory for contestants that have none: one map per machine, as users write it. */
export class Memory {
  readonly #last = new Map<string, number>();
  readonly #smooth = new Map<string, number>();
  readonly #sum = new Map<string, number>();
  /** exp(-1 s / 30 s). */
  readonly #keep = Math.exp(-1 / 30);

  delta(key: string, x: number): number {
    const last = this.#last.get(key);
    this.#last.set(key, x);
    return last === undefined ? Number.NaN : x - last;
  }

  ema(key: string, x: number): number {
    const last = this.#smooth.get(key);
    const next = last === undefined ? x : x + (last - x) * this.#keep;
    this.#smooth.set(key, next);
    return next;
  }

  integral(key: string, x: number): number {
    const last = this.#last.get(key);
    const sum = (this.#sum.get(key) ?? 0) + (last ?? 0);
    this.#last.set(key, x);
    this.#sum.set(key, sum);
    return sum;
  }
}
