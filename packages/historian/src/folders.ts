/** Making folders. */
import fs from 'node:fs';
import path from 'node:path';
import { fileError } from './errors.ts';

/**
 * Makes a folder and those above it where they are missing. Not mkdir with `recursive`, which reports a read-only file
 * system as "no such file".
 */
export function makeFolder(folder: string): void {
  if (fs.existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if (!fs.existsSync(folder)) throw fileError('Cannot make', folder, error);
  }
}
