import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type RunningServer, startServer } from '@millwright/server';
import { ApiClient, DecisionsClient } from '@millwright/server/client';
import modbus from 'modbus-serial';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch } from '../../test/browser.ts';
import { builtPage } from '../../test/built-page.ts';

const CLI = join(import.meta.dirname, '../../../server/src/cli.ts');
const SPEED = 0;
/** Registers of the drive: its speed, which is also its set point, per minute. */
const registers = new Uint16Array(4);

const documentsAt = (port: number): Readonly<Record<string, string>> => ({
  'plant.yaml':
    'plant: pump-room\nname: { en: Pump room, zh: 泵房 }\ntimezone: Europe/Berlin\nkpi: room/pump1.speed\n',
  'types/pump.yaml': `type: pump
name: { en: Pump, zh: 泵 }
signals:
  speed: { unit: /min, range: [0, 3000], name: { en: Speed, zh: 转速 } }
  speedSetpoint:
    unit: /min
    range: [0, 3000]
    name: { en: Speed set point, zh: 转速设定值 }
    kind: setpoint
    write: { readBack: speed, tolerance: 1 /min, within: 5 s }
alarms:
  too-fast:
    name: { en: Too fast, zh: 转速过高 }
    when: speed > 2000 /min
    delay: 0 s
    offDelay: 0 s
    priority: high
    respond: { en: Lower the speed., zh: 降低转速。 }
shape: { kind: motor, params: { length: 1, diameter: 0.6 } }
`,
  'twins.yaml':
    'twins:\n  - { path: room, name: { en: Room, zh: 房间 } }\n  - { path: room/pump1, type: pump, name: { en: Pump 1, zh: 1号泵 } }\n',
  'sources.yaml': `sources:
  drive:
    type: modbus
    host: 127.0.0.1
    port: ${port}
    every: 50 ms
    signals: { "room/pump1.speed": "holding:0", "room/pump1.speedSetpoint": "holding:0" }
`,
  'work/routes.yaml': `routes:
  pump-round:
    name: { en: Round of the pumps, zh: 水泵巡检 }
    stops:
      - twin: room/pump1
        checks:
          - { check: picture, text: { en: Picture of the coupling, zh: 联轴器照片 }, kind: photo }
`,
});

/** One grey pixel. */
const PHOTO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg==',
  'base64',
);

/** The library's server names no port it was given: one that was free a moment ago. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

const STORY_MS = 180_000;
const why = chromiumPath === undefined ? ' (skipped: no Chromium; set CHROMIUM to its path)' : '';

describe.skipIf(chromiumPath === undefined)(
  `from the alarm to the proof${why}`,
  { timeout: STORY_MS },
  () => {
    let folder: string;
    let drive: InstanceType<typeof modbus.ServerTCP>;
    let server: RunningServer;
    let browser: Browser;

    beforeAll(async () => {
      registers[SPEED] = 2500;
      const vector = {
        getHoldingRegister: (address: number) => registers[address] ?? 0,
        setRegister: (address: number, value: number) => void registers.set([value], address),
      };
      const port = await freePort();
      drive = new modbus.ServerTCP(vector, { host: '127.0.0.1', port, unitID: 1 });
      await new Promise<void>((resolve) => drive.on('initialized', () => resolve()));
      folder = await mkdtemp(join(tmpdir(), 'millwright-web-'));
      for (const [file, text] of Object.entries(documentsAt(port))) {
        await mkdir(dirname(join(folder, 'plant', file)), { recursive: true });
        await writeFile(join(folder, 'plant', file), text);
      }
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
      await new Promise<void>((resolve) => drive?.close(() => resolve()));
      await rm(folder, { recursive: true, force: true });
    });

    async function open(address: string): Promise<Page> {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
      const page = await context.newPage();
      page.setDefaultTimeout(STORY_MS / 4);
      await page.goto(address);
      await page.waitForSelector('.top-bar');
      return page;
    }

    const button = (text: string) => `button:not([aria-disabled=true]):has-text("${text}")`;

    it('W66 alarm, trace, order, round with photo, a change that another approves, the machine obeys, and a proof the command line verifies', async () => {
      const decisions = new DecisionsClient(new ApiClient(server.url, server.token), 'pump-room');
      for (const [id, role] of [
        ['ana', 'supervisor'],
        ['bo', 'supervisor'],
      ]) {
        const data = { name: id, kind: 'person', grants: [{ role, place: '' }] };
        await decisions.command({ id: `add-${id}`, type: 'add-employee', subject: `employee/${id}`, data });
      }

      // The alarm, by keyboard: acknowledged; by mouse: traced to its input, and made an order.
      const ana = await open((await decisions.signInLink('ana')).url);
      await ana.keyboard.press('6');
      await ana.waitForSelector('.condition-unacknowledged');
      await ana.focus('.row-acts .act:not([aria-disabled=true])');
      await ana.keyboard.press('Enter');
      await ana.waitForSelector('tr[data-alarm] .condition-acknowledged');
      await ana.click('.row-acts [aria-expanded=false]');
      await ana.click(button('Create a work order'));
      await ana.click(button('Create order'));
      await ana.waitForSelector('.work-item h3:has-text("Too fast")');
      await ana.click('.work-item .link:has-text("Too fast")');
      await ana.waitForSelector('.panel h2:has-text("Pump 1")');

      // A round with a photo.
      await ana.click('.rail-item:has-text("Work")');
      await ana.click(button('Rounds'));
      await ana.click(button('Call a round'));
      await ana.click(button('Start the round'));
      await ana.waitForSelector('.work-state-walking');
      const photo = { name: 'coupling.png', mimeType: 'image/png', buffer: PHOTO };
      await ana.setInputFiles('.check input[type=file]', photo);
      await ana.click(button('Complete the round'));
      await ana.waitForSelector('.work-state-completed');

      // The change: proposed by one, not to be approved by the same, approved by another.
      await ana.click('.panel [role=tab]:has-text("Now")');
      await ana.click(button('Propose'));
      await ana.fill('.change-form input[name=value]', '1500');
      await ana.fill('.change-form input[name=reason]', 'To spare the coupling');
      await ana.selectOption('.change-form select[name=promised]', 'room/pump1.speed');
      await ana.fill('.change-form input[name=promisedValue]', '2000');
      await ana.fill('.change-form input[name=within]', '2');
      await ana.click('.change-form .button-strong');
      await ana.waitForSelector('.change-card.change-proposed:has-text("2,500 → 1,500")');
      expect(await ana.isVisible(`.change-card ${button('Approve')}`)).toBe(false);
      expect(registers[SPEED]).toBe(2500);
      const bo = await open((await decisions.signInLink('bo')).url);
      await bo.click('.rail-item:has-text("Changes")');
      await bo.focus(`.change-card ${button('Approve')}`);
      await bo.keyboard.press('Enter');
      await bo.waitForSelector('.change-card.change-done');
      expect(registers[SPEED]).toBe(1500);
      await expect
        .poll(async () => (await decisions.state('proposals'))[0].grade, { timeout: STORY_MS / 4 })
        .toMatchObject({ met: 1, of: 1 });
      await bo.waitForSelector('.change-card:has-text("1 of 1")');
      await expect
        .poll(async () => (await decisions.alarms()).occurrences[0].clearedAt, { timeout: STORY_MS / 4 })
        .toBeDefined();

      // The proof, for somebody without the platform.
      await bo.click('.rail-item:has-text("Journal")');
      await bo.click('.table-journal .link:has-text("Change approved")');
      await bo.waitForSelector('.event-details');
      const [download] = await Promise.all([
        bo.waitForEvent('download'),
        bo.click('.event-details .button-strong'),
      ]);
      const proof = join(folder, 'change.proof');
      await download.saveAs(proof);
      const { verifierKey } = await decisions.journal();
      const verify = async (file: string) => {
        const args = [CLI, 'journal', 'verify', file, '--key', verifierKey, '--json'];
        return promisify(execFile)(process.execPath, args).then(
          ({ stdout }) => ({ code: 0, stdout }),
          ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
        );
      };
      expect(await verify(proof)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('proposal-approved'),
      });
      const forged = (await readFile(proof, 'utf8')).replaceAll('employee/bo', 'employee/ana');
      await writeFile(`${proof}.forged`, forged);
      expect((await verify(`${proof}.forged`)).code).toBe(1);
    });
  },
);
