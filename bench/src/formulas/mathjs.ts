/** Contestant: mathjs, each formula compiled once and evaluated per sample, as its documentation advises. */
import { all, create } from 'mathjs';
import { FORMULAS, INPUTS, inputValue, Memory } from './workload.ts';

/** Evaluations per second over `seconds` updates of `machines` machines. */
export function measureMathjs(machines: number, seconds: number): number {
  const math = create(all);
  let memory = new Memory();
  math.import({
    clamp: (x: number, low: number, high: number) => Math.min(high, Math.max(low, x)),
    delta: (key: string, x: number) => memory.delta(key, x),
    ema: (key: string, x: number) => memory.ema(key, x),
    integral: (key: string, x: number) => memory.integral(key, x),
  });
  const compiled = FORMULAS.map((formula) => math.compile(formula.mathjs));
  const memories = Array.from({ length: machines }, () => new Memory());
  const scope = new Map<string, number>();
  const update = (second: number): void => {
    for (let machine = 0; machine < machines; machine++) {
      memory = memories[machine];
      INPUTS.forEach((name, input) => {
        scope.set(name, inputValue(machine, input, second));
      });
      for (const formula of compiled) formula.evaluate(scope);
    }
  };
  for (let second = 0; second < 3; second++) update(second);
  const start = performance.now();
  for (let second = 3; second < 3 + seconds; second++) update(second);
  return (machines * seconds * FORMULAS.length) / ((performance.now() - start) / 1000);
}
