import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlantRuntime } from './plant-runtime.ts';

export interface ExportRange {
  from: number;
  to: number;
  format: 'parquet' | 'csv';
  /** Ids; default: all. */
  signals?: readonly number[];
}

/** Files of exports that a killed server left behind. */
export function removeLeftExports(folder: string): Promise<void> {
  return rm(exportsOf(folder), { recursive: true, force: true });
}

function exportsOf(folder: string): string {
  return join(folder, 'exports');
}

/** Exports into a file of the data folder that `dispose` deletes. */
export async function exportFile(
  { historian, folder }: PlantRuntime,
  range: ExportRange,
): Promise<{ file: string; dispose(): Promise<void> }> {
  const exports = exportsOf(folder);
  await mkdir(exports, { recursive: true });
  const file = join(exports, `${randomUUID()}.${range.format}`);
  const dispose = () => rm(file, { force: true });
  try {
    await historian.exportTo({ ...range, file });
  } catch (error) {
    await dispose();
    throw error;
  }
  return { file, dispose };
}
