import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch } from '../../test/browser.ts';
import { builtPage } from '../../test/built-page.ts';
import { type Fixture, startFixture } from '../../test/fixture-server.ts';
import { writeGlb } from '../../test/glb-writer.ts';

const STORY_MS = 120_000;
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const why = chromiumPath === undefined ? ' (skipped: no Chromium; set CHROMIUM to its path)' : '';

describe.skipIf(chromiumPath === undefined)(
  `the gallery in a real browser${why}`,
  { timeout: STORY_MS },
  () => {
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

    async function open(query: string, prepare: (page: Page) => Promise<void> = async () => {}) {
      const viewport = { width: 900, height: 600 };
      const context = await browser.newContext({ viewport, locale: 'en-GB', reducedMotion: 'reduce' });
      const page = await context.newPage();
      page.setDefaultTimeout(STORY_MS / 2);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(fixture.url) && !url.startsWith('blob:')) faults.push(`request to ${url}`);
      });
      await prepare(page);
      await page.goto(fixture.url + query);
      await page.waitForSelector('.top-bar');
      return { page, faults };
    }

    /** Share of a canvas that is not of its most frequent colour. */
    const drawn = (page: Page, selector: string) =>
      page.evaluate((found) => {
        const canvas = document.querySelector(found);
        if (!(canvas instanceof HTMLCanvasElement)) return 0;
        const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {
          data: [],
        };
        const counts = new Map<number, number>();
        for (let i = 0; i < data.length; i += 4) {
          const key = (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
        return 1 - Math.max(0, ...counts.values()) / (data.length / 4);
      }, selector);

    async function faultsOfAxe(page: Page): Promise<string[]> {
      if (!(await page.evaluate(() => 'axe' in globalThis))) await page.addScriptTag({ path: AXE });
      const { violations } = await page.evaluate(
        async (values): Promise<axe.AxeResults> => {
          const found: unknown = Reflect.get(globalThis, 'axe');
          return (found as typeof axe).run({ runOnly: values });
        },
        [...RULES],
      );
      return violations.flatMap(({ help, nodes }) =>
        nodes.map(({ target }) => `${help}: ${target.join(' ')}`),
      );
    }

    it('W33 nothing of the gallery is in the first load; found by search, a shape is opened and changed by keys alone', async () => {
      const loaded: string[] = [];
      const { page, faults } = await open('/?view=signals', async (fresh) => {
        fresh.on('request', (request) => loaded.push(request.url()));
      });
      await page.waitForSelector('.table');
      expect(loaded.filter((url) => /gallery|three|glb/i.test(url))).toEqual([]);
      await page.keyboard.press('Control+k');
      await page.keyboard.type('gallery');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.gallery-card');
      expect(new URL(page.url()).searchParams.get('view')).toBe('gallery');
      await page.waitForFunction(() => document.querySelectorAll('.gallery-card').length > 40);
      expect(await faultsOfAxe(page)).toEqual([]);
      await page.focus('.gallery input[type=search]');
      await page.keyboard.type('tank');
      await page.waitForFunction(() => document.querySelectorAll('.gallery-card').length < 5);
      await page.focus('.gallery-card:has(code:text-is("tank"))');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.gallery-main');
      await expect.poll(() => drawn(page, '.gallery-main'), { timeout: 20_000 }).toBeGreaterThan(0.05);
      expect(await page.locator('.gallery-levels li').count()).toBe(3);
      expect(await page.textContent('.gallery-yaml')).not.toContain('params');
      await page.focus('.gallery-desk input[type=range]');
      await page.keyboard.press('ArrowRight');
      expect(await page.textContent('.gallery-yaml')).toContain('params: { diameter:');
      await page.focus('.gallery-main');
      await page.keyboard.press('ArrowLeft');
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('W32 a GLB with a picture is drawn; one that is missing is named with its reason', async () => {
      const glb = Buffer.from(
        writeGlb([{ name: 'Coil', at: [0, 0, 0], size: [2, 2, 1.2], pictured: true, colour: [1, 1, 1] }]),
      );
      const { page, faults } = await open('/?view=gallery', async (fresh) => {
        await fresh.route('**/api/v1/plants/fixture/types', async (route) => {
          const answer = await route.fetch();
          const types = await answer.json();
          for (const type of types.items) {
            if (type.name === 'coil') type.shape.model = 'models/coil.glb';
            if (type.name === 'stand') type.shape.model = 'models/lost.glb';
          }
          await route.fulfill({ json: types });
        });
        await fresh.route('**/models/coil.glb', (route) =>
          route.fulfill({ body: glb, contentType: 'model/gltf-binary' }),
        );
      });
      await page.waitForSelector('.gallery-files li');
      const lines = page.locator('.gallery-files li');
      await page.waitForFunction(() =>
        /Drawn/.test(document.querySelector('.gallery-files')?.textContent ?? ''),
      );
      expect(await lines.filter({ hasText: 'coil.glb' }).textContent()).toContain('Drawn');
      expect(await lines.filter({ hasText: 'lost.glb' }).textContent()).toContain('not in the plant folder');
      await page.goto(`${fixture.url}/?view=signals&twin=mill/stand1&tab=documents`);
      await page.waitForSelector('.panel .note');
      expect(await page.textContent('.panel .note')).toContain('not in the plant folder');
      await page.keyboard.press('1');
      await page.waitForSelector('canvas[role=application]');
      expect(faults).toEqual([]);
      await page.context().close();
    });
  },
);
