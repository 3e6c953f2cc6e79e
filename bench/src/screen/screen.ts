/**
 * `bench screen`: the page in Chromium, drawn by the processor, against the real server.
 *
 * A generated plant of 2,400 moving and 10,000 standing twins with live samples pushed every second for frames, draw
 * calls and memory; the rolling mill for the first picture, scrubbing and the size of the first load.
 *
 * Options: `--minutes 10` `--moving 2400` `--standing 10000` `--history 3` (minutes of the mill's past to scrub over),
 * `--mill FOLDER` (data folder with more past; it is written to), `--build no` (the page as it was built before).
 */
import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { type Benchmark, positive } from '../benchmark.ts';
import { type Platform, startPlatform } from '../platform.ts';
import { scriptTimes } from './frames.ts';
import { writeScreenPlant } from './plant.ts';
import { installProbe } from './probe.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PUSH_MS = 1000;
/** Code is compiled, shaders are linked, windows are full. */
const WARM_UP_MS = 40_000;
const SCRUB_MOVES = 60;
const LEAST_DRAWS = 8;

export const run: Benchmark = async (options) => {
  const minutes = positive(options, 'minutes', 10);
  const moving = positive(options, 'moving', 2400);
  const standing = positive(options, 'standing', 10_000);
  const history = positive(options, 'history', 3);
  const folder = await mkdtemp(join(tmpdir(), 'bench-screen-'));
  const children: ChildProcess[] = [];
  let browser: Browser | undefined;
  try {
    if (options.option('build') !== 'no') {
      options.say('building the page');
      execFileSync('npm', ['run', 'build', '-w', '@millwright/web'], { cwd: ROOT, stdio: 'ignore' });
    }
    browser = await launch();

    options.say(`the plant: ${moving} moving and ${standing} standing twins`);
    const { signals } = await writeScreenPlant(join(folder, 'plant'), moving, standing);
    const plant = await startPlatform(join(folder, 'plant'), join(folder, 'data'));
    children.push(plant.process);
    const stop = push(plant, signals);
    const frames = await measureFrames(browser, plant, minutes * 60_000, options.say);
    stop();
    plant.process.kill('SIGTERM');

    options.say(`the mill: ${history} minutes of past`);
    const mill = await startPlatform(
      join(ROOT, 'plants/rolling-mill'),
      options.option('mill') ?? join(folder, 'mill'),
    );
    children.push(mill.process);
    await wait(history * 60_000);
    const picture = await measureMill(browser, mill);

    const json = { ...frames, ...picture, minutes, renderer: 'software (SwiftShader)' };
    return {
      json,
      table: {
        head: ['what', 'measured', 'aim'],
        rows: [
          ['script per frame, processor time, p95, ms', json.frameScriptP95Ms.toFixed(1), '8'],
          ['the same by the clock, waits for a core included, ms', json.frameScriptWallP95Ms.toFixed(1), ''],
          ['the rest of a frame, median, ms', json.frameRestMedianMs.toFixed(1), ''],
          ['draw calls, most', String(json.drawCalls), '150'],
          ['heap at the beginning, MB', json.heapStartMb.toFixed(1), ''],
          [`heap after ${minutes} min, MB`, json.heapEndMb.toFixed(1), '+ 5 %'],
          ['mill: pointer to picture, p95, ms', json.scrubP95Ms.toFixed(0), '100'],
          ['mill: first picture, ms', json.firstPictureMs.toFixed(0), '2500'],
          ['mill: frames a second, quiet', json.millFramesPerSecond.toFixed(1), '20'],
          ['first load compressed, kB', json.bundleKb.toFixed(0), '900'],
        ],
      },
      notes: [
        'The machine renders in software: script is the processor time of what the page computes in a frame, the rest is driver, raster and compositing on the same cores.',
        'Half of the frames are drawn while the camera turns, half while it rests.',
        'Pointer to picture: until a frame is drawn for which the clock does not say that it is still loading.',
      ],
    };
  } finally {
    await browser?.close();
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
};

async function launch(): Promise<Browser> {
  const { chromium }: typeof import('playwright-core') = createRequire(join(ROOT, 'package.json'))(
    'playwright-core',
  );
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--enable-unsafe-swiftshader',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--enable-precise-memory-info',
    ],
  });
}

async function open(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const page = await context.newPage();
  await page.addInitScript(installProbe, LEAST_DRAWS);
  return page;
}

/** Pushes a sample of each signal every second. Returns how to stop. */
function push({ url, token }: Platform, signals: readonly string[]): () => void {
  let round = 0;
  const timer = setInterval(() => {
    round++;
    const samples = signals.map((path, i) => ({ path, value: 20 + ((i + round) % 50) / 10 }));
    fetch(`${url}/api/v1/plants/screen/samples`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ samples }),
    }).catch((error: unknown) => console.error(`a push failed: ${String(error)}`));
  }, PUSH_MS);
  return () => clearInterval(timer);
}

async function measureFrames(browser: Browser, plant: Platform, ms: number, say: (line: string) => void) {
  const page = await open(browser);
  await page.goto(plant.signInUrl);
  await page.waitForFunction(() => window.probe.firstPicture > 0, undefined, { timeout: 120_000 });
  await wait(WARM_UP_MS);
  // What is made once, when the camera turns for the first time, is no growth.
  await page.focus('canvas[role=application]');
  await turn(page, Number.POSITIVE_INFINITY);
  const cdp = await page.context().newCDPSession(page);
  const heapStartMb = await heapMb(cdp);
  await page.evaluate(() => window.probe.reset());
  const end = Date.now() + ms;
  const script: number[] = [];
  const wall: number[] = [];
  const rest: number[] = [];
  let drawCalls = 0;
  while (Date.now() < end) {
    const times = await scriptTimes(browser, async () => {
      await turn(page, end);
      await wait(Math.min(5000, Math.max(0, end - Date.now())));
    });
    script.push(...times);
    const part = await page.evaluate(() => {
      const { script, rest, draws } = window.probe;
      const copy = { script: [...script], rest: [...rest], most: Math.max(0, ...draws) };
      window.probe.reset();
      return copy;
    });
    wall.push(...part.script);
    rest.push(...part.rest);
    drawCalls = Math.max(drawCalls, part.most);
    say(
      `${script.length} frames, script p95 ${quantile(script, 0.95).toFixed(1)} ms, ${drawCalls} draw calls`,
    );
  }
  const heapEndMb = await heapMb(cdp);
  await page.context().close();
  return {
    frameScriptP95Ms: quantile(script, 0.95),
    frameScriptMedianMs: quantile(script, 0.5),
    frameScriptWallP95Ms: quantile(wall, 0.95),
    frameRestMedianMs: quantile(rest, 0.5),
    frames: script.length,
    drawCalls,
    heapStartMb,
    heapEndMb,
  };
}

/** Turns the camera by keys for five seconds. */
async function turn(page: Page, end: number): Promise<void> {
  for (let i = 0; i < 20 && Date.now() < end; i++) {
    await page.keyboard.press('ArrowRight');
    await wait(250);
  }
}

async function measureMill(browser: Browser, mill: Platform) {
  let bytes = 0;
  const page = await open(browser);
  const bodies: Promise<void>[] = [];
  page.on('response', (response) => {
    if (!/\.(js|css|html)$|\/$/.test(new URL(response.url()).pathname) || !response.ok()) return;
    bodies.push(
      response.body().then((body) => {
        bytes += gzipSync(body).length;
      }),
    );
  });
  await page.goto(mill.signInUrl);
  await page.waitForFunction(() => window.probe.firstPicture > 0, undefined, { timeout: 60_000 });
  const firstPictureMs = await page.evaluate(() => window.probe.firstPicture);
  await Promise.all(bodies);
  await wait(5000);
  await page.evaluate(() => window.probe.reset());
  const began = Date.now();
  await wait(10_000);
  const drawn = await page.evaluate(() => window.probe.draws.length);
  const millFramesPerSecond = (drawn * 1000) / (Date.now() - began);
  const box = await page.locator('.timeline-canvas').boundingBox();
  if (!box) throw new Error('the page shows no timeline');
  await page.evaluate(() => window.probe.reset());
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.85, y);
  // A hand comes to rest before it presses.
  await wait(300);
  await page.mouse.down();
  for (let i = 0; i < SCRUB_MOVES; i++) {
    await page.mouse.move(box.x + box.width * (0.85 - (0.3 * Math.abs((i % 40) - 20)) / 20), y);
    await wait(120);
  }
  await page.mouse.up();
  const scrubs = await page.evaluate(() => window.probe.scrubs);
  await page.context().close();
  return {
    scrubP95Ms: quantile(scrubs, 0.95),
    scrubMedianMs: quantile(scrubs, 0.5),
    scrubs: scrubs.length,
    firstPictureMs,
    millFramesPerSecond,
    bundleKb: bytes / 1000,
  };
}

/** Heap in use after a collection. */
async function heapMb(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

/** Value below which a share of the numbers lies; NaN of none. */
function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
