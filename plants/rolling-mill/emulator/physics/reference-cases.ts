/** Reference cases with known answers, from a folder `../shared/reference` beside the project where there is one. For tests only. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../../../shared/reference/', import.meta.url));

export interface ReferenceCase {
  id: string;
  inputs: Record<string, number>;
  expected: Record<string, number>;
}

/** Cases of a file whose id begins with `prefix`; empty where the folder is absent. */
export function referenceCases(file: string, prefix: string): ReferenceCase[] {
  const path = `${FOLDER}${file}`;
  if (!existsSync(path)) return [];
  const { cases }: { cases: ReferenceCase[] } = JSON.parse(readFileSync(path, 'utf8'));
  return cases.filter((reference) => reference.id.startsWith(prefix));
}

export const ABSENT = 'the reference cases are not beside this project (../shared/reference)';
