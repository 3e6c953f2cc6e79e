import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch } from '../test/browser.ts';
import { builtPage } from '../test/built-page.ts';
import { BAD_BEARING } from '../test/fixture-plant.ts';
import { type Fixture, startFixture } from '../test/fixture-server.ts';

/** Everything is drawn in software here, beside other work: generous, and never a measure of speed. */
const STORY_MS = 120_000;

const why = chromiumPath === undefined ? ' (skipped: no Chromium; set CHROMIUM to its path)' : '';

describe.skipIf(chromiumPath === undefined)(
  `stories of time in a real browser${why}`,
  { timeout: STORY_MS },
  () => {
    let browser: Browser;
    let fixture: Fixture;

    beforeAll(async () => {
      fixture = await startFixture(await builtPage());
      browser = await launch();
    }, 90_000);

    afterAll(async () => {
      await browser?.close();
      await fixture?.close();
    });

    async function open(query: string): Promise<{ page: Page; faults: string[] }> {
      const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'en-GB' });
      const opened = await context.newPage();
      opened.setDefaultTimeout(STORY_MS / 2);
      const faults: string[] = [];
      opened.on('pageerror', (error) => faults.push(error.message));
      await opened.goto(fixture.url + query);
      await opened.waitForSelector('.timeline-canvas');
      return { page: opened, faults };
    }

    const inAddress = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);
    const written = (page: Page, text: string) =>
      page.waitForFunction((each) => decodeURIComponent(location.search).includes(each), text);

    it('W12 the timeline by keyboard: step, jump to the event, choose another signal, back to LIVE', async () => {
      const { page, faults } = await open('?view=alarms');
      const slider = page.getByRole('slider', { name: 'Timeline' });
      await page.waitForSelector('.table tbody tr');
      await slider.focus();
      await page.keyboard.press('ArrowLeft');
      await page.waitForSelector('.clock-replay');
      expect(await slider.getAttribute('aria-valuetext')).toMatch(/\d\d:\d\d:\d\d/);
      await page.keyboard.press('PageUp');
      await written(page, new Date(fixture.raisedAt).toISOString());
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('PageDown');
      await written(page, new Date(fixture.raisedAt).toISOString());
      await page.selectOption('.timeline-kpi select', 'mill/stand1.force');
      await page.waitForFunction(() =>
        document.querySelector('.timeline-kpi .value')?.textContent?.includes('kN'),
      );
      await slider.focus();
      await page.keyboard.press('End');
      await page.waitForSelector('.clock-live');
      await page.reload();
      await page.waitForFunction(() =>
        document.querySelector('.timeline-kpi .value')?.textContent?.includes('kN'),
      );
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('W12 the axis moves the window, the overview too, and the time stays', async () => {
      const { page, faults } = await open('?view=alarms');
      const box = await page.locator('.timeline-canvas').boundingBox();
      if (!box) throw new Error('no timeline');
      await page.mouse.move(box.x + 300, box.y + box.height - 25);
      await page.mouse.down();
      await page.mouse.move(box.x + 500, box.y + box.height - 25, { steps: 4 });
      await page.mouse.up();
      await page.waitForFunction(() => location.search.includes('from='));
      const before = inAddress(page, 'from');
      await page.mouse.click(box.x + 40, box.y + box.height - 6);
      await page.waitForFunction((was) => new URL(location.href).searchParams.get('from') !== was, before);
      expect(await page.locator('.clock-live').count()).toBe(1);
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('W13 what is different now from before the bearing went bad', async () => {
      const { page, faults } = await open('?view=compare');
      await page.getByRole('button', { name: '10 min before' }).click();
      await page.waitForSelector('.table-compare tbody tr');
      await page.waitForFunction(() =>
        document.querySelector('.table-compare tbody th')?.textContent?.includes('Vibration'),
      );
      expect(await page.textContent('.compare-alarms')).toContain('Bearing vibration high');
      expect(await page.textContent('.compare-course figcaption')).toContain('Bearing 4');
      await page.waitForFunction(() => location.search.includes('pin='));
      const pin = inAddress(page, 'pin');
      await page.reload();
      await page.waitForSelector('.table-compare tbody tr');
      expect(inAddress(page, 'pin')).toBe(pin);
      await page.getByRole('button', { name: 'Release A' }).click();
      await page.waitForFunction(() => !location.search.includes('pin='));
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('W13 as two pictures under one camera, what differs with its value in both', async () => {
      const { page, faults } = await open('?view=compare');
      await page.getByRole('button', { name: '10 min before' }).click();
      await page.getByRole('button', { name: 'Pictures' }).click();
      const labels = (pane: string) =>
        page.locator(`.compare-labels.compare-pane-${pane} .label:not([hidden])`);
      const bearing = { a: labels('a').getByText('Bearing 4'), b: labels('b').getByText('Bearing 4') };
      await bearing.a.first().waitFor();
      await bearing.b.first().waitFor();
      const placed = (pane: 'a' | 'b') => bearing[pane].first().boundingBox();
      const before = [await placed('a'), await placed('b')];
      await page.focus('.compare-pane-b');
      for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft');
      await expect.poll(() => placed('a'), { timeout: STORY_MS / 4 }).not.toEqual(before[0]);
      await expect.poll(() => placed('b'), { timeout: STORY_MS / 4 }).not.toEqual(before[1]);
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('W14 trends: statistics, cursors by keyboard, states as lanes, a saved set, a link that shows the same', async () => {
      const trends = `${BAD_BEARING}.vibration,mill/stand1.force,mill/stand1.running`;
      const { page, faults } = await open(`?view=trends&trends=${trends}&span=600`);
      await page.waitForSelector('.trend-table tbody tr:nth-child(3)');
      await page.waitForFunction(() => /> 7.1/.test(document.querySelector('.beyond')?.textContent ?? ''));
      await page.waitForFunction(() => document.querySelector('.lane .run')?.textContent === 'Running');
      await page.getByRole('button', { name: 'Cursors' }).click();
      const cursor = page.getByRole('slider', { name: 'Cursor 2' });
      await cursor.focus();
      await page.waitForFunction(() => location.search.includes('cursors='));
      const before = inAddress(page, 'cursors');
      await page.keyboard.press('Shift+ArrowRight');
      await page.waitForFunction((was) => new URL(location.href).searchParams.get('cursors') !== was, before);
      await page.waitForFunction(() =>
        /[+−]/.test(document.querySelector('.trend-table tbody tr td:nth-child(5)')?.textContent ?? ''),
      );
      await page.getByText('Saved sets').click();
      await page.fill('.menu-box input', 'Bearing 4');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.menu-box li');
      const link = page.url();
      await page.goto(link);
      await page.waitForSelector('.trend-table tbody tr:nth-child(3)');
      expect(await page.locator('.cursor').count()).toBe(2);
      await page.getByRole('button', { name: 'Remove Roll force' }).click();
      await page.waitForFunction(() => document.querySelectorAll('.trend-table tbody tr').length === 2);
      await page.getByText('Saved sets').click();
      await page.getByRole('button', { name: /^Bearing 4/ }).click();
      await page.waitForSelector('.trend-table tbody tr:nth-child(3)');
      expect(faults).toEqual([]);
      await page.context().close();
    });
  },
);
