/**
 * `npm run pictures -w @millwright/web [-- URL]`: pictures of every view in both themes, both languages and two sizes,
 * into the ignored folder `pictures/`. URL is a sign-in link of a running server; without one the fixture plant is shown.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { chromiumPath, launch } from './browser.ts';
import { startFixture } from './fixture-server.ts';

const FOLDER = join(import.meta.dirname, '..', 'pictures');
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
];
const VIEWS = ['space', 'trends', 'signals', 'alarms', 'sources', 'settings'];
/** Until samples, camera and charts have come to rest. */
const REST_MS = 2500;

if (chromiumPath === undefined) throw new Error('pictures need Chromium: set CHROMIUM to its path');
await build({ root: join(import.meta.dirname, '..'), logLevel: 'error' });
const link = process.argv[2];
const fixture = link ? undefined : await startFixture(join(import.meta.dirname, '..', 'dist'));
const start = link ?? fixture?.url ?? '';
await mkdir(FOLDER, { recursive: true });
const browser = await launch();
let signedIn: Awaited<ReturnType<Awaited<ReturnType<typeof browser.newContext>>['storageState']>> | undefined;
for (const size of SIZES) {
  for (const theme of ['light', 'dark'] as const) {
    for (const language of ['en', 'zh']) {
      const context = await browser.newContext({
        viewport: size,
        colorScheme: theme,
        locale: language === 'zh' ? 'zh-CN' : 'en-GB',
        ...(signedIn ? { storageState: signedIn } : {}),
      });
      const page = await context.newPage();
      const origin = new URL(start).origin;
      // The link works once: later contexts bring the session along.
      await page.goto(signedIn ? origin : start);
      await page.waitForSelector('.top-bar');
      signedIn ??= await context.storageState();
      const save = async (name: string) => {
        await page.waitForTimeout(REST_MS);
        const file = `${name}-${size.width}-${theme}-${language}.png`;
        await page.screenshot({ path: join(FOLDER, file) });
        process.stdout.write(`${file}\n`);
      };
      for (const view of VIEWS) {
        await page.keyboard.press(String(VIEWS.indexOf(view) + 1));
        await save(view);
      }
      await page.keyboard.press('1');
      if (await page.locator('.alarm-count').count()) {
        await page.locator('.alarm-count').first().click();
        await save('story-1-alarm');
        await page.locator('.alarm-card .button').first().click();
        await save('story-2-moment');
        await page.locator('#tab-trend').click();
        await save('story-3-trend');
        await page.locator('#tab-explain').click();
        await save('story-4-explain');
      }
      await context.close();
    }
  }
}
await browser.close();
await fixture?.close();
