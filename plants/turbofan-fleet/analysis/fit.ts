/**
 * Where the weights of the engine's `predictedLife` formula come from, and how far off it is.
 *
 *     node plants/turbofan-fleet/analysis/fit.ts ../shared/data/cmapss
 *
 * Ordinary least squares of the remaining life, capped at 125 cycles, on the smoothed sensors that move in FD001. The cap is
 * the usual one: a healthy engine shows no wear yet (F. O. Heimes, PHM 2008). Smoothing is the platform's `ema` with
 * one cycle per second of replay.
 */
import { COLUMNS, type Column, type Engine, enginesOf, readSet } from './cmapss.ts';

/** Sensors with a trend in FD001; the others are constant there. */
export const SENSORS = [
  't24',
  't30',
  't50',
  'p30',
  'nf',
  'nc',
  'ps30',
  'phi',
  'nrf',
  'bpr',
  'htBleed',
  'w31',
  'w32',
] as const satisfies readonly Column[];
export const CAP = 125;
/** Time constant of the smoothing, cycles. */
export const SMOOTHING = 5;

export interface Model {
  intercept: number;
  /** Cycles per unit of each sensor, in the order of `SENSORS`. */
  weights: number[];
  /** Mean of each sensor, around which the weights work. */
  means: number[];
}

/** First-order lag of a step function sampled once per cycle: each value holds until the next. */
export function smooth(values: readonly number[], tau = SMOOTHING): number[] {
  const keep = Math.exp(-1 / tau);
  const out = [values[0]];
  for (let i = 1; i < values.length; i++) out.push(values[i - 1] + (out[i - 1] - values[i - 1]) * keep);
  return out;
}

/** Smoothed sensors of an engine: one row per cycle. */
export function features(engine: Engine, tau = SMOOTHING): number[][] {
  const columns = SENSORS.map((sensor) =>
    smooth(
      engine.rows.map((row) => row[COLUMNS.indexOf(sensor)]),
      tau,
    ),
  );
  return engine.rows.map((_, i) => columns.map((column) => column[i]));
}

/** Solves A x = b by Gaussian elimination with pivoting. A is small, symmetric and well scaled. */
function solve(a: number[][], b: number[]): number[] {
  const n = b.length;
  const m = a.map((row, i) => [...row, b[i]]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(m[r][c]) > Math.abs(m[pivot][c])) pivot = r;
    [m[c], m[pivot]] = [m[pivot], m[c]];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = m[r][c] / m[c][c];
      for (let k = c; k <= n; k++) m[r][k] -= factor * m[c][k];
    }
  }
  return m.map((row, i) => row[n] / row[i]);
}

/** Fits the model to engines that ran to failure. */
export function fit(engines: readonly Engine[], tau = SMOOTHING): Model {
  const x: number[][] = [];
  const y: number[] = [];
  for (const engine of engines) {
    features(engine, tau).forEach((row, i) => {
      x.push(row);
      y.push(Math.min(CAP, engine.rows.length - 1 - i));
    });
  }
  const means = SENSORS.map((_, j) => x.reduce((sum, row) => sum + row[j], 0) / x.length);
  const scales = SENSORS.map((_, j) =>
    Math.sqrt(x.reduce((sum, row) => sum + (row[j] - means[j]) ** 2, 0) / x.length),
  );
  const n = SENSORS.length;
  const normal = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const right = new Array<number>(n).fill(0);
  const intercept = y.reduce((sum, value) => sum + value, 0) / y.length;
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < n; j++) {
      const xj = (x[i][j] - means[j]) / scales[j];
      right[j] += xj * (y[i] - intercept);
      for (let k = 0; k < n; k++) normal[j][k] += (xj * (x[i][k] - means[k])) / scales[k];
    }
  }
  const weights = solve(normal, right).map((weight, j) => weight / scales[j]);
  return { intercept, weights, means };
}

export function predict(model: Model, row: readonly number[]): number {
  const raw =
    model.intercept + row.reduce((sum, value, j) => sum + model.weights[j] * (value - model.means[j]), 0);
  return Math.max(0, Math.min(CAP, raw));
}

/** Root mean square and mean error (cycles) over pairs of prediction and truth. */
export function errors(pairs: readonly (readonly [number, number])[]): { rmse: number; bias: number } {
  const sum = pairs.reduce((total, [p, t]) => total + (p - t) ** 2, 0);
  const bias = pairs.reduce((total, [p, t]) => total + p - t, 0);
  return { rmse: Math.sqrt(sum / pairs.length), bias: bias / pairs.length };
}

/** Errors on the training rows, and on the last row of each test engine with the truth capped and not capped. */
export function assess(
  model: Model,
  train: readonly Engine[],
  test: readonly Engine[],
  truth: readonly number[],
) {
  const training = train.flatMap((engine) =>
    features(engine).map(
      (row, i) => [predict(model, row), Math.min(CAP, engine.rows.length - 1 - i)] as [number, number],
    ),
  );
  const last = test.map((engine) => predict(model, features(engine).at(-1) ?? []));
  return {
    train: errors(training),
    test: errors(last.map((value, i) => [value, truth[i]] as [number, number])),
    testCapped: errors(last.map((value, i) => [value, Math.min(CAP, truth[i])] as [number, number])),
  };
}

if (import.meta.main) {
  const folder = process.argv[2];
  if (folder === undefined) {
    process.stderr.write('usage: node plants/turbofan-fleet/analysis/fit.ts FOLDER-OF-C-MAPSS\n');
    process.exitCode = 2;
  } else {
    const train = enginesOf(readSet(folder, 'train_FD001.txt'));
    const test = enginesOf(readSet(folder, 'test_FD001.txt'));
    const truth = readSet(folder, 'RUL_FD001.txt').trim().split(/\s+/).map(Number);
    const model = fit(train);
    const { train: onTrain, test: onTest, testCapped } = assess(model, train, test, truth);
    const lines = SENSORS.map(
      (sensor, j) =>
        `${sensor.padEnd(8)} mean ${model.means[j].toFixed(4)}  weight ${model.weights[j].toPrecision(5)}`,
    );
    process.stdout.write(`intercept ${model.intercept.toFixed(3)}\n${lines.join('\n')}\n`);
    const show = (name: string, e: { rmse: number; bias: number }) =>
      process.stdout.write(`${name}: RMSE ${e.rmse.toFixed(1)} cycles, bias ${e.bias.toFixed(1)}\n`);
    show('training rows, truth capped', onTrain);
    show('test engines, truth as published', onTest);
    show('test engines, truth capped', testCapped);
  }
}
