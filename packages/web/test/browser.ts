/** A real Chromium for browser tests and pictures. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CANDIDATES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Path of the Chromium on this machine; undefined: browser tests are skipped. `CHROMIUM` in the environment wins. */
export const chromiumPath: string | undefined = CANDIDATES.find((path) => path && existsSync(path));

/**
 * Renders in software, so that it works and looks the same on every machine. `flat` leaves out WebGL: a page that does not
 * draw the space is ready in a fraction of the time. The page is not kept for times without connection unless a context says
 * `serviceWorkers: 'allow'`: fetching all of it would only slow the others down.
 */
export async function launch({ flat = false } = {}): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    args: [
      '--no-sandbox',
      ...(flat
        ? ['--disable-3d-apis', '--disable-gpu']
        : // The browser composites the page itself and leaves only WebGL to SwiftShader, as on a machine without a graphics
          // card; with `--use-angle=swiftshader` the page would go through SwiftShader too, at a quarter of the frames.
          ['--enable-unsafe-swiftshader']),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-dev-shm-usage',
      // A page served by a test itself counts as of no network, and would have to ask before it calls the server beside it.
      '--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
    ],
  });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = (options) => newContext({ serviceWorkers: 'block', ...options });
  return browser;
}
