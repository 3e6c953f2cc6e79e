/**
 * `npm run bench -- NAME [--json] [--option value …]`: runs one benchmark and prints a table with the machine named,
 * or with `--json` one object on standard output. Progress goes to standard error.
 */
import type { Benchmark, BenchmarkResult } from './benchmark.ts';
import { machineName } from './machine.ts';

/** Benchmarks by name, imported only when asked for: their peers are heavy. */
const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  fleet: async () => (await import('./fleet/fleet.ts')).run,
  historian: async () => (await import('./historian.ts')).run,
  formulas: async () => (await import('./formulas.ts')).run,
  screen: async () => (await import('./screen/screen.ts')).run,
  journal: async () => (await import('./journal.ts')).run,
  'opc-ua': async () => (await import('./opc-ua.ts')).run,
};

const [name, ...rest] = process.argv.slice(2);
const load = name === undefined ? undefined : BENCHMARKS[name];
if (load === undefined) {
  console.error(
    `Which benchmark? One of: ${Object.keys(BENCHMARKS).join(', ')}. For example: npm run bench -- formulas --json`,
  );
  process.exit(2);
}

const run = await load();
const result = await run({
  option: (option) => {
    const at = rest.indexOf(`--${option}`);
    return at < 0 ? undefined : rest[at + 1];
  },
  say: (line) => console.error(line),
});
if (rest.includes('--json')) {
  console.log(JSON.stringify(result.json));
} else {
  print(name, result);
}
process.exit(0);

function print(title: string, { table, notes }: BenchmarkResult): void {
  const rows = [table.head, ...table.rows];
  const widths = table.head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  console.log(`${title} on ${machineName()}\n`);
  rows.forEach((row, i) => {
    console.log(
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
        .join('  '),
    );
    if (i === 0) console.log(widths.map((width) => '-'.repeat(width)).join('  '));
  });
  for (const note of notes) console.log(`\n- ${note}`);
}
