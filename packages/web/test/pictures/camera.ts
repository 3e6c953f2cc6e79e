/** A browser in front of the running mill: opens views in a size, language and theme, waits until they rest, photographs them. */
import { join, normalize } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { TOKEN_KEY } from '../../src/shell/token-key.ts';
import { launch } from '../browser.ts';
import type { Mill } from './mill.ts';
import type { Shot } from './views.ts';

export const SIZES = {
  desk: { width: 1440, height: 900 },
  small: { width: 1024, height: 768 },
  wall: { width: 3840, height: 2160 },
  phone: { width: 390, height: 844 },
} as const;
export type SizeName = keyof typeof SIZES;
export const LANGUAGES = ['en', 'zh'] as const;
export const THEMES = ['light', 'dark'] as const;

/** Software draws eight million pixels on the wall; a machine with other work takes a multiple. */
const PATIENCE_MS = 90_000;
/** Until numbers have come and charts are drawn, and until the camera of the space has come to rest. */
const REST_MS = { flat: 700, spatial: 3500 } as const;

/** The server answers the API; the page is the one in `page`, whatever the server was built with. */
export class Camera {
  readonly #mill: Mill;
  readonly #page: string;
  #browsers = new Map<boolean, Promise<Browser>>();

  constructor(mill: Mill, page: string) {
    this.#mill = mill;
    this.#page = page;
  }

  /** A page that shows what `shot` is about, at rest. Its context is to be closed. */
  async open(
    shot: Shot,
    viewport: { width: number; height: number },
    language: (typeof LANGUAGES)[number],
    colorScheme: (typeof THEMES)[number],
  ): Promise<Page> {
    const context = await (await this.browser(shot.spatial)).newContext({
      viewport,
      colorScheme,
      locale: language === 'zh' ? 'zh-CN' : 'en-GB',
      reducedMotion: shot.moving ? 'no-preference' : 'reduce',
      hasTouch: viewport.width < 600,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    // Who is not signed in gets a page of the server itself.
    if (!shot.signedOut) {
      await this.#servePage(context);
      await context.addInitScript(([key, token]) => sessionStorage.setItem(key, token), [
        TOKEN_KEY,
        this.#mill.token,
      ] as const);
    }
    await page.goto(`${this.#mill.origin}/?${shot.query}`);
    await page.waitForSelector(shot.signedOut ? 'form' : '.top-bar');
    if (shot.spatial) await page.waitForSelector('canvas[role=application], .gallery, .build, .compare-bar');
    await this.rest(page, shot);
    await shot.act?.(page);
    await this.rest(page, shot);
    return page;
  }

  /** Until nothing loads any more and what was asked for is drawn. */
  async rest(page: Page, { spatial = false }: Pick<Shot, 'spatial'>): Promise<void> {
    await page.waitForFunction(() => document.querySelector('.loading, [aria-busy=true]') === null);
    await page.waitForTimeout(spatial ? REST_MS.spatial : REST_MS.flat);
  }

  /** Without WebGL unless asked for: a page that does not draw the space is ready in a fraction of the time. */
  browser(spatial = false): Promise<Browser> {
    const known = this.#browsers.get(spatial) ?? launch({ flat: !spatial });
    this.#browsers.set(spatial, known);
    return known;
  }

  async close(): Promise<void> {
    for (const browser of this.#browsers.values()) await (await browser).close();
  }

  async #servePage(context: BrowserContext): Promise<void> {
    await context.route(
      (url) => !url.pathname.startsWith('/api/') && !url.pathname.startsWith('/sign-in'),
      async (route) => {
        const { pathname } = new URL(route.request().url());
        await route.fulfill({
          path: join(this.#page, pathname === '/' ? 'index.html' : normalize(pathname)),
        });
      },
    );
  }
}
