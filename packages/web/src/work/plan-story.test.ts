import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '@millwright/server';
import { ApiClient, DecisionsClient } from '@millwright/server/client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch } from '../../test/browser.ts';
import { builtPage } from '../../test/built-page.ts';

const DOCUMENTS: Readonly<Record<string, string>> = {
  'plant.yaml': 'plant: pump-room\nname: { en: Pump room, zh: 泵房 }\ntimezone: Europe/Berlin\n',
  'types/pump.yaml': `type: pump
name: { en: Pump, zh: 泵 }
signals:
  vibration: { unit: mm/s, range: [0, 20] }
  hours: { unit: h }
shape: { kind: motor, params: { length: 3, diameter: 2 } }
`,
  'twins.yaml':
    'twins:\n  - { path: room, name: Room }\n  - { path: room/pump1, type: pump, name: { en: Pump 1, zh: 1号泵 } }\n',
  'sources.yaml': 'sources:\n  push: { type: http, signals: { "room/*.*": push } }\n',
  'work/routes.yaml': `routes:
  pump-round:
    name: { en: Round of the pumps, zh: 水泵巡检 }
    stops:
      - twin: room/pump1
        checks: [{ check: remark, text: Remark, kind: note, optional: true }]
`,
  'procedures/lock-out.yaml': `procedure: lock-out
name: { en: Lock out, zh: 上锁 }
steps:
  - { step: lock, text: Hang your lock, picture: procedures/lock.svg, check: { kind: confirm } }
`,
  'procedures/lock.svg':
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>',
};

const STORY_MS = 120_000;
const why = chromiumPath === undefined ? ' (skipped: no Chromium; set CHROMIUM to its path)' : '';
const button = (text: string) => `button:not([aria-disabled=true]):has-text("${text}")`;

describe.skipIf(chromiumPath === undefined)(
  `planned work on the real server${why}`,
  { timeout: STORY_MS },
  () => {
    let folder: string;
    let server: RunningServer;
    let browser: Browser;
    let api: ApiClient;
    let page: Page;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'millwright-web-'));
      for (const [file, text] of Object.entries(DOCUMENTS)) {
        await mkdir(join(folder, 'plant', file, '..'), { recursive: true });
        await writeFile(join(folder, 'plant', file), text);
      }
      server = await startServer({
        plants: [join(folder, 'plant')],
        port: 0,
        data: join(folder, 'data'),
        page: await builtPage(),
        log: () => {},
      });
      api = new ApiClient(server.url, server.token);
      browser = await launch();
      const context = await browser.newContext({ viewport: { width: 900, height: 600 }, locale: 'en-GB' });
      page = await context.newPage();
      page.setDefaultTimeout(STORY_MS / 4);
      await page.goto(server.signInUrl);
      await page.waitForSelector('.top-bar');
    }, 60_000);

    afterAll(async () => {
      await browser?.close();
      await server?.close();
      await rm(folder, { recursive: true, force: true });
    });

    const show = (query: string) => page.goto(`${server.url}/?plant=pump-room&${query}`);

    it('W69 a planner makes a plan in a form, sees what it would say, applies it, sees what it leads to, and suspends it', async () => {
      const decisions = new DecisionsClient(api, 'pump-room');
      const push = (value: number) =>
        api.postSamples('pump-room', [{ path: 'room/pump1.vibration', value, time: Date.now() }]);
      await push(6);
      await show('view=work&work=plans');
      await page.click(button('New plan'));
      await page.click(button('Add a plan'));
      await page.fill('dialog input', 'change-bearing');
      await page.click('dialog .button-main');
      await page.waitForSelector('.plan-instants li:nth-child(5)');
      await page.click('.plan-choice button:has-text("by condition")');
      await page.click('.plan-condition .cm-content');
      await page.keyboard.press('Control+a');
      await page.keyboard.type('vibration > 5 h');
      await page.waitForSelector('.plan-condition .formula-told:has-text("do not go together")');
      await page.waitForSelector('.plan-preview:has-text("free of errors")');
      await page.keyboard.press('Control+a');
      await page.keyboard.type('vibration > 5 mm/s');
      await page.keyboard.press('Escape');
      await page.waitForSelector('.plan-preview:has-text("holds for 1 of 1")');
      await page.click('#build-tab-changes');
      await page.click(button('Apply and save to folder'));
      await expect
        .poll(() => readFile(join(folder, 'plant/work/plans.yaml'), 'utf8'), { timeout: STORY_MS / 4 })
        .toContain('vibration > 5 mm/s');
      await expect
        .poll(async () => (await decisions.state('orders')).map(({ plan, twin }) => [plan, twin]), {
          timeout: STORY_MS / 4,
        })
        .toEqual([['change-bearing', 'room/pump1']]);

      await show('view=work&work=plans');
      await page.waitForSelector('.plan-holds:has-text("holds now")');
      await page.click('summary:has-text("What it has led to (1)")');
      await page.waitForSelector('.work-item .order-link:has-text("Pump 1")');
      await page.click('summary:has-text("Suspend")');
      await page.fill('.work-more[open] .handle-line input', 'The pump is taken out');
      await page.click(`.handle-line ${button('Suspend')}`);
      await page.waitForSelector('.page-remark:has-text("The pump is taken out")');
      expect((await decisions.state('plans')).suspended).toMatchObject([{ plan: 'change-bearing' }]);
      await page.click(button('Resume'));
      await expect
        .poll(async () => (await decisions.state('plans')).suspended, { timeout: STORY_MS / 4 })
        .toEqual([]);
    });

    it('W73 the code on a machine opens it with its procedures, whose steps show their pictures', async () => {
      await show('twin=room/pump1&tab=work');
      await page.click(button('Show the label'));
      await page.waitForSelector('.twin-label small:has-text("twin=room/pump1&tab=work")');
      await page.click(`.twin-work ${button('Start the procedure')}`);
      await page.waitForSelector('.run-next .step-picture img');
      await page.waitForFunction(() => {
        const image = document.querySelector('.step-picture img');
        return image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0;
      });
      await page.click(`.run-next ${button('Done')}`);
      await page.waitForSelector('.work-state-finished');
    });

    it('W68 who walks a round points at a fault on the machine; both stand in the space, and only at their time', async () => {
      const decisions = new DecisionsClient(api, 'pump-room');
      const before = Date.now();
      await show('view=work&work=rounds');
      await page.click(button('Call a round'));
      await page.click(button('Start the round'));
      await page.click(button('I am here'));
      await page.click('summary:has-text("Mark a fault")');
      await page.fill('.faults .field input', 'Seal drips');
      await page.click(button('Show where in the space'));
      await page.waitForSelector('.space-fault');
      const canvas = page.locator('.space canvas').first();
      const isMarked = () => page.locator('.faults small:has-text("Place marked")').isVisible();
      // The camera flies to the machine first: what is clicked on its way may miss it.
      await expect
        .poll(
          async () => {
            const box = (await isMarked()) ? null : await canvas.boundingBox();
            if (box) await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
            return isMarked();
          },
          { timeout: STORY_MS / 4, interval: 500 },
        )
        .toBe(true);
      await page.click(`.faults ${button('Mark a fault')}`);
      await expect
        .poll(async () => (await decisions.state('rounds'))[0].points, { timeout: STORY_MS / 4 })
        .toMatchObject([
          {
            text: 'Seal drips',
            twin: 'room/pump1',
            metres: [expect.anything(), expect.anything(), expect.anything()],
          },
        ]);
      const marks = page.locator('.label:not([hidden])', { hasText: /Seal drips|on a round since/ });
      await show('view=space');
      await expect.poll(() => marks.count(), { timeout: STORY_MS / 4 }).toBe(2);
      const at = async (time: number) => {
        const told = page.waitForResponse((answer) => answer.url().includes('/states/rounds?at='));
        await show(`view=space&twin=room/pump1&at=${new Date(time).toISOString()}`);
        await told;
        await page.waitForSelector('.label-selected:not([hidden])');
      };
      await at(Date.now());
      await expect.poll(() => marks.count(), { timeout: STORY_MS / 4 }).toBe(2);
      await at(before);
      expect(await marks.count()).toBe(0);
    });
  },
);
