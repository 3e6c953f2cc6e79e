/**
 * Reading C-MAPSS files: one row per flight cycle, 26 columns separated by spaces (A. Saxena, K. Goebel, NASA Ames, 2008).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Names of the columns in the order of the file; sensors as in Saxena et al., PHM 2008, table 2. */
export const COLUMNS = [
  'unit',
  'cycle',
  'altitude',
  'mach',
  'throttle',
  't2',
  't24',
  't30',
  't50',
  'p2',
  'p15',
  'p30',
  'nf',
  'nc',
  'epr',
  'ps30',
  'phi',
  'nrf',
  'nrc',
  'bpr',
  'farB',
  'htBleed',
  'nfDemand',
  'pcnfrDemand',
  'w31',
  'w32',
] as const;
export type Column = (typeof COLUMNS)[number];

/** One engine: rows of 26 numbers in order of cycle. */
export interface Engine {
  unit: number;
  rows: number[][];
}

const LONGEST_FILE = 64 * 1024 * 1024;

/** Text of `name` or `name.gz` in a folder. Throws when neither is there. */
export function readSet(folder: string, name: string): string {
  const plain = join(folder, name);
  if (existsSync(plain)) return readFileSync(plain, 'utf8');
  const packed = `${plain}.gz`;
  if (!existsSync(packed))
    throw new Error(`neither ${plain} nor ${packed} exists; give the folder of the C-MAPSS files`);
  return gunzipSync(readFileSync(packed), { maxOutputLength: LONGEST_FILE }).toString('utf8');
}

/** Engines of a training or test file. Throws with the line number on a row that is not 26 numbers. */
export function enginesOf(text: string): Engine[] {
  const engines: Engine[] = [];
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return;
    const row = line.trim().split(/\s+/).map(Number);
    if (row.length !== COLUMNS.length || row.some(Number.isNaN)) {
      throw new Error(`line ${i + 1}: ${row.length} columns, expected ${COLUMNS.length} numbers`);
    }
    let engine = engines.at(-1);
    if (engine === undefined || engine.unit !== row[0]) {
      engine = { unit: row[0], rows: [] };
      engines.push(engine);
    }
    engine.rows.push(row);
  });
  return engines;
}
