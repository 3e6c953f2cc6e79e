/** Finds a Chromium for the browser tests, or gets one where that is possible without asking. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Path of an executable, or undefined. `CHROMIUM` names one explicitly. */
export function findChromium(environment = process.env) {
  if (environment.CHROMIUM !== undefined && environment.CHROMIUM !== '') {
    return isExecutable(environment.CHROMIUM) ? environment.CHROMIUM : undefined;
  }
  const folders = (environment.PATH ?? '').split(delimiter);
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...PLACES];
  return candidates.find(isExecutable);
}

/** Path of a Chromium, installed through apt-get where this user may; else a text that says what is missing. */
export function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return { path: found };
  if (process.env.CHROMIUM) {
    return { missing: `CHROMIUM names ${process.env.CHROMIUM}, which cannot be run.` };
  }
  const root = process.getuid?.() === 0;
  if (!isDebian() || !root) {
    const how = isDebian() ? 'as root: apt-get install chromium' : 'with the package manager of this system';
    return {
      missing: `Chromium is missing for the browser tests. Install it (${how}), or name one in CHROMIUM.`,
    };
  }
  console.error('Installing Chromium through apt-get…');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
  ]) {
    const run = spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
    if (run.status !== 0) {
      return {
        missing: `Chromium is missing for the browser tests, and "apt-get ${args.join(' ')}" failed; its message is above.`,
      };
    }
  }
  const installed = findChromium();
  return installed === undefined
    ? {
        missing:
          'apt-get installed chromium, but no executable of that name is on the PATH. Name one in CHROMIUM.',
      }
    : { path: installed };
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isDebian() {
  return existsSync('/usr/bin/apt-get') && /debian/i.test(readOsRelease());
}

function readOsRelease() {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
