/** Contact sheets: all pictures of one size, language and theme beside each other, for a first look. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Browser } from 'playwright-core';

const SHEET_WIDTH = 1560;
const GAP = 8;

/** Writes a sheet of `pictures` (paths of PNG files) in `columns` to `file`, each with its name above it. */
export async function contactSheet(
  browser: Browser,
  pictures: readonly string[],
  columns: number,
  file: string,
): Promise<void> {
  const width = Math.floor((SHEET_WIDTH - GAP * (columns + 1)) / columns);
  const figures = await Promise.all(
    pictures.map(async (path) => {
      const png = (await readFile(path)).toString('base64');
      return `<figure><figcaption>${basename(path, '.png')}</figcaption><img src="data:image/png;base64,${png}"></figure>`;
    }),
  );
  const page = await browser.newPage({ viewport: { width: SHEET_WIDTH, height: 600 } });
  await page.setContent(
    `<style>
      body { margin: ${GAP}px; display: flex; flex-wrap: wrap; gap: ${GAP}px; font: 12px sans-serif; background: #777; }
      figure { margin: 0; width: ${width}px } img { width: 100% } figcaption { color: #fff }
    </style>${figures.join('')}`,
    { waitUntil: 'load' },
  );
  await page.screenshot({ path: file, fullPage: true });
  await page.close();
}
