/** Finding the files of a replay. */
import { glob, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

const MAX_FILES = 100_000;

/**
 * The files that match the patterns, in order of the patterns, then of their names. Relative patterns are looked for in
 * each folder in turn until one has a match. Rejects, with the remedy, where nothing matches.
 */
export async function findFiles(patterns: readonly string[], folders: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const pattern of patterns) {
    const places = isAbsolute(pattern) ? [''] : folders;
    let matches: string[] = [];
    for (const place of places) {
      matches = await expand(place === '' ? pattern : join(place, pattern));
      if (matches.length > 0) break;
    }
    if (matches.length === 0) {
      throw new Error(
        `no file matches "${pattern}"${isAbsolute(pattern) ? '' : ` in ${folders.join(' or ')}`}; start with --replay FOLDER, the folder that holds the files`,
      );
    }
    found.push(...matches);
    if (found.length > MAX_FILES) throw new Error(`more than ${MAX_FILES} files match`);
  }
  return [...new Set(found)];
}

async function expand(pattern: string): Promise<string[]> {
  // A name with brackets may be meant as it stands.
  if (await isFile(pattern)) return [pattern];
  const matches: string[] = [];
  for await (const match of glob(pattern)) {
    if (await isFile(match)) matches.push(match);
    if (matches.length > MAX_FILES) break;
  }
  return matches.sort();
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
