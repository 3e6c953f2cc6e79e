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

  it('W26 at the highest quality corners and contacts are darker, and nothing else is', async () => {
    /** Mean brightness of the space, 0 to 255, and its brightest tenth. */
    const brightness = async (quality: 'auto' | 'high', card = false) => {
      const context = await browser.newContext({
        viewport: { width: 900, height: 600 },
        reducedMotion: 'reduce',
      });
      await context.addInitScript((choice) => localStorage.setItem('millwright.quality', choice), quality);
      // Drawn as on a graphics card, though none is here.
      if (card) {
        await context.addInitScript(() => {
          const asked = WebGL2RenderingContext.prototype.getParameter;
          const renderer = 0x9246;
          WebGL2RenderingContext.prototype.getParameter = function (name: number) {
            return name === renderer ? 'A graphics card' : asked.call(this, name);
          };
        });
      }
      const page = await context.newPage();
      page.setDefaultTimeout(STORY_MS / 2);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      // A shader that does not compile.
      page.on('console', (told) => told.text().includes('THREE.WebGL') && faults.push(told.text()));
      await page.goto(`${fixture.url}/?at=${new Date(Date.now() - 60_000).toISOString()}`);
      await page.waitForSelector('.label:not([hidden])');
      const of = async () => {
        const png = (await page.locator('canvas[role=application]').screenshot()).toString('base64');
        return page.evaluate(async (data) => {
          const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
          const c = new OffscreenCanvas(image.width, image.height).getContext('2d');
          if (!c) throw new Error('no canvas');
          c.drawImage(image, 0, 0);
          const { data: bytes } = c.getImageData(0, 0, image.width, image.height);
          const all = Array.from({ length: bytes.length / 4 }, (_, i) => bytes[i * 4 + 1]).sort(
            (a, b) => a - b,
          );
          return {
            mean: all.reduce((a, b) => a + b, 0) / all.length,
            bright: all[Math.floor(all.length * 0.9)],
          };
        }, png);
      };
      // Until the fine picture of what rests is there.
      let last = await of();
      for (let same = 0; same < 2; ) {
        await page.waitForTimeout(400);
        const next = await of();
        same = Math.abs(next.mean - last.mean) < 0.02 ? same + 1 : 0;
        last = next;
      }
      expect(faults).toEqual([]);
      await context.close();
      return last;
    };
    const [plain, occluded] = [await brightness('auto'), await brightness('high')];
    expect(occluded.mean).toBeLessThan(plain.mean - 0.1);
    expect(occluded.mean).toBeGreaterThan(plain.mean - 12);
    expect(Math.abs(occluded.bright - plain.bright)).toBeLessThan(3);
    const onCard = await brightness('high', true);
    expect(Math.abs(onCard.mean - occluded.mean)).toBeLessThan(3);
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

  it('W25 measuring and boxes by pointer: names are clicked through, nothing lies over another', async () => {
    const context = await browser.newContext({
      viewport: { width: 1024, height: 700 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(STORY_MS / 2);
    await page.goto(`${fixture.url}/`);
    await page.click('.space-tools .tool-measure');
    await page.waitForSelector('.label:not([hidden])');
    const under = await page.evaluate(() => {
      const box = document.querySelector('.label:not([hidden])')?.getBoundingClientRect();
      return box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)?.tagName;
    });
    expect(under).toBe('CANVAS');
    const space = await page.locator('canvas[role=application]').boundingBox();
    if (!space) throw new Error('no picture');
    // Down the middle, over machines and floor, until two points were hit.
    const hint = page.locator('.space-hint');
    for (let share = 0.44; !(await hint.textContent())?.startsWith('Distance'); share += 0.04) {
      expect(share).toBeLessThan(0.8);
      await page.mouse.click(space.x + space.width / 2, space.y + space.height * share);
    }
    expect(new URL(page.url()).searchParams.get('twin')).toBeNull();

    await page.click('.space-tools .tool-section');
    await page.click('.space-tools [aria-expanded]');
    const overlaps = (a: string, b: string) =>
      page.evaluate(
        (pair) => {
          const [one, other] = pair.map((each) => document.querySelector(each)?.getBoundingClientRect());
          if (!one || !other) throw new Error('not there');
          const across = one.left < other.right && other.left < one.right;
          return across && one.top < other.bottom && other.top < one.bottom;
        },
        [a, b],
      );
    expect(await overlaps('.space-box:first-child', '.space-box:last-child')).toBe(false);
    expect(await overlaps('.space-hint', '.mini-map')).toBe(false);
    await context.close();
  });

  it('W26 what was drawn over the resting picture leaves no trace', async () => {
    const context = await browser.newContext({
      viewport: { width: 900, height: 600 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(STORY_MS / 2);
    await page.goto(`${fixture.url}/?at=${new Date(Date.now() - 60_000).toISOString()}`);
    await page.waitForSelector('.label:not([hidden])');
    const space = page.locator('canvas[role=application]');
    const picture = async () => (await space.screenshot()).toString('base64');
    /** Once it stays the same. */
    const settled = async () => {
      for (let last = await picture(); ; ) {
        await page.waitForTimeout(400);
        const next = await picture();
        if (next === last) return next;
        last = next;
      }
    };
    const box = await space.boundingBox();
    const label = await page.locator('.label:not([hidden])').first().boundingBox();
    if (!box || !label) throw new Error('no picture');
    // Names lie over the picture and would change with what is pointed at.
    await page.addStyleTag({ content: '.labels { visibility: hidden }' });
    await page.mouse.move(box.x + 4, box.y + 4);
    const before = await settled();
    // Below its name stands the thing itself.
    await page.mouse.move(label.x + label.width / 2, label.y + label.height + 14);
    await expect.poll(picture, { timeout: STORY_MS / 4 }).not.toBe(before);
    await settled();
    await page.mouse.move(box.x + 4, box.y + 4);
    await expect.poll(picture, { timeout: STORY_MS / 4 }).toBe(before);
    await context.close();
  });

  it('W3 a value on a label is struck through when the connection is lost', async () => {
    const context = await browser.newContext({ viewport: { width: 900, height: 600 }, locale: 'en-GB' });
    const page = await context.newPage();
    page.setDefaultTimeout(STORY_MS / 2);
    await page.goto(`${fixture.url}/?twin=${BAD_BEARING}`);
    await page.waitForSelector('.label-selected .label-value:not(.label-struck):not(:empty)');
    fixture.connect(false);
    await page.waitForSelector('.label-selected .label-struck:not(:empty)');
    fixture.connect(true);
    await page.waitForSelector('.label-selected .label-value:not(.label-struck):not(:empty)');
    await context.close();
  });
});
