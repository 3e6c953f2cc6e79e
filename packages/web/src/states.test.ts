import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch } from '../test/browser.ts';
import { BROKEN, type Hindered, hinder } from '../test/hindered.ts';
import { PUMP, type PumpRoom, startPumpRoom, VIBRATION } from '../test/pump-room.ts';

const STORY_MS = 240_000;
const WAIT_MS = 15_000;
/** Pages walked at the same time: they mostly wait. */
const AT_ONCE = 3;
const AGAIN_MS = 1000;
const why = chromiumPath === undefined ? ' (skipped: no Chromium; set CHROMIUM to its path)' : '';

interface Walked {
  query: string;
  /** Which of the parts of the page is opened. */
  part?: number;
  /** What is there as soon as the server answers. */
  content: string;
  /** Shows what the live connection brings, so that a slow or broken server leaves nothing to wait for. */
  live?: true;
}

const PANEL = `view=signals&twin=${PUMP}&signal=${PUMP}.excess&tab`;
const WALK: readonly Walked[] = [
  { query: 'view=overview', content: '.alarm-areas .link', live: true },
  { query: 'view=overview&area=room', content: 'section:has-text("Vibration high")', live: true },
  { query: `view=trends&trends=${VIBRATION}`, content: '.trend-table td .digits, .trend-table td.number' },
  { query: 'view=signals', content: '.table-signals .digits', live: true },
  { query: 'view=sources', content: '.table-sources .source-state', live: true },
  { query: 'view=alarms', content: 'tr[data-alarm]', live: true },
  { query: 'view=alarms', part: 3, content: '.position td' },
  { query: 'view=work', content: '.table-orders td' },
  { query: 'view=work&work=shift', content: '.work:has-text("Pump 1 is loud.")' },
  { query: 'view=work&work=round/0001', content: '.round h3' },
  { query: 'view=changes', content: '.page-count' },
  { query: 'view=engineering', content: '.build-panel' },
  { query: 'view=journal', content: '.table-journal td' },
  { query: 'view=settings', part: 1, content: '.work-item h3' },
  { query: 'view=settings', part: 2, content: '.employee' },
  { query: `${PANEL}=trend`, content: '.trend-box canvas' },
  { query: `${PANEL}=explain`, content: '.explain' },
  { query: `${PANEL}=work`, content: '.tab-panel .work-line, .tab-panel .link' },
  { query: `${PANEL}=source`, content: '.tab-panel:has-text("measured")' },
];

describe.skipIf(chromiumPath === undefined)(
  `what a view says when the server does not${why}`,
  { timeout: STORY_MS },
  () => {
    let room: PumpRoom;
    let browser: Browser;
    /** Cookies do not tell ports apart: who is signed in at the server is so in front of it too. */
    let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>;

    beforeAll(async () => {
      [room, browser] = await Promise.all([startPumpRoom(), launch({ flat: true })]);
      const context = await browser.newContext();
      await (await context.newPage()).goto(room.server.signInUrl);
      signedIn = await context.storageState();
      await context.close();
    }, 60_000);

    afterAll(async () => {
      await browser?.close();
      await room?.close();
    });

    async function open(server: Hindered, { query, part }: Pick<Walked, 'query' | 'part'>): Promise<Page> {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        locale: 'en-GB',
        reducedMotion: 'reduce',
        storageState: signedIn,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(WAIT_MS);
      await page.goto(`${server.url}/?${query}`);
      await page.waitForSelector('.top-bar');
      if (part !== undefined) await page.click(`.page-bar .ranges button >> nth=${part}`);
      return page;
    }

    /** Slow, then broken, then well again: what is waited for, what failed and how to go on, then the content. */
    async function walk(walked: Walked): Promise<void> {
      const server = await hinder(room.server.url);
      server.set('slow');
      const page = await open(server, walked);
      const place = walked.query.includes('twin=') ? '.panel' : '.content';
      const name = `${walked.query} ${walked.part ?? ''}`;
      try {
        if (!walked.live) {
          await page.waitForSelector(`${place} :is(.loading, .trend)`, { state: 'attached' });
          expect(await page.locator(`${place} .message`).count(), `${name} says nothing is there`).toBe(0);
        }
        expect(await page.textContent('.alarm-counts'), name).toBe('Loading…');
        server.set('broken');
        if (walked.live) {
          await page.waitForSelector('.alarm-unknown');
        } else {
          const alert = page.locator(`${place} [role=alert]`).first();
          await alert.waitFor();
          expect(await alert.textContent(), name).toContain(BROKEN);
          expect(await page.locator(`${place} .loading`).count(), name).toBe(0);
        }
        server.set('none');
        const again = page.locator(`${place} [role=alert] .button`);
        for (let left = await again.count(); left > 0; left--) {
          // What is asked again by itself may be there before the button is pressed.
          await again
            .first()
            .click({ timeout: AGAIN_MS })
            .catch(() => {});
        }
        await page.waitForSelector(`${place} :is(${walked.content})`);
        await page.waitForSelector('.alarm-count');
      } catch (error) {
        const shown = await page.textContent(place).catch(() => '');
        throw new Error(`${name}: ${String(error).split('\n')[0]}\n${shown?.slice(0, 600)}`);
      } finally {
        await page.context().close();
        await server.close();
      }
    }

    it('W28 every view says what it waits for, what failed and how to go on', async () => {
      const waiting = [...WALK];
      const faults: unknown[] = [];
      const walker = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          await walk(next).catch((error: unknown) => faults.push(error));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, walker));
      expect(faults).toEqual([]);
    });

    it('W28 cut off, every view keeps what it shows and says so; what failed meanwhile is loaded by itself', async () => {
      const server = await hinder(room.server.url);
      const page = await open(server, { query: 'view=alarms' });
      await page.waitForSelector('tr[data-alarm]');
      server.set('cut');
      await page.waitForSelector('.banner-lost');
      expect(await page.locator('tr[data-alarm]').count()).toBe(1);
      for (const view of ['Overview', 'Signals', 'Work', 'Changes', 'Sources', 'Build', 'Journal']) {
        await page.click(`.rail-item:has-text("${view}")`);
        expect(await page.locator('.banner-lost').count(), view).toBe(1);
      }
      await page.waitForSelector('.content [role=alert]');
      server.set('none');
      await page.waitForSelector('.banner-lost', { state: 'detached' });
      await page.waitForSelector('.table-journal td');
      await page.context().close();
      await server.close();
    });

    it('W28 a server that cannot be reached at all is tried again until it can', async () => {
      const server = await hinder(room.server.url);
      const page = await open(server, { query: 'view=signals' });
      await page.route('**/api/v1/plants', (route) => route.abort());
      // A page that has been open before would open with what it knew: as in a browser that keeps nothing.
      await page.addInitScript(() => void Reflect.deleteProperty(globalThis, 'caches'));
      await page.reload();
      await page.waitForSelector('.start [role=alert]');
      expect(await page.textContent('.start')).toContain('Try again');
      await page.unroute('**/api/v1/plants');
      await page.waitForSelector('.table-signals .digits');
      await page.context().close();
      await server.close();
    });
  },
);
