/**
 * How long one evaluation takes: `npm run speed -w @millwright/live`. Prints nanoseconds per evaluation of one formula for
 * 1,000 rows in cache: the best of many runs, which is nearly free of what other processes do.
 */
import type { Expr } from '@millwright/model';
import { LiveStore } from '../store.ts';
import { batchOf, bin, call, iff, makePlant, num, over, sig } from './build.ts';

const [a, b, c] = [sig('a'), sig('b'), sig('c')];
const FORMULAS: Readonly<Record<string, Expr>> = {
  'a * 1.5 + b': bin('+', bin('*', a, num(1.5)), b),
  '(a - b) / (abs(c) + 1)': bin('/', bin('-', a, b), bin('+', call('abs', c), num(1))),
  'clamp(a * b, 0, 100)': call('clamp', bin('*', a, b), num(0), num(100)),
  'if(a > b, a, c)': iff(bin('>', a, b), a, c),
  'rate(a)': over('rate', a),
  'ema(a, 5 s)': over('ema', a, 5000),
  'integral(a)': over('integral', a),
  'max(a, 10 s)': over('maximum', a, 10_000),
  'mean(a, 10 s)': over('mean', a, 10_000),
};
const ROWS = 1000;
const COPIES = 20;

/** Milliseconds of the fastest of 150 ticks in which every row is evaluated. */
function fastest(signals: Record<string, { formula?: Expr; stored?: boolean }>): number {
  const twins = Object.fromEntries(Array.from({ length: ROWS }, (_, i) => [`m${i}`, 'machine']));
  const plant = makePlant({ machine: { signals: { a: {}, b: {}, c: {}, ...signals } } }, twins);
  const store = new LiveStore(plant);
  const ids = Uint32Array.from({ length: ROWS * 3 }, (_, i) => i);
  const batch = { ...batchOf(plant), length: ids.length, signals: ids };
  let best = Number.POSITIVE_INFINITY;
  for (let second = 0; second < 150; second++) {
    batch.times = new Float64Array(ids.length).fill(second * 1000);
    batch.values = Float64Array.from(ids, (id) => (id * 7 + second * 3) % 17);
    batch.quality = new Uint8Array(ids.length);
    store.ingest(batch, second * 1000);
    const start = performance.now();
    store.tick(second * 1000);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

const nothing = fastest({});
console.log(`${((nothing * 1e6) / (3 * ROWS)).toFixed(0).padStart(5)} ns per sample taken in`);
for (const [name, formula] of Object.entries(FORMULAS)) {
  const signals = Object.fromEntries(
    Array.from({ length: COPIES }, (_, i) => [`d${i}`, { formula, stored: false }]),
  );
  const each = ((fastest(signals) - nothing) * 1e6) / (COPIES * ROWS);
  console.log(`${each.toFixed(0).padStart(5)} ns  ${(1000 / each).toFixed(0).padStart(4)} M/s  ${name}`);
}
