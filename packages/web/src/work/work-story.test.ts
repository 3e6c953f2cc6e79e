import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '@millwright/server';
import { ApiClient, DecisionsClient } from '@millwright/server/client';
import type { Browser, Page } from 'playwright-core';
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
  'work/routes.yaml': `routes:
  pump-round:
    name: { en: Round of the pumps, zh: 水泵巡检 }
    stops:
      - twin: room/pump1
        checks:
          - { check: temperature, text: { en: Temperature by hand, zh: 手测温度 }, kind: value, unit: Cel, limits: [15, 75] }
          - { check: picture, text: { en: Picture of the seal, zh: 密封照片 }, kind: photo }
`,
};

/** One grey pixel. */
const PHOTO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg==',
  'base64',
);
const STORY_MS = 120_000;
const why = chromiumPath === undefined ? ' (skipped: no Chromium; set CHROMIUM to its path)' : '';

describe.skipIf(chromiumPath === undefined)(`work on the real server${why}`, { timeout: STORY_MS }, () => {
  let folder: string;
  let server: RunningServer;
  let browser: Browser;
  let api: ApiClient;

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
    browser = await launch({ flat: true });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(address: string, size: { width: number; height: number }): Promise<Page> {
    const context = await browser.newContext({ viewport: size, locale: 'en-GB' });
    const page = await context.newPage();
    page.setDefaultTimeout(STORY_MS / 4);
    await page.goto(address);
    return page;
  }

  const button = (text: string) => `button:not([aria-disabled=true]):has-text("${text}")`;

  it('W63, W64, W65 an alarm becomes an order; a colleague walks a round on a phone, part of it without connection', async () => {
    const decisions = new DecisionsClient(api, 'pump-room');
    await api.postSamples('pump-room', [{ path: 'room/pump1.vibration', value: 8.5, time: Date.now() }]);
    const desk = await open(server.signInUrl, { width: 1280, height: 800 });
    await desk.waitForSelector('.top-bar');
    await desk.keyboard.press('6');
    await desk.click('.row-acts [aria-expanded=false]');
    await desk.click(button('Create a work order'));
    await desk.click(button('Create order'));
    await desk.waitForSelector('.work-item h3:has-text("Vibration high")');
    const [order] = await decisions.state('orders');
    expect(order).toMatchObject({ twin: 'room/pump1', priority: 'high', state: 'open' });
    expect(order.alarm).toContain('vibration-high');

    await desk.context().setOffline(true);
    await desk.click(button('Start'));
    await desk.selectOption('.work-form .field:has-text("Cause") select', 'wear');
    await desk.selectOption('.work-form .field:has-text("Remedy") select', 'replaced');
    await desk.click(button('Complete'));
    await desk.waitForSelector('.work-state-completed');
    await desk.waitForSelector('.outbox-waiting:has-text("2 entries")');
    expect((await decisions.state('orders'))[0].state).toBe('open');
    await desk.context().setOffline(false);
    await desk.waitForSelector('.outbox-waiting', { state: 'detached' });
    expect((await decisions.state('orders'))[0].state).toBe('completed');
    await desk.click('.work-item .link:has-text("Vibration high")');
    await desk.waitForSelector('.panel h2:has-text("Pump 1")');

    await desk.click('.rail-item:has-text("Settings")');
    await desk.click(button('People'));
    await desk.fill('.work-form .field:has-text("Name") input', 'Bo');
    await desk.click(button('Add somebody'));
    await desk.click('button[aria-label="Sign-in link for Bo"]');
    const link = await desk.inputValue('.secret input');

    const phone = await open(link, { width: 390, height: 844 });
    await phone.waitForSelector('.top-bar');
    await phone.click('.rail-item:has-text("Work")');
    await phone.click(button('Rounds'));
    await phone.click(button('Call a round'));
    await phone.click(button('Start the round'));
    await phone.waitForSelector('.work-state-walking');
    await phone.waitForSelector('.outbox-waiting', { state: 'detached' });
    await phone.context().setOffline(true);
    await phone.fill('.check-value input', '82');
    await phone.click(button('Save'));
    await phone.setInputFiles('.check input[type=file]', {
      name: 'seal.png',
      mimeType: 'image/png',
      buffer: PHOTO,
    });
    await phone.waitForFunction(() => document.querySelectorAll('.check-state').length === 2);
    expect(await phone.textContent('.check-out')).toContain('Finding');
    await phone.click('.work-more summary:has-text("Mark a fault")');
    await phone.fill('.faults .field input', 'Seal drips');
    await phone.click(`.faults ${button('Mark a fault')}`);
    await phone.waitForSelector('.outbox-waiting:has-text("3 entries")');
    expect((await decisions.state('rounds'))[0].records).toEqual([]);
    await phone.context().setOffline(false);
    await phone.waitForSelector('.outbox-waiting', { state: 'detached' });
    await phone.click(button('Complete the round'));
    await phone.waitForSelector('.work-state-completed');
    await expect
      .poll(async () => (await decisions.state('rounds'))[0].state, { timeout: STORY_MS / 4 })
      .toBe('completed');
    const [round, review] = await decisions.state('rounds');
    expect(round).toMatchObject({ walker: 'employee/bo', points: [{ text: 'Seal drips' }] });
    expect(round.records.map(({ check, finding }) => [check, finding])).toEqual([
      ['temperature', true],
      ['picture', false],
    ]);
    expect(round.records[1].answer.photo?.size).toBe(PHOTO.length);
    expect(review).toMatchObject({ why: 'review', reviewOf: round.id });
  });
});
