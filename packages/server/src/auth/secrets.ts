import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StartError } from '../start-error.ts';

/** 256 bits: guessing is hopeless, so that the comparison need not be slow. */
const SECRET_BYTES = 32;
const SECRET_TEXT = /^[A-Za-z0-9_-]{43}$/;

/** A new unguessable text, 43 characters of base64url. */
export function randomSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** Compares without telling by its duration where the texts differ. Both are hashed first, so lengths do not show either. */
export function sameSecret(given: string, expected: string): boolean {
  const key = expected.slice(0, 8);
  return timingSafeEqual(digest(key, given), digest(key, expected));
}

function digest(key: string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** Makes the data folder, for its owner alone, if it is not there: keys, tokens and recorded samples lie in it. */
export async function makePrivateFolder(folder: string): Promise<void> {
  // Not `recursive`: where a file system knows no new folders (/proc), Node would try for ever.
  const above = dirname(folder);
  if (above !== folder && !(await isThere(above))) await makePrivateFolder(above);
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (!isErrnoException(error) || error.code !== 'EEXIST' || !(await stat(folder)).isDirectory())
      throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * The API token of a data folder: file `token`, readable by its owner alone, made at the first start. Deleting the file
 * makes a new token at the next start, and ends every session.
 */
export async function apiToken(folder: string): Promise<string> {
  await makePrivateFolder(folder);
  const file = join(folder, 'token');
  try {
    // `wx`: of two processes that start at once, one makes the file and the other reads it.
    await writeFile(file, `${randomSecret()}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!isErrnoException(error) || error.code !== 'EEXIST') throw error;
  }
  const token = (await readFile(file, 'utf8')).trim();
  if (!SECRET_TEXT.test(token)) {
    throw new StartError(
      'folder',
      `${file} does not hold an API token (43 characters of base64url). Delete it; the next start makes a new one.`,
    );
  }
  return token;
}

export function isErrnoException(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
