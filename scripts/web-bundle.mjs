/** Builds the page when its sources changed since the last build. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { digest, pinnedNode, ROOT } from './install.mjs';

const WEB = join(ROOT, 'packages', 'web');
const DIST = join(WEB, 'dist');
/** Beside dist, not in it: a build empties dist. */
const MARKER = join(ROOT, 'node_modules', '.millwright-web.json');
/** What the bundle is made of. */
const INPUTS = [
  'packages/web',
  'packages/model/src',
  'packages/server/src/client',
  'packages/server/src/api',
  'package-lock.json',
];
const SMALLEST_TO_COMPRESS = 2048;

/** @param {{ force?: boolean }} options */
export function ensureWebBundle({ force = false } = {}) {
  const sources = digestOfSources();
  if (!force && existsSync(join(DIST, 'index.html')) && readMarker() === sources) return;
  console.error('Building the page…');
  const run = spawnSync(
    pinnedNode(),
    [join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'error'],
    {
      cwd: WEB,
      stdio: ['ignore', 2, 2],
    },
  );
  if (run.status !== 0) {
    // The API works without the page, and the page's address says how to build it.
    const instead = existsSync(join(DIST, 'index.html')) ? 'with the one built before' : 'without it';
    console.error(`The page could not be built; the message is above. Starting ${instead}.`);
    return;
  }
  for (const file of filesBelow(DIST)) compress(file);
  mkdirSync(join(ROOT, 'node_modules'), { recursive: true });
  writeFileSync(MARKER, JSON.stringify({ sources }));
}

/** Beside each text file its gzip and brotli form, so that the server compresses nothing while it runs. */
function compress(file) {
  if (!/\.(js|css|html|svg|json|wasm)$/.test(file)) return;
  const content = readFileSync(file);
  if (content.length < SMALLEST_TO_COMPRESS) return;
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  // The highest quality takes seconds for a saving of two percent.
  writeFileSync(
    `${file}.br`,
    brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
  );
}

function digestOfSources() {
  const hash = createHash('sha256');
  for (const input of INPUTS) {
    const path = join(ROOT, input);
    if (!existsSync(path)) continue;
    for (const file of statSync(path).isDirectory() ? filesBelow(path) : [path]) {
      if (/\.test\.tsx?$|[\\/](test|dist|pictures)[\\/]/.test(file)) continue;
      hash.update(relative(ROOT, file)).update(digest(readFileSync(file)));
    }
  }
  return hash.digest('hex');
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function readMarker() {
  try {
    return JSON.parse(readFileSync(MARKER, 'utf8')).sources;
  } catch {
    return undefined;
  }
}
