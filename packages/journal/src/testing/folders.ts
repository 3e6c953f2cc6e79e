/** Temporary journal folders for tests, removed afterwards. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { Journal, type JournalOptions } from '../index.ts';

export const ORIGIN = 'millwright.example/test';

export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'millwright-journal-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A journal that is closed when the test ends. */
export async function openJournal(folder: string, more: Partial<JournalOptions> = {}): Promise<Journal> {
  const journal = await Journal.open({ folder, origin: ORIGIN, log: () => {}, ...more });
  onTestFinished(() => journal.close().catch(() => {}));
  return journal;
}
