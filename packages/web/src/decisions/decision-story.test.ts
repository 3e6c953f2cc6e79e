import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '@millwright/server';
import { ApiClient } from '@millwright/server/client';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch } from '../../test/browser.ts';
import { builtPage } from '../../test/built-page.ts';

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
  `decisions on the real server${why}`,
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

    it('W60 an alarm is acknowledged on screen, stands in the journal in words, and its proof is saved', async () => {
      const api = new ApiClient(server.url, server.token);
      await api.postSamples('pump-room', [{ path: 'room/pump1.vibration', value: 8.5, time: Date.now() }]);
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
      const page = await context.newPage();
      page.setDefaultTimeout(STORY_MS / 4);
      await page.goto(server.signInUrl);
      await page.waitForSelector('.top-bar');
      await page.keyboard.press('6');
      await page.waitForSelector('.condition-unacknowledged');
      await page.focus('.row-acts .act:not([aria-disabled=true])');
      await page.keyboard.press('Enter');
      await page.waitForSelector('tr[data-alarm] .condition-acknowledged');
      await page.click('.rail-item[title=Journal]');
      await page.click('.table-journal .link:has-text("Alarm acknowledged: Vibration high, Pump 1")');
      await page.waitForSelector('.event-details ol li:has-text("Alarm raised")');
      const saved = page.waitForEvent('download');
      await page.click('.event-details .button-strong');
      expect((await saved).suggestedFilename()).toMatch(/^pump-room-event-\d+\.proof$/);
    });
  },
);
