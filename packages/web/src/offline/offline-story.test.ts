import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
  vibration: { unit: mm/s, range: [0, 20], name: { en: Vibration, zh: 振动 } }
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
          - { check: leak, text: { en: Does it leak?, zh: 是否泄漏？ }, kind: note }
`,
  'procedures/check-pump.yaml': `procedure: check-pump
name: { en: Check the pump, zh: 检查泵 }
steps:
  - { step: stop, text: { en: Stop the pump, zh: 停泵 } }
  - { step: wet, text: { en: Is it wet?, zh: 是否潮湿？ }, check: { kind: choice, options: { dry: { text: Dry, next: close }, wet: { text: Wet, fault: true } } } }
  - { step: seal, text: { en: Change the seal, zh: 更换密封 } }
  - { step: close, text: { en: Close the guard, zh: 关闭护罩 } }
`,
};
/** One grey pixel. */
const PHOTO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg==',
  'base64',
);
const STORY_MS = 180_000;
const PHONE = { width: 390, height: 844 };
const why = chromiumPath === undefined ? ' (skipped: no Chromium; set CHROMIUM to its path)' : '';

describe.skipIf(chromiumPath === undefined)(`without connection${why}`, { timeout: STORY_MS }, () => {
  let folder: string;
  let server: RunningServer;
  let browser: Browser;
  let decisions: DecisionsClient;

  const start = async (port: number) => {
    server = await startServer({
      plants: [join(folder, 'plant')],
      port,
      data: join(folder, 'data'),
      page: join(folder, 'page'),
      log: () => {},
    });
    decisions = new DecisionsClient(new ApiClient(server.url, server.token), 'pump-room');
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millwright-offline-'));
    for (const [file, text] of Object.entries(DOCUMENTS)) {
      await mkdir(join(folder, 'plant', file, '..'), { recursive: true });
      await writeFile(join(folder, 'plant', file), text);
    }
    await cp(await builtPage(), join(folder, 'page'), { recursive: true });
    await start(0);
    browser = await launch({ flat: true });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A phone on which the page was opened once, so that it is kept. */
  async function phone(address: string): Promise<Page> {
    const context = await browser.newContext({ viewport: PHONE, locale: 'en-GB', serviceWorkers: 'allow' });
    const page = await context.newPage();
    page.setDefaultTimeout(STORY_MS / 6);
    await page.goto(address);
    await page.waitForSelector('.top-bar');
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    return page;
  }

  /** What the browser keeps of an answer about the plant. */
  const kept = (page: Page, path: string) =>
    page.evaluate(async (address) => {
      const answers = await caches.open('millwright-answers');
      return (await (await answers.match(address))?.text()) ?? '';
    }, `/api/v1/plants/pump-room/${path}`);

  const button = (text: string) => `button:not([aria-disabled=true]):has-text("${text}")`;

  it('W70 a page that is reloaded without connection opens, the round goes on, and what was done is sent once, in order', async () => {
    const page = await phone(server.signInUrl);
    await page.click('.rail-item:has-text("Work")');
    await page.click(button('Rounds'));
    await page.click(button('Call a round'));
    await page.click(button('Start the round'));
    await page.waitForSelector('.work-state-walking');
    await page.waitForSelector('.outbox-waiting', { state: 'detached' });
    await expect.poll(() => kept(page, 'states/rounds'), { timeout: STORY_MS / 6 }).toContain('walking');
    const port = Number(new URL(server.url).port);
    await server.close();
    await page.reload();
    await page.waitForSelector('.banner:has-text("No connection. Work as of")');
    await page.waitForSelector('.work-state-walking');
    await page.fill('.check-value input', '82');
    await page.click(button('Save'));
    await page.waitForSelector('.outbox-waiting:has-text("One entry")');
    await page.context().setOffline(true);
    await page.reload();
    await page.waitForSelector('.check-out:has-text("Finding")');
    expect(await page.inputValue('.check-value input')).toBe('82');
    await start(port);
    expect((await decisions.state('rounds'))[0].records).toEqual([]);
    await page.context().setOffline(false);
    await page.waitForSelector('.outbox-waiting', { state: 'detached' });
    await page.waitForSelector('.banner', { state: 'detached' });
    const [round] = await decisions.state('rounds');
    expect(round.records).toMatchObject([{ check: 'temperature', answer: { value: 82 }, finding: true }]);
  });

  it('W71 an order that is made without connection is worked on, with a photo; a round is called and walked, a procedure carried on', async () => {
    const command = (type: string, subject: string, data: object) =>
      decisions.command({ id: crypto.randomUUID(), type, subject, data: { ...data } });
    await command('start-procedure', 'twin/room/pump1', { procedure: 'check-pump' });
    const { url } = await decisions.signInLink('administrator');
    const page = await phone(url);
    await page.click('.rail-item:has-text("Work")');
    await page.waitForSelector('.work-bar');
    for (const of of ['Rounds', 'Procedures', 'Orders']) await page.click(button(of));
    await expect
      .poll(() => kept(page, 'states/procedures'), { timeout: STORY_MS / 6 })
      .toContain('check-pump');
    await expect.poll(() => kept(page, 'work'), { timeout: STORY_MS / 6 }).toContain('pump-round');
    await expect.poll(() => kept(page, 'states/orders'), { timeout: STORY_MS / 6 }).toContain('[');
    const port = Number(new URL(server.url).port);
    await server.close();
    await page.reload();

    await page.click(button('Orders'));
    await page.click(button('New order'));
    await page.fill('.work-form .field:has-text("What is to be done") input', 'Seal drips');
    await page.click(button('Create order'));
    await page.waitForSelector('h3:has-text("Seal drips")');
    await page.click(button('Start'));
    await page.waitForSelector('.work-state-started');
    await page.setInputFiles('.work-records input[type=file]', {
      name: 'seal.png',
      mimeType: 'image/png',
      buffer: PHOTO,
    });
    await page.waitForSelector('.photos:has-text("seal.png")');

    await page.click(button('Procedures'));
    await page.click('.work-card .link:has-text("Check the pump")');
    for (const step of ['Stop the pump', 'Is it wet?', 'Change the seal']) {
      await page.waitForSelector(`.run-next h4:has-text("${step}")`);
      if (step === 'Is it wet?') await page.click(`.run-next ${button('Wet')}`);
      else await page.click(`.run-next ${button('Done')}`);
    }
    await page.waitForSelector('.run-next h4:has-text("Close the guard")');

    await page.click(button('Rounds'));
    await page.click(button('Call a round'));
    await page.click(button('Start the round'));
    await page.waitForSelector('.work-state-walking');
    await page.fill('.check-value input', '40');
    await page.click(button('Save'));
    await page.waitForSelector('.outbox-waiting:has-text("9 entries")');
    await page.click('.outbox-waiting summary');
    expect(await page.textContent('.outbox-waiting li >> nth=0')).toContain('Seal drips');

    await start(port);
    await page.waitForSelector('.outbox-waiting', { state: 'detached' });
    const orders = await decisions.state('orders');
    expect(orders.at(-1)).toMatchObject({
      title: 'Seal drips',
      state: 'started',
      attachments: [{ name: 'seal.png' }],
    });
    const [run] = await decisions.state('procedures');
    expect([run.step, run.done.map(({ step }) => step)]).toEqual(['close', ['stop', 'wet', 'seal']]);
    const round = (await decisions.state('rounds')).at(-1);
    expect(round).toMatchObject({
      state: 'walking',
      records: [{ check: 'temperature', answer: { value: 40 } }],
    });
    await page.waitForSelector(`.round code:has-text("${round?.id}")`);
    await page.waitForFunction((id) => location.search.includes(`work=${id}`), round?.id);
    await page.context().close();
  });

  it('W74 what the server refuses because the thing has changed says what happened meanwhile, by whom and when', async () => {
    const command = async (type: string, subject: string, data: object = {}, reason?: string) =>
      (await decisions.command({ id: crypto.randomUUID(), type, subject, data: { ...data }, reason }))
        .events[0];
    const { subject } = await command('create-order', 'twin/room/pump1', { title: 'Bearing is loud' });
    const { url } = await decisions.signInLink('administrator');
    const page = await phone(url);
    await page.click('.rail-item:has-text("Work")');
    await page.click('.link:has-text("Bearing is loud")');
    await page.waitForSelector('.work-state-open');
    await page.context().setOffline(true);
    await page.click(button('Start'));
    await page.waitForSelector('.outbox-waiting:has-text("One entry")');
    await command('start-order', subject);
    await command('complete-order', subject, { cause: 'wear', remedy: 'replaced' });
    await command('close-order', subject);
    await page.context().setOffline(false);
    await page.waitForSelector('.outbox-refused:has-text("Meanwhile:")');
    const told = await page.textContent('.outbox-refused');
    for (const words of ['is closed', 'Work begun', 'Work completed', 'Work order closed', 'Administrator'])
      expect(told).toContain(words);
    await page.click(button('Let it go'));
    await page.waitForSelector('.outbox-refused', { state: 'detached' });
    await page.waitForSelector('.work-state-closed');
    await page.context().close();
  });

  it('W70 a new version of the product takes over with the next opening, and is what opens without connection', async () => {
    const { url } = await decisions.signInLink('administrator');
    const page = await phone(url);
    const shells = () =>
      page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('millwright-shell-')));
    const [before] = await shells();
    const change = async (name: string, from: RegExp, to: string) => {
      const file = join(folder, 'page', name);
      await writeFile(file, (await readFile(file, 'utf8')).replace(from, to));
    };
    await change('index.html', /<title>.*<\/title>/, '<title>The next version</title>');
    await change('sw.js', /"version":"[^"]*"/, '"version":"next"');
    await page.reload();
    // The new one has a page's worth of files to fetch before it takes over.
    const old = await page.evaluateHandle(() => navigator.serviceWorker.controller);
    expect(await page.title()).toBe('The next version');
    await expect.poll(shells, { timeout: STORY_MS / 6 }).toEqual([before, 'millwright-shell-next']);
    await page.waitForFunction((before) => {
      const { controller } = navigator.serviceWorker;
      return controller !== before && controller?.state === 'activated';
    }, old);
    const port = Number(new URL(server.url).port);
    await server.close();
    await page.reload();
    expect(await page.title()).toBe('The next version');
    await page.waitForSelector('.banner:has-text("No connection.")');
    await start(port);
    await page.context().close();
  });

  it('W70 a page that stays open is told when the server is back with another version of it', async () => {
    const { url } = await decisions.signInLink('administrator');
    const page = await phone(url);
    const port = Number(new URL(server.url).port);
    const restart = async () => {
      await server.close();
      await page.waitForSelector('.banner-lost');
      await start(port);
      await page.waitForSelector('.banner-lost', { state: 'detached' });
    };
    const file = join(folder, 'page', 'index.html');
    const index = await readFile(file, 'utf8');
    await writeFile(
      file,
      index.replace(/(<script type="module"[^>]* src=")([^"]+)"/, '$1/assets/another.js"'),
    );
    await restart();
    await page.waitForSelector('.banner button:has-text("Load it")');
    // Back to the one that runs here.
    await writeFile(file, index);
    await restart();
    await page.waitForSelector('.banner', { state: 'detached' });
    await page.context().close();
  });

  it('W70 nothing is kept of somebody who has signed out, and nothing secret at any time', async () => {
    const { url } = await decisions.signInLink('administrator');
    const page = await phone(url);
    await expect.poll(() => kept(page, 'staff'), { timeout: STORY_MS / 6 }).toContain('administrator');
    const secret = new URL(url).searchParams.get('token') ?? 'none';
    const all = await page.evaluate(async () => {
      const found: string[] = [];
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
          found.push(request.url);
          if (!request.url.includes('/assets/'))
            found.push((await (await cache.match(request))?.text()) ?? '');
        }
      }
      return found.join('\n');
    });
    expect(all).not.toContain(secret);
    expect(all).not.toMatch(/states?\?|\/alarms\b(?<!states\/alarms)/);
    await page.click('.rail-item:has-text("Settings")');
    await page.click(button('Account'));
    await page.click(button('Sign out'));
    await page.waitForSelector('input[type=password]');
    expect(await page.evaluate(() => caches.has('millwright-answers'))).toBe(false);
  });
});
