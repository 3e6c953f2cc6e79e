/** The page as `vite build` makes it from what the folder holds now, made once for all test files. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '..');
/** What a build reads, beside this package. */
const OTHERS = [join(ROOT, '..', 'model', 'src'), join(ROOT, '..', 'server', 'src')];
/** A build older than this is deleted when another is made. */
const OLD_MS = 3_600_000;

/**
 * Folder of the built page. Builds when no test process has yet built these sources; two that begin at once both build,
 * and the first to finish is used by both. The folder is left for the next run; old ones are deleted.
 */
export async function builtPage(): Promise<string> {
  const folder = join(tmpdir(), 'millwright-pages');
  const page = join(folder, await digestOfSources());
  if (existsSync(page)) return page;
  await mkdir(folder, { recursive: true });
  const making = `${page}.${process.pid}`;
  await build({ root: ROOT, logLevel: 'error', build: { outDir: making, emptyOutDir: true } });
  await rename(making, page).catch(() => rm(making, { recursive: true, force: true }));
  for (const name of await readdir(folder)) {
    const old = join(folder, name);
    const age = Date.now() - (await stat(old).then((found) => found.mtimeMs, Date.now));
    if (old !== page && age > OLD_MS) await rm(old, { recursive: true, force: true });
  }
  return page;
}

/** Names, sizes and times of all files that a build may read. */
async function digestOfSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of [join(ROOT, 'src'), join(ROOT, 'public'), ...OTHERS]) {
    const names = (await readdir(folder, { recursive: true })).sort();
    for (const name of names) {
      const { size, mtimeMs } = await stat(join(folder, name));
      hash.update(`${name} ${size} ${mtimeMs}\n`);
    }
  }
  for (const name of ['index.html', 'vite.config.ts', 'package.json']) {
    hash.update(String((await stat(join(ROOT, name))).mtimeMs));
  }
  return hash.digest('hex').slice(0, 16);
}
