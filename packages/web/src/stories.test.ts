import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch } from '../test/browser.ts';
import { builtPage } from '../test/built-page.ts';
import { BAD_BEARING } from '../test/fixture-plant.ts';
import { type Fixture, startFixture } from '../test/fixture-server.ts';

/** Everything is drawn in software here, beside other work: generous, and never a measure of speed. */
const STORY_MS = 120_000;

const why = chromiumPath === undefined ? ' (skipped: no Chromium; set CHROMIUM to its path)' : '';

describe.skipIf(chromiumPath === undefined)(`stories in a real browser${why}`, { timeout: STORY_MS }, () => {
  /** Without WebGL, for stories that are told beside the space, and with it. */
  let flat: Browser;
  let spatial: Browser;
  let fixture: Fixture;

  beforeAll(async () => {
    fixture = await startFixture(await builtPage());
    [flat, spatial] = await Promise.all([launch({ flat: true }), launch()]);
  }, 60_000);

  afterAll(async () => {
    await flat?.close();
    await spatial?.close();
    await fixture?.close();
  });

  /** A page on the fixture; fails the test on errors of the page and on requests that leave the origin. */
  async function open(
    query = '',
    { locale = 'en-GB', browser = flat } = {},
  ): Promise<{ page: Page; faults: string[] }> {
    // Every pixel of the space is drawn by the processor here, so it is small.
    const viewport = browser === flat ? { width: 1024, height: 640 } : { width: 820, height: 420 };
    const context = await browser.newContext({ viewport, locale, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(STORY_MS / 2);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(fixture.url)) faults.push(`request to ${request.url()}`);
    });
    await page.goto(fixture.url + query);
    await page.waitForSelector('.top-bar');
    return { page, faults };
  }

  it('W11 the first minute: one click to the bearing, a second to the moment it began, one back to LIVE', async () => {
    const { page, faults } = await open('', { browser: spatial });
    await page.waitForSelector('canvas[role=application]');
    await page.click('.alarm-count');
    await page.waitForSelector('.alarm-card');
    expect(await page.textContent('.panel-head h2')).toContain('Bearing 4');
    expect(await page.textContent('.alarm-card')).toContain('Vibration > 7.1 mm/s');
    expect(await page.textContent('.alarm-card')).toContain('7.31');
    expect(page.url()).not.toContain('at=');
    await page.click('.alarm-card .button');
    await page.waitForSelector('.clock-replay');
    await page.waitForFunction(() => location.search.includes('at='));
    const at = new URL(page.url()).searchParams.get('at') ?? '';
    expect(Date.parse(at)).toBe(fixture.raisedAt);
    expect(new URL(page.url()).searchParams.get('twin')).toBe(BAD_BEARING);
    await page.waitForSelector('.space-replay');
    await page.click('.back-to-live');
    await page.waitForSelector('.clock-live');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('W11 the same by keyboard alone', async () => {
    const { page, faults } = await open();
    await page.waitForSelector('.alarm-count');
    await page.keyboard.press('a');
    await page.waitForSelector('.alarm-card');
    await page.keyboard.press(' ');
    await page.waitForSelector('.clock-replay');
    await page.keyboard.press('l');
    await page.waitForSelector('.clock-live');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('stand 3 force');
    await page.waitForSelector('.search [role=option]');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('.panel-head h2')?.textContent === 'Stand 3');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !location.search.includes('twin='));
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('W4 dragging the timeline shows the whole plant at that instant, with few requests', async () => {
    const { page, faults } = await open('?view=signals');
    const box = await page.locator('.timeline-canvas').boundingBox();
    if (!box) throw new Error('no timeline');
    fixture.requests.set('state', 0);
    await page.mouse.move(box.x + box.width * 0.8, box.y + 60);
    await page.mouse.down();
    for (let i = 0; i < 16; i++) await page.mouse.move(box.x + box.width * (0.8 - i / 40), box.y + 60);
    await page.mouse.up();
    await page.waitForSelector('.clock-replay');
    await page.waitForFunction(() => location.search.includes('at='));
    await page.waitForFunction(() =>
      /\d/.test(document.querySelector('.table-signals .digits')?.textContent ?? ''),
    );
    expect(fixture.requests.get('state')).toBeLessThanOrEqual(18);
    expect(fixture.requests.get('state')).toBeGreaterThan(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('W3 a lost connection greys the values, keeps them, and comes back by itself', async () => {
    const { page } = await open('?view=signals');
    await page.waitForSelector('.value-good');
    fixture.connect(false);
    await page.waitForSelector('.banner-lost');
    await page.waitForSelector('.table-signals .value-stale .digits');
    expect(await page.textContent('.table-signals .value-stale .digits')).toMatch(/\d/);
    fixture.connect(true);
    await page.waitForSelector('.table-signals .value-good');
    await page.waitForSelector('.banner-lost', { state: 'detached' });
    await page.context().close();
  });

  it('W9 Chinese and the dark theme are remembered', async () => {
    const { page, faults } = await open('?view=alarms', { locale: 'zh-CN' });
    expect(await page.textContent('.rail')).toContain('空间');
    await page.click('.rail-last');
    await page.waitForSelector('.page-settings');
    await page.click('.settings input[name=theme] >> nth=2');
    await page.waitForSelector('html[data-theme=dark]');
    await page.click('.settings input[name=language] >> nth=0');
    await page.waitForFunction(() => document.querySelector('.rail')?.textContent?.includes('Space'));
    await page.reload();
    await page.waitForSelector('html[data-theme=dark]');
    expect(await page.textContent('.rail')).toContain('Space');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('W8 the space survives a lost graphics context', async () => {
    const { page } = await open('', { browser: spatial });
    await page.waitForSelector('canvas[role=application]');
    await page.waitForSelector('.label:not([hidden])');
    const restored = await page.evaluate(async () => {
      const canvas = document.querySelector('canvas[role=application]');
      if (!(canvas instanceof HTMLCanvasElement)) return false;
      const extension = canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context');
      if (!extension) return false;
      const lost = new Promise((resolve) =>
        canvas.addEventListener('webglcontextlost', resolve, { once: true }),
      );
      extension.loseContext();
      await lost;
      await new Promise((resolve) => setTimeout(resolve, 0));
      extension.restoreContext();
      return true;
    });
    expect(restored).toBe(true);
    await page.waitForFunction(() => {
      const canvas = document.querySelector('canvas[role=application]');
      return canvas instanceof HTMLCanvasElement && canvas.getContext('webgl2')?.isContextLost() === false;
    });
    await page.waitForSelector('.space-over', { state: 'detached' });
    await page.context().close();
  });
});
