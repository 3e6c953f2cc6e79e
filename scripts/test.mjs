/**
 * `npm test [-- --quick] [path …]`: installs what is missing, then runs every check and every test, and ends with the line
 * `N passed, N failed`. A check counts as one test. `--quick` leaves out browser and kill tests; with paths only the tests
 * below them run. The slowest files are told.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensureInstalled, pinnedNode, ROOT, requireNode } from './install.mjs';
import { ensureWebBundle } from './web-bundle.mjs';

/** As many files are named as the slowest. */
const SLOWEST = 12;

const quick = process.argv.includes('--quick');
const paths = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));
const failures = [];
let passed = 0;
let failed = 0;

requireNode();
ensureInstalled({ dev: true });

const environment = {
  ...process.env,
  // Tools and child processes of tests find the pinned node first.
  PATH: `${dirname(pinnedNode())}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
  ...(quick ? { MILLWRIGHT_QUICK: '1' } : {}),
};

await check('types', 'typescript/bin/tsc', ['--noEmit']);
await check('lint', '@biomejs/biome/bin/biome', ['lint', '--error-on-warnings', '--max-diagnostics=100']);
await check('format', '@biomejs/biome/bin/biome', ['format', '--max-diagnostics=100']);
await check('dead code', 'knip/bin/knip.js', []);
await check('import boundaries', join(ROOT, 'scripts/boundaries.mjs'), []);

if (!quick) {
  const chromium = ensureChromium();
  if (chromium.path === undefined) fail('Chromium', chromium.missing);
  else environment.CHROMIUM = chromium.path;
  ensureWebBundle();
}
await runTests();

if (failures.length > 0) {
  console.log('\nFailed:');
  for (const { name, message } of failures) console.log(`\n  ✗ ${name}\n${indent(message)}`);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs a tool on the pinned node; its exit code decides. `script` is a path within node_modules, or an absolute one. */
async function check(name, script, args) {
  const started = performance.now();
  const path = script.startsWith(ROOT) ? script : join(ROOT, 'node_modules', script);
  const { code, output } = await run([path, ...args]);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (code === 0) {
    passed++;
    console.log(`  ✓ ${name} (${seconds} s)`);
  } else {
    console.log(`  ✗ ${name} (${seconds} s)`);
    fail(name, output.trim() || `ended with code ${code} and without a word`);
  }
}

async function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-test-'));
  const report = join(folder, 'report.json');
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const args = ['run', ...paths, '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const { code, output } = await run([vitest, ...args], (text) => process.stdout.write(text));
  let result;
  try {
    result = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    fail('tests', `vitest ended with code ${code} and without a report:\n${output.trim()}`);
    return;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  passed += result.numPassedTests;
  let told = 0;
  const skipped = [];
  for (const file of result.testResults) {
    const name = file.name.replace(`${ROOT}/`, '');
    for (const test of file.assertionResults) {
      if (test.status === 'failed') {
        told++;
        fail(`${name} > ${test.fullName}`, test.failureMessages.join('\n'));
      } else if (test.status !== 'passed') skipped.push(`${name} > ${test.fullName}`);
    }
    // A file that could not even be loaded has no tests to blame.
    if (file.status === 'failed' && !file.assertionResults.some((t) => t.status === 'failed')) {
      told++;
      fail(name, file.message);
    }
  }
  tellSlowest(result.testResults);
  if (code !== 0 && told === 0) fail('tests', `vitest ended with code ${code}:\n${output.slice(-5000)}`);
  if (skipped.length > 0) {
    console.log(`\nSkipped (${skipped.length}):`);
    for (const name of skipped) console.log(`  - ${name}`);
  }
}

/** Where the time of a run went. */
function tellSlowest(files) {
  const seconds = ({ startTime, endTime }) => (endTime - startTime) / 1000;
  const slowest = files.toSorted((a, b) => seconds(b) - seconds(a)).slice(0, SLOWEST);
  console.log(`\nSlowest ${slowest.length} of ${files.length} files:`);
  for (const file of slowest)
    console.log(`  ${seconds(file).toFixed(1).padStart(6)} s  ${file.name.replace(`${ROOT}/`, '')}`);
}

function fail(name, message) {
  failed++;
  failures.push({ name, message });
}

function run(args, onText = () => {}) {
  return new Promise((resolve) => {
    const child = spawn(pinnedNode(), args, {
      cwd: ROOT,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
        onText(text);
      });
    }
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

function indent(text) {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
