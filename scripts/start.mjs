/**
 * `npm start [-- <plant> …] [options]`: installs what is missing, builds the page when it changed, and starts the platform
 * on the Node that comes with the project. Plain JavaScript for Node 20, no dependencies.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, pinnedNode, ROOT, requireNode } from './install.mjs';
import { ensureWebBundle } from './web-bundle.mjs';

const DEFAULT_PLANT = 'plants/rolling-mill';

requireNode();
ensureInstalled({ dev: false });
ensureWebBundle();

const args = process.argv.slice(2);
const child = spawn(pinnedNode(), [join(ROOT, 'packages/server/src/cli.ts'), 'start', ...withPlant(args)], {
  // npm runs scripts in the root of the project; a path is meant from where the person is.
  cwd: process.env.INIT_CWD ?? process.cwd(),
  // Node keeps compiled code, types already stripped, for the next start: of the platform, its workers and the emulator.
  env: { NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/node'), ...process.env },
  stdio: 'inherit',
});
// Ctrl+C reaches the child by itself; other signals have to be passed on. We end when it has ended.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 1;
});
child.on('error', (error) => {
  console.error(`Node could not be run: ${error.message}`);
  process.exitCode = 1;
});

/** The example plant where none is named. Options with a value are those of `millwright start`. */
function withPlant(given) {
  const takesValue = new Set(['--port', '--host', '--data', '--replay']);
  const named = given.some((arg, i) => !arg.startsWith('-') && !takesValue.has(given[i - 1]));
  return named ? given : [join(ROOT, DEFAULT_PLANT), ...given];
}
