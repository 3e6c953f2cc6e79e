/** `millwright check`: the faults of a plant, and its tests of formulas and alarms. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runScript } from '@millwright/live';
import { type Fault, formatFault, loadPlant, type Plant } from '@millwright/model';
import { CommandError, EXIT } from './exit-codes.ts';
import { Progress, print, printJson } from './output.ts';

const SUFFIX = '.test.mw';

export async function check(folder: string, options: { json: boolean }): Promise<void> {
  const isFolder = await stat(folder).then(
    (s) => s.isDirectory(),
    () => false,
  );
  if (!isFolder)
    throw new CommandError(
      EXIT.usage,
      `${folder} is no folder. Name a plant folder, such as plants/rolling-mill.`,
    );
  const { plant, faults } = await loadPlant(folder, { environment: process.env });
  const tests = plant === undefined ? { passed: 0, faults: [] } : await runTests(plant, folder);
  const all = [...faults, ...tests.faults];
  const errors = all.filter((f) => f.severity === 'error').length;
  if (options.json) {
    printJson({
      ok: errors === 0,
      plant: plant?.id ?? null,
      types: plant?.types.length ?? 0,
      twins: plant?.twins.length ?? 0,
      signals: plant?.signalCount ?? 0,
      tests: { passed: tests.passed, failed: tests.faults.length },
      faults: all,
    });
  } else {
    for (const fault of all) print(formatFault(fault));
    print(summary(plant, all.length, errors, tests.passed));
  }
  if (errors > 0) process.exitCode = EXIT.faults;
}

function summary(plant: Plant | undefined, faults: number, errors: number, passed: number): string {
  const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  const found =
    faults === 0 ? 'no faults' : `${count(errors, 'error')}, ${count(faults - errors, 'warning')}`;
  if (plant === undefined) return found;
  const tests = passed > 0 ? `, ${count(passed, 'test')} passed` : '';
  return `${plant.id}: ${count(plant.types.length, 'type')}, ${count(plant.twins.length, 'twin')}, ${count(plant.signalCount, 'signal')}${tests}: ${found}`;
}

/** Each script of `<folder>/tests` counts as one test; its failed expectations become faults with their place. */
async function runTests(plant: Plant, folder: string): Promise<{ passed: number; faults: Fault[] }> {
  const names = await readdir(join(folder, 'tests')).catch(() => []);
  const scripts = names.filter((name) => name.endsWith(SUFFIX)).sort();
  const progress = new Progress('Running tests');
  const faults: Fault[] = [];
  let passed = 0;
  for (const [i, name] of scripts.entries()) {
    progress.update(i / scripts.length);
    const text = await readFile(join(folder, 'tests', name), 'utf8');
    const found = runScript(plant, text).map((failure) => ({
      severity: 'error' as const,
      file: `tests/${name}`,
      line: failure.line,
      column: 1,
      message: failure.message,
    }));
    if (found.length === 0) passed++;
    faults.push(...found);
  }
  progress.end();
  return { passed, faults };
}
