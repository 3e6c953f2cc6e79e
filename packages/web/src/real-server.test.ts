import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '@millwright/server';
import { ApiClient } from '@millwright/server/client';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch } from '../test/browser.ts';
import { builtPage } from '../test/built-page.ts';

const DOCUMENTS: Readonly<Record<string, string>> = {
  'plant.yaml':
    'plant: pump-room\nname: { en: Pump room, zh: 泵房 }\ntimezone: Europe/Berlin\nkpi: room/pump1.vibration\n',
  'types/pump.yaml': `type: pump
name: { en: Pump, zh: 泵 }
signals:
  vibration: { unit: mm/s, range: [0, 20], normal: [0, 4], resolution: 0.01, name: { en: Vibration, zh: 振动 } }
  excess: { unit: mm/s, formula: "vibration - 4 mm/s", resolution: 0.01, name: { en: Excess vibration, zh: 超出量 } }
alarms:
  vibration-high:
    name: { en: Vibration high, zh: 振动高 }
    when: vibration > 7 mm/s
    delay: 0 s
    offDelay: 1 min
    priority: high
    respond: { en: Change the bearing., zh: 更换轴承。 }
shape: { kind: motor, params: { length: 1, diameter: 0.6 } }
`,
  'twins.yaml':
    'twins:\n  - { path: room, name: Room }\n  - { path: room/pump1, type: pump, name: { en: Pump 1, zh: 1号泵 } }\n',
  'sources.yaml': 'sources:\n  push: { type: http, signals: { "room/pump1.vibration": push } }\n',
};

const STORY_MS = 120_000;
const why = chromiumPath === undefined ? ' (skipped: no Chromium; set CHROMIUM to its path)' : '';

describe.skipIf(chromiumPath === undefined)(
  `the page on the real server${why}`,
  { timeout: STORY_MS },
  () => {
    let folder: string;
    let server: RunningServer;
    let browser: Browser;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'millwright-web-'));
      await mkdir(join(folder, 'plant', 'types'), { recursive: true });
      for (const [file, text] of Object.entries(DOCUMENTS))
        await writeFile(join(folder, 'plant', file), text);
      server = await startServer({
        plants: [join(folder, 'plant')],
        port: 0,
        data: join(folder, 'data'),
        page: await builtPage(),
        log: () => {},
      });
      browser = await launch({ flat: true });
    }, 60_000);

    afterAll(async () => {
      await browser?.close();
      await server?.close();
      await rm(folder, { recursive: true, force: true });
    });

    it('W11 a sample over the limit becomes an alarm on screen, explained and traced to its moment', async () => {
      const api = new ApiClient(server.url, server.token);
      const push = (value: number) =>
        api.postSamples('pump-room', [{ path: 'room/pump1.vibration', value, time: Date.now() }]);
      await push(3);
      const context = await browser.newContext({ viewport: { width: 1024, height: 640 }, locale: 'en-GB' });
      const page = await context.newPage();
      page.setDefaultTimeout(STORY_MS / 2);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      await page.goto(server.signInUrl);
      await page.waitForSelector('.alarm-none');
      await push(8.5);
      await page.click('.alarm-count');
      await page.waitForSelector('.alarm-card');
      const card = await page.textContent('.alarm-card');
      expect(card).toContain('Vibration high');
      expect(card).toContain('8.50');
      expect(card).toContain('Vibration > 7 mm/s');
      await page.getByRole('button', { name: 'Show that moment' }).first().click();
      await page.waitForSelector('.clock-replay');
      await page.waitForFunction(
        () => document.querySelector('.indicator-main .digits')?.textContent === '8.50',
      );
      await page.click('#tab-explain');
      await page.waitForSelector('.tree');
      expect(await page.textContent('.explain > .formula')).toBe('Vibration > 7 mm/s');
      await page.selectOption('.tab-panel select', 'room/pump1.excess');
      await page.waitForFunction(
        () => document.querySelector('.explain > .formula')?.textContent === 'Vibration \u2212 4 mm/s',
      );
      expect(await page.textContent('.explain-value')).toContain('4.50');
      expect(await page.textContent('.tree')).toContain('8.50');
      await page.click('.back-to-live');
      await page.waitForSelector('.clock-live');
      expect(faults).toEqual([]);
    });
  },
);
