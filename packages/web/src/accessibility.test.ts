import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch } from '../test/browser.ts';
import { builtPage } from '../test/built-page.ts';
import { BAD_BEARING } from '../test/fixture-plant.ts';
import { type Fixture, startFixture } from '../test/fixture-server.ts';
import { PUMP, startPumpRoom } from '../test/pump-room.ts';
import { TABS, VIEWS } from './state/ui-store.ts';

const STORY_MS = 120_000;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The other theme has the same elements: only its colours can be wrong. */
const COLOURS = ['color-contrast'];
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Address, what is there when it has its data, and the part of the page that is opened. */
const DECIDING: readonly (readonly [query: string, content: string, part?: number])[] = [
  ['view=alarms', 'tr[data-alarm]'],
  ['view=alarms', '.position td', 3],
  [`view=alarms&twin=${PUMP}&tab=work`, '.alarm-card'],
  ['view=work', '.table-orders td'],
  ['view=work&work=rounds', '.work-card'],
  ['view=work&work=plans', '.table-plans td'],
  ['view=work&work=shift', '.work textarea'],
  ['view=work&work=order/0001', '.work-item h3'],
  ['view=work&work=round/0001', '.round h3'],
  ['view=changes', '.page-count'],
  ['view=engineering', '.build-panel'],
  ['view=engineering', '.build-panel', 1],
  ['view=engineering', '.build-panel', 3],
  ['view=engineering', '.build-panel', 4],
  ['view=journal', '.table-journal td'],
  ['view=settings', '.people h3', 1],
  ['view=settings', '.employee', 2],
  ['view=settings', '.people h3', 3],
];

const why = chromiumPath === undefined ? ' (skipped: no Chromium; set CHROMIUM to its path)' : '';

describe.skipIf(chromiumPath === undefined)(`for everybody${why}`, { timeout: STORY_MS }, () => {
  let browser: Browser;
  let fixture: Fixture;

  beforeAll(async () => {
    fixture = await startFixture(await builtPage());
    browser = await launch({ flat: true });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await fixture?.close();
  });

  async function open(query: string, more: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
      ...more,
    });
    const page = await context.newPage();
    await page.goto(fixture.url + query);
    await page.waitForSelector('.top-bar');
    return page;
  }

  /** What axe finds, as lines that say where. */
  async function faultsOf(page: Page, rules: readonly string[] = RULES): Promise<string[]> {
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.addScriptTag({ path: AXE });
    const { violations } = await page.evaluate(
      async (values): Promise<axe.AxeResults> => {
        const found: unknown = Reflect.get(globalThis, 'axe');
        return (found as typeof axe).run({ runOnly: values });
      },
      [...rules],
    );
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')} ${node.any[0]?.message ?? ''}`),
    );
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    const rules = colorScheme === 'light' ? RULES : COLOURS;
    it(`W23 axe finds nothing on any view, ${colorScheme}`, async () => {
      const page = await open('?view=overview', { colorScheme });
      for (const view of VIEWS) {
        await page.click(`.rail-item >> nth=${VIEWS.indexOf(view)}`);
        await page.waitForSelector(`[data-view=${view}]`);
        await page.waitForSelector('.loading', { state: 'detached' });
        expect(await faultsOf(page, rules), view).toEqual([]);
      }
      await page.click('.search-button');
      await page.keyboard.type('bearing');
      await page.waitForSelector('.search [role=option]');
      expect(await faultsOf(page, rules), 'search').toEqual([]);
      await page.context().close();
    });

    it(`W23 axe finds nothing in the panel, ${colorScheme}`, async () => {
      const page = await open(`?view=alarms&twin=${BAD_BEARING}&alarm=vibration-1`, { colorScheme });
      await page.waitForSelector('.alarm-card');
      for (const tab of TABS) {
        await page.click(`#tab-${tab}`);
        await page.waitForSelector('.loading', { state: 'detached' });
        expect(await faultsOf(page, rules), tab).toEqual([]);
      }
      await page.click('.alarm-card .button');
      await page.waitForSelector('.clock-replay');
      expect(await faultsOf(page, rules), 'replay').toEqual([]);
      await page.context().close();
    });
  }

  it('W23 axe finds nothing where people decide and build, with data, both themes', {
    timeout: 2 * STORY_MS,
  }, async () => {
    const room = await startPumpRoom();
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
      // The policy of the real server keeps axe out.
      bypassCSP: true,
    });
    const page = await context.newPage();
    await page.goto(room.server.signInUrl);
    await page.waitForSelector('.top-bar');
    const faults: string[] = [];
    for (const [query, content, part] of DECIDING) {
      await page.goto(`${room.server.url}/?${query}`);
      await page.waitForSelector('.top-bar');
      if (part !== undefined) await page.click(`.page-bar .ranges button >> nth=${part}`);
      await page.waitForSelector(content);
      await page.waitForSelector('.loading', { state: 'detached' });
      const name = `${query} ${part ?? ''}`;
      for (const fault of await faultsOf(page)) faults.push(`${name}: ${fault}`);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.waitForFunction(() => matchMedia('(prefers-color-scheme: dark)').matches);
      for (const fault of await faultsOf(page, COLOURS)) faults.push(`${name} dark: ${fault}`);
      await page.emulateMedia({ colorScheme: 'light' });
    }
    await context.close();
    await room.close();
    expect(faults).toEqual([]);
  });

  it('W23 nothing is wider than a phone in portrait, and targets are large enough to hit', async () => {
    const page = await open('?view=alarms', { viewport: { width: 390, height: 844 } });
    for (const view of ['alarms', 'signals', 'sources', 'overview', 'settings'] as const) {
      await page.click(`.rail-item >> nth=${VIEWS.indexOf(view)}`);
      await page.waitForSelector(`[data-view=${view}]`);
      const wide = await page.evaluate(() =>
        [...document.querySelectorAll('.page, .table-scroll, .top-bar, .page-overview')]
          .filter(
            (each) => each.scrollWidth > each.clientWidth + 1 && !each.classList.contains('peers-scroll'),
          )
          .map((each) => `${each.className} ${each.scrollWidth}`),
      );
      expect(wide, view).toEqual([]);
      expect(await faultsOf(page), view).toEqual([]);
    }
    await page.click('.rail-item >> nth=0');
    await page.context().close();
  });

  it('W23 a wall display draws twice as large', async () => {
    const size = async (width: number, height: number) => {
      const page = await open('?view=alarms', { viewport: { width, height } });
      const px = await page.evaluate(() => getComputedStyle(document.body).fontSize);
      await page.context().close();
      return Number.parseFloat(px);
    };
    expect((await size(3840, 2160)) / (await size(1440, 900))).toBe(2);
  });

  it('W23 by keyboard: past the frame to the content, into a table and through it', async () => {
    const page = await open('?view=overview');
    await page.waitForSelector('.peers [data-cell]');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip-link');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await page.focus('.peers [data-cell][tabindex="0"]');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.panel-head h2');
    expect(await page.textContent('.panel-head h2')).toBe('Stand 2');
    await page.focus('.panel-resizer');
    const width = () => page.evaluate(() => document.querySelector('.panel')?.clientWidth ?? 0);
    const before = await width();
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction((w) => (document.querySelector('.panel')?.clientWidth ?? 0) > w, before);
    await page.keyboard.press('Control+k');
    await page.waitForSelector('.search input');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.search', { state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('panel-resizer');
    await page.context().close();
  });
});
