import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '@millwright/server';
import { ApiClient } from '@millwright/server/client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch } from '../../test/browser.ts';
import { builtPage } from '../../test/built-page.ts';
import { VIEWS } from '../state/ui-store.ts';

const DOCUMENTS: Readonly<Record<string, string>> = {
  'plant.yaml': '# our plant\nplant: pump-room\nname: { en: Pump room, zh: 泵房 }\n',
  'types/pump.yaml': `type: pump
name: { en: Pump, zh: 泵 }
signals:
  flow:   { unit: m3/h, range: [0, 500] }   # of the meter
  vibration: { unit: mm/s, range: [0, 20], name: { en: Vibration, zh: 振动 } }
  excess: { unit: mm/s, formula: "vibration - 4 mm/s" }
shape: { kind: motor, params: { length: 1, diameter: 0.6 } }
`,
  'twins.yaml':
    'twins:\n  - { path: room, name: Room }\n  # the first\n  - { path: room/pump1, type: pump, place: { at: [0, 0, 0] } }\n  - { path: room/pump2, type: pump, place: { at: [4, 0, 0] } }\n',
  'sources.yaml': 'sources:\n  push: { type: http, signals: { "room/*.vibration": push } }\n',
};

const STORY_MS = 240_000;
const why = chromiumPath === undefined ? ' (skipped: no Chromium; set CHROMIUM to its path)' : '';

describe.skipIf(chromiumPath === undefined)(
  `building a plant in a real browser${why}`,
  { timeout: STORY_MS },
  () => {
    let folder: string;
    let server: RunningServer;
    let api: ApiClient;
    let browser: Browser;
    let device: { server: Server; port: number; sockets: Set<Socket> };

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'millwright-build-'));
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
      api = new ApiClient(server.url, server.token);
      browser = await launch();
      // 0x4228 0x0000 is 42 as a float.
      device = await modbusDevice([0x4228, 0, 7, 8]);
    }, 90_000);

    afterAll(async () => {
      await browser?.close();
      await server?.close();
      for (const socket of device?.sockets ?? []) socket.destroy();
      device?.server.close();
      await rm(folder, { recursive: true, force: true });
    });

    async function open(): Promise<{ page: Page; faults: string[] }> {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
      const page = await context.newPage();
      page.setDefaultTimeout(STORY_MS / 5);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      await page.goto(server.createLink());
      await page.waitForSelector('.top-bar');
      await page.goto(`${server.url}/?view=engineering`);
      await page.waitForSelector('.build-panel');
      return { page, faults };
    }

    const button = (name: string) => `button:has-text("${name}")`;
    const field = (page: Page, label: string) => page.getByLabel(label, { exact: false }).first();

    it('W50 a Modbus device becomes a source by mouse: form, test, registers, mapping, applied and saved', async () => {
      const { page, faults } = await open();
      await page.click(button('Add a source'));
      await page.click(button('Modbus TCP'));
      await page.waitForSelector('h3:has-text("modbus")');
      await field(page, 'Port').fill('99999');
      await page.waitForSelector('.field-faults');
      expect(await page.textContent('.field-faults')).toContain('65535');
      await field(page, 'Port').fill(String(device.port));
      await page.waitForSelector('.field-faults', { state: 'detached' });
      await page.click(button('Test connection'));
      await page.waitForSelector('.trial-good');
      await page.click(button('Browse'));
      await page.click(button('Read'));
      await page.click('.reading:has-text("float32 big") >> button >> nth=0');
      await page.fill('.line-open input >> nth=0', 'room/pump1.flow');
      await page.click(button('Take'));
      await page.click(button('Test connection'));
      await page.waitForFunction(() => document.querySelector('.trial')?.textContent?.includes('42'));
      expect((await api.signal('pump-room', 'room/pump1.flow')).value).toBeNull();
      await page.click(button('Review and apply'));
      await page.waitForSelector('text=New source modbus');
      await page.click(button('Apply and save to folder'));
      await page.waitForSelector('.build-done');
      await page.waitForFunction(() =>
        document.querySelector('.draft-state')?.textContent?.startsWith('No changes'),
      );
      await until(async () => (await api.signal('pump-room', 'room/pump1.flow')).value === 42);
      const written = await readFile(join(folder, 'plant', 'sources.yaml'), 'utf8');
      expect(written).toContain('push: { type: http, signals: { "room/*.vibration": push } }');
      expect(written).toContain('room/pump1.flow: holding:0:float32:big');
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('W51 a formula is changed: the fault stands under it as one types, its past is shown, and it runs', async () => {
      const now = Date.now();
      const samples = Array.from({ length: 60 }, (_, i) => ({
        path: 'room/pump1.vibration',
        value: 5 + (i % 3),
        time: now - 60_000 + i * 1000,
      }));
      await api.postSamples('pump-room', samples);
      const { page, faults } = await open();
      await page.click('#build-tab-types');
      await page.click('.named-head:has-text("excess")');
      await page.waitForSelector('.preview-chart canvas');
      await page.click('.code-line .cm-content');
      await page.keyboard.press('Control+a');
      await page.keyboard.type('vibration - 4 kN');
      await page.waitForSelector('.formula-told .fault-error');
      expect(await page.textContent('.formula-told')).toContain('kN');
      await page.waitForSelector('.cm-lintRange-error');
      await page.keyboard.press('Control+a');
      await page.keyboard.type('(vib');
      await page.waitForSelector('.cm-tooltip-autocomplete');
      await page.keyboard.press('Enter');
      await page.keyboard.type(' - 3 mm/s) * 2');
      await page.waitForFunction(() =>
        document.querySelector('.formula-told')?.textContent?.includes('mm/s'),
      );
      await page.waitForFunction(() =>
        document.querySelector('.draft-state')?.textContent?.includes('while everything runs on'),
      );
      await page.click(button('Review and apply'));
      await page.waitForSelector('text=Formula of pump.excess changes');
      await page.click(button('Apply only'));
      await page.waitForSelector('.build-done');
      const pump = (await api.types('pump-room')).find((type) => type.name === 'pump');
      expect(pump?.signals.find((signal) => signal.name === 'excess')?.formula).toBe(
        '(vibration - 3 mm/s) * 2',
      );
      await page.click('#build-tab-types');
      await page.click('.named-head:has-text("excess")');
      await page.click(button('Begin'));
      await page.waitForFunction(() =>
        document.querySelector('.compute-back')?.textContent?.includes('computed and stored'),
      );
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('W50, W51 a source is added and a formula is changed by keyboard alone', async () => {
      const { page, faults } = await open();
      const press = (key: string) => page.keyboard.press(key);
      await tabTo(page, /^Add a source/);
      await press('Enter');
      await tabTo(page, /^Modbus TCP/);
      await press('Enter');
      await tabTo(page, /^Port/);
      await press('Control+a');
      await page.keyboard.type(String(device.port));
      await tabTo(page, /^Test connection/);
      await press('Enter');
      await page.waitForSelector('.trial-good');
      await tabTo(page, /^Browse/);
      await press('Enter');
      await tabTo(page, /^Read$/);
      await press('Enter');
      await page.waitForSelector('.reading:has-text("uint16")');
      await tabTo(page, /^/, '.reading button');
      await press('Enter');
      await page.waitForSelector('.line-open input');
      // The new line has the focus.
      await page.keyboard.type('room/pump2.flow');
      await press('Enter');
      await tabTo(page, /^Review and apply/);
      await press('Enter');
      await page.waitForSelector('text=New source');
      await tabTo(page, /^Apply only/);
      await press('Enter');
      await page.waitForSelector('.build-done');
      await until(async () => (await api.signal('pump-room', 'room/pump2.flow')).value !== null);

      await tabTo(page, /^/, '[role=tab][aria-selected=true]');
      while (!(await page.isVisible('#build-tab-types[aria-selected=true]'))) await press('ArrowLeft');
      await tabTo(page, /excess/, '.named-head');
      await press('Enter');
      await page.waitForSelector('.code-line .cm-content');
      await tabTo(page, /^/, '.code-line');
      await press('Control+a');
      await page.keyboard.type('vibration - 2 mm/s');
      await press('Escape');
      await tabTo(page, /^Review and apply/);
      await press('Enter');
      await page.waitForSelector('text=Formula of pump.excess changes');
      await tabTo(page, /^Apply only/);
      await press('Enter');
      await page.waitForSelector('.build-done');
      await until(async () => {
        const pump = (await api.types('pump-room')).find((type) => type.name === 'pump');
        return pump?.signals.find(({ name }) => name === 'excess')?.formula === 'vibration - 2 mm/s';
      });
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('W52 a twin is added, named and placed by keyboard alone, and undone and redone', async () => {
      const { page, faults } = await open();
      await page.keyboard.press(String(VIEWS.indexOf('space') + 1));
      await page.focus(`.rail-item:nth-child(${VIEWS.indexOf('engineering') + 1})`);
      await page.keyboard.press('Enter');
      await page.focus('#build-tab-sources');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await page.waitForSelector('#build-tab-twins[aria-selected=true]');
      await page.focus(button('Add a twin'));
      await page.keyboard.press('Enter');
      await page.waitForSelector('dialog.ask-name');
      await page.keyboard.type('room/pump3');
      await page.keyboard.press('Enter');
      await page.waitForSelector('h3:has-text("room/pump3")');
      await field(page, 'Name for people').fill('Pump 3');
      await page.waitForFunction(() =>
        document.querySelector('.build-list')?.textContent?.includes('Pump 3'),
      );
      const before = await page.inputValue('label:has-text("along the line") input');
      await page.focus('[role=application]');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowDown');
      const moved = String(Number(before) + 0.5);
      await page.waitForFunction(
        (x) => document.querySelector<HTMLInputElement>('.fields-narrow input')?.value === x,
        moved,
      );
      await page.focus('#build-tab-twins');
      await page.keyboard.press('Control+z');
      await page.waitForFunction(
        (x) => document.querySelector<HTMLInputElement>('.fields-narrow input')?.value === x,
        before,
      );
      await page.keyboard.press('Control+y');
      await page.waitForFunction(
        (x) => document.querySelector<HTMLInputElement>('.fields-narrow input')?.value === x,
        moved,
      );
      await page.focus(button('Review and apply'));
      await page.keyboard.press('Enter');
      await page.waitForSelector('text=New twin room/pump3');
      await page.focus(button('Apply and save to folder'));
      await page.keyboard.press('Enter');
      await page.waitForSelector('.build-done');
      const twin = (await api.twins('pump-room')).find((one) => one.path === 'room/pump3');
      expect(twin).toMatchObject({
        label: { en: 'Pump 3' },
        type: 'pump',
        place: { at: [Number(moved), 0, 0.5] },
      });
      const written = await readFile(join(folder, 'plant', 'twins.yaml'), 'utf8');
      expect(written).toContain(
        '  # the first\n  - { path: room/pump1, type: pump, place: { at: [0, 0, 0] } }\n',
      );
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('W52 a twin is dragged and turned in the space, rests on the grid, and is seen beside what runs', async () => {
      const { page, faults } = await open();
      await page.click('#build-tab-twins');
      await page.click('.build-list button:has-text("pump2")');
      await page.click('button[aria-label="To the twin"]');
      // Its label hangs over it; the flight there has ended when the label rests.
      const label = page.locator('.place-picture .label-selected');
      await label.waitFor();
      const place = () => label.evaluate((element) => element.style.transform);
      let last = '';
      await until(async () => {
        const now = await place();
        const rests = now === last;
        last = now;
        await page.waitForTimeout(250);
        return rests;
      });
      const box = await label.boundingBox();
      if (box === null) throw new Error('nothing to drag');
      const [x, y] = [box.x + box.width / 2, box.y + box.height + 60];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + 30, y + 60, { steps: 4 });
      await page.mouse.move(x + 40, y + 90, { steps: 4 });
      await page.waitForSelector('.place-figures:has-text("from where it runs")');
      await page.mouse.up();
      await page.waitForFunction(() =>
        document.querySelector('.draft-state')?.textContent?.includes('while everything runs on'),
      );
      const figure = async (name: string) => Number(await page.inputValue(`label:has-text("${name}") input`));
      const z = await figure('to the operator');
      expect(z).toBeGreaterThan(0);
      expect(await figure('y, m (up)')).toBe(0);
      await page.focus('.place-pane');
      await page.keyboard.press('.');
      await page.waitForFunction(() =>
        document.querySelector('.place-figures')?.textContent?.includes('+15°'),
      );
      expect((await api.twins('pump-room')).find((one) => one.path === 'room/pump2')?.place.at).toEqual([
        4, 0, 0,
      ]);
      await page.click('#build-tab-changes');
      await page.click(button('Discard changes'));
      await page.waitForFunction(() =>
        document.querySelector('.draft-state')?.textContent?.startsWith('No changes'),
      );
      expect(faults).toEqual([]);
      await page.context().close();
    });
  },
);

/** Presses Tab until what has the focus is called so and fits the selector. */
async function tabTo(page: Page, name: RegExp, selector = '*'): Promise<void> {
  for (let i = 0; i < 150; i++) {
    // A text takes Tab for itself, and says how it is left.
    if (await page.evaluate(() => document.activeElement?.matches('.code') ?? false))
      await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    const called = await page.evaluate((fits) => {
      const at = document.activeElement;
      if (!at?.matches(fits)) return undefined;
      const label = at instanceof HTMLInputElement ? at.labels?.[0]?.textContent : undefined;
      return (at.getAttribute('aria-label') ?? label ?? at.textContent ?? '').trim();
    }, selector);
    if (called !== undefined && name.test(called)) return;
  }
  throw new Error(`Tab does not lead to ${selector} ${name}`);
}

async function modbusDevice(
  registers: readonly number[],
): Promise<{ server: Server; port: number; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (request) => {
      const start = request.readUInt16BE(8);
      const count = request.readUInt16BE(10);
      const data = registers.slice(start, start + count).flatMap((word) => [word >> 8, word & 255]);
      const pdu =
        start + count > registers.length ? [request[7] | 0x80, 2] : [request[7], data.length, ...data];
      const head = Buffer.from(request.subarray(0, 7));
      head.writeUInt16BE(pdu.length + 1, 4);
      socket.write(Buffer.concat([head, Buffer.from(pdu)]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the device has no port');
  return { server, port: address.port, sockets };
}

async function until(probe: () => Promise<boolean>, deadlineMs = 20_000): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!(await probe())) {
    if (performance.now() > end) throw new Error('not in time');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
