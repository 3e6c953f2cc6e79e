import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch } from '../test/browser.ts';
import { builtPage } from '../test/built-page.ts';
import { BAD_BEARING } from '../test/fixture-plant.ts';
import { type Fixture, startFixture } from '../test/fixture-server.ts';

/** Everything is drawn in software here, beside other work: generous, and never a measure of speed. */
const STORY_MS = 120_000;
const why = chromiumPath === undefined ? ' (skipped: no Chromium; set CHROMIUM to its path)' : '';

describe.skipIf(chromiumPath === undefined)(`stories of the space${why}`, { timeout: STORY_MS }, () => {
  let browser: Browser;
  let fixture: Fixture;

  beforeAll(async () => {
    fixture = await startFixture(await builtPage());
    browser = await launch();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await fixture?.close();
  });

  it('W25 tools, levels and a view that is a link, by keyboard', async () => {
    const context = await browser.newContext({ viewport: { width: 900, height: 600 }, locale: 'en-GB' });
    const page = await context.newPage();
    page.setDefaultTimeout(STORY_MS / 2);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`${fixture.url}/?twin=${BAD_BEARING}`);
    await page.waitForSelector('.space-tools');
    const pressed = (key: string, on: boolean) =>
      page.waitForSelector(`.space-tools [aria-label*="(${key})"][aria-pressed=${on}]`);

    await page.keyboard.press('i');
    await pressed('I', true);
    await page.keyboard.press('e');
    await pressed('E', true);
    await page.keyboard.press('x');
    await pressed('X', true);
    await page.fill('.space-box input[type=range]', '0.3');
    await page.evaluate(() => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    });
    // What was begun last ends first.
    await page.keyboard.press('Escape');
    await pressed('X', false);
    await page.keyboard.press('Escape');
    await pressed('E', false);
    await page.keyboard.press('Escape');
    await pressed('I', false);

    await page.keyboard.press('Backspace');
    await page.waitForFunction(() => document.querySelector('.space-crumbs span')?.textContent === 'Stand 4');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() =>
      document.querySelector('.space-crumbs span')?.textContent?.startsWith('Bearing 4'),
    );

    await page.click('.space-tools [aria-expanded]');
    await page.fill('.space-save input', 'By the bearing');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.search.includes('eye='));
    const link = page.url();
    const other = await context.newPage();
    await other.goto(link);
    await other.waitForSelector('.space-tools');
    await other.waitForFunction(() => location.search.includes('eye='));
    expect(new URL(other.url()).searchParams.get('eye')).toBe(new URL(link).searchParams.get('eye'));
    expect(faults).toEqual([]);
    await context.close();
  });
});
