/**
 * `npm run pictures -w @millwright/web [-- options]`: pictures of every view into the ignored folder `pictures/`, from the
 * real rolling mill, which is started for it.
 *
 *   --url LINK     pictures of a running server, by a sign-in link of it
 *   --only WORD    only pictures whose name holds the word, such as `alarms` or `dark-zh`
 *   --readme       also the pictures of the README, into docs/pictures: light, dark and a short animated one
 *   --no-views     none but those of the README
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { VIEWS } from '../src/state/ui-store.ts';
import { animatedWebp, type Frame } from './animation.ts';
import { chromiumPath, launch } from './browser.ts';
import { builtPage } from './built-page.ts';

const FOLDER = join(import.meta.dirname, '..', 'pictures');
const REPOSITORY = join(import.meta.dirname, '..', '..', '..');
const DOCS = join(REPOSITORY, 'docs', 'pictures');
const DESKS = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
];
const WALL = { width: 3840, height: 2160 };
const PHONE = { width: 390, height: 844 };
/** Until samples, camera and charts have come to rest. */
const REST_MS = 2500;
/** The mill needs its history before a picture of it says something: about a coil. */
const HISTORY_MS = 4 * 60_000;
const ANIMATION = { width: 960, height: 600, frames: 44, everyMs: 160 };

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' },
    only: { type: 'string', default: '' },
    readme: { type: 'boolean', default: false },
    'no-views': { type: 'boolean', default: false },
  },
});
if (chromiumPath === undefined) throw new Error('pictures need Chromium: set CHROMIUM to its path');

const built = await builtPage();
const browser = await launch();
const plant = options.url === undefined ? await startMill() : { link: options.url, close: async () => {} };
let signedIn: Awaited<ReturnType<BrowserContext['storageState']>> | undefined;
try {
  await mkdir(FOLDER, { recursive: true });
  if (!options['no-views']) {
    for (const theme of ['light', 'dark'] as const) {
      for (const language of ['en', 'zh'] as const) {
        for (const size of DESKS) await walk(size, theme, language, [...VIEWS], true);
        await walk(PHONE, theme, language, ['alarms', 'signals', 'sources', 'overview'], true);
      }
      await walk(WALL, theme, 'en', ['space', 'overview', 'alarms'], false);
    }
  }
  if (options.readme) {
    await mkdir(DOCS, { recursive: true });
    for (const theme of ['light', 'dark'] as const) {
      const page = await open(DESKS[0], theme, 'en');
      await page.waitForTimeout(REST_MS * 2);
      await page.screenshot({ path: join(DOCS, `mill-${theme}.png`) });
      await page.context().close();
    }
    await writeFile(join(DOCS, 'mill-story.webp'), await story(browser));
    process.stdout.write(`${DOCS}\n`);
  }
} finally {
  await browser.close();
  await plant.close();
}

/** The rolling mill as `npm start` runs it, given time to make some history. */
async function startMill(): Promise<{ link: string; close: () => Promise<void> }> {
  const data = await mkdtemp(join(tmpdir(), 'millwright-pictures-'));
  const cli = join(REPOSITORY, 'packages', 'server', 'src', 'cli.ts');
  const mill = join(REPOSITORY, 'plants', 'rolling-mill');
  const server = spawn(process.execPath, [cli, 'start', mill, '--port', '0', '--data', data, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  const [line] = await Promise.race([
    once(createInterface(server.stdout), 'line'),
    ended.then(() => Promise.reject(new Error('the mill did not start'))),
  ]);
  const answer: unknown = JSON.parse(String(line));
  const link = answer instanceof Object ? String(Reflect.get(answer, 'url')) : '';
  process.stdout.write(`the mill runs; ${HISTORY_MS / 60_000} minutes until it has something to show\n`);
  await new Promise((resolve) => setTimeout(resolve, HISTORY_MS));
  return {
    link,
    async close() {
      server.kill('SIGTERM');
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** The server answers the API; the page comes from what the folder holds now, whatever the server was built with. */
async function servePage(context: BrowserContext): Promise<void> {
  await context.route(
    (url) => !url.pathname.startsWith('/api/') && !url.pathname.startsWith('/sign-in'),
    async (route) => {
      const { pathname } = new URL(route.request().url());
      await route.fulfill({ path: join(built, pathname === '/' ? 'index.html' : normalize(pathname)) });
    },
  );
}

async function open(
  viewport: { width: number; height: number },
  colorScheme: 'light' | 'dark',
  language: 'en' | 'zh',
): Promise<Page> {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const context = await browser.newContext({
    viewport,
    colorScheme,
    locale,
    ...(signedIn ? { storageState: signedIn } : {}),
  });
  const page = await context.newPage();
  // The link works once: later contexts bring the session along.
  if (!signedIn) await page.goto(plant.link);
  signedIn ??= await context.storageState();
  await servePage(context);
  await page.goto(new URL(plant.link).origin);
  await page.waitForSelector('.top-bar');
  return page;
}

/** Every view, then the story of an alarm: what it is, the moment it began, each tab of the panel, the search. */
async function walk(
  size: { width: number; height: number },
  theme: 'light' | 'dark',
  language: 'en' | 'zh',
  views: readonly (typeof VIEWS)[number][],
  withStory: boolean,
): Promise<void> {
  const suffix = `${size.width}-${theme}-${language}`;
  const story = ['alarm', 'moment', 'trend', 'explain', 'documents', 'source', 'unit', 'search'];
  const names = [...views, ...(withStory ? story.map((name, i) => `story-${i + 1}-${name}`) : [])];
  if (!names.some((name) => `${name}-${suffix}`.includes(options.only))) return;
  const page = await open(size, theme, language);
  const save = async (name: string) => {
    if (!`${name}-${suffix}`.includes(options.only)) return;
    await page.waitForTimeout(REST_MS);
    await page.screenshot({ path: join(FOLDER, `${name}-${suffix}.png`) });
    process.stdout.write(`${name}-${suffix}.png\n`);
  };
  for (const view of views) {
    await page.locator('.rail-item').nth(VIEWS.indexOf(view)).click();
    await save(view);
  }
  if (withStory && (await page.locator('.alarm-count').count()) > 0) {
    await page.locator('.alarm-count').first().click();
    await save('story-1-alarm');
    await page.locator('.alarm-card .button').first().click();
    await save('story-2-moment');
    for (const [i, tab] of ['trend', 'explain', 'documents', 'source'].entries()) {
      await page.locator(`#tab-${tab}`).click();
      await save(`story-${i + 3}-${tab}`);
    }
    await page.locator('.panel-up').click();
    await page.locator('.panel-head .icon-button').first().click();
    if (size.width < 600) await page.locator('.panel-head .icon-button').last().click();
    await save('story-7-unit');
    await page.locator('.search-button').click();
    await page.keyboard.type('stand 3 bear');
    await save('story-8-search');
  }
  await page.context().close();
}

/** The first minute, as an animated picture: the plant, its alarm, the way there, the moment it began. */
async function story(from: Browser): Promise<Uint8Array> {
  const { width, height, frames, everyMs } = ANIMATION;
  const page = await open({ width: 1200, height: 750 }, 'light', 'en');
  await page.waitForTimeout(REST_MS * 2);
  const press = await (await from.newContext({ viewport: { width, height } })).newPage();
  const made: Frame[] = [];
  for (let i = 0; i < frames; i++) {
    if (i === 8) await page.locator('.alarm-count').first().click();
    if (i === 26) await page.locator('.alarm-card .button').first().click();
    if (i === 38) await page.keyboard.press('l');
    const png = await page.screenshot();
    made.push({ webp: await compress(press, png, width, height), ms: i === frames - 1 ? 1500 : everyMs });
  }
  await press.context().close();
  await page.context().close();
  return animatedWebp(made, width, height);
}

/** Scales and compresses a picture by the browser's own encoder. */
async function compress(page: Page, png: Buffer, width: number, height: number): Promise<Uint8Array> {
  const base64 = await page.evaluate(
    async ([source, w, h]) => {
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${source}`)).blob(), {
        resizeWidth: Number(w),
        resizeHeight: Number(h),
        resizeQuality: 'high',
      });
      const canvas = new OffscreenCanvas(Number(w), Number(h));
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.72 });
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let text = '';
      for (const byte of bytes) text += String.fromCharCode(byte);
      return btoa(text);
    },
    [png.toString('base64'), width, height],
  );
  return Buffer.from(base64, 'base64');
}
