/** The pictures of the README: the mill in both themes, and the first minute as a short animated one. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { animatedWebp, type Frame } from './animation.ts';
import { type Camera, SIZES, THEMES } from './camera.ts';

/** Size and length of the animated picture; what is photographed is larger by a quarter. */
const ANIMATION = { width: 960, height: 600, scale: 1.25, frames: 44, everyMs: 160, restMs: 1500 } as const;
/** Frames before which something is clicked: the alarm, the moment it began, and back. */
const CLICKS: Readonly<Record<number, (page: Page) => Promise<void>>> = {
  8: (page) => page.locator('.alarm-count').first().click(),
  26: (page) => page.locator('.alarm-card .button').first().click(),
  38: (page) => page.keyboard.press('l'),
};
const MILL = { name: 'mill', query: '', spatial: true } as const;

/** Writes them into `folder` and tells their names; each is taken when `rolling` has resolved. */
export async function readmePictures(
  camera: Camera,
  folder: string,
  rolling: () => Promise<void>,
): Promise<string[]> {
  const names: string[] = [];
  for (const theme of THEMES) {
    const page = await camera.open(MILL, SIZES.desk, 'en', theme);
    names.push(`mill-${theme}.png`);
    await rolling();
    await page.screenshot({ path: join(folder, `mill-${theme}.png`) });
    await page.context().close();
  }
  await writeFile(join(folder, 'mill-story.webp'), await story(camera, rolling));
  return [...names, 'mill-story.webp'];
}

async function story(camera: Camera, rolling: () => Promise<void>): Promise<Uint8Array> {
  const { width, height, scale, frames, everyMs, restMs } = ANIMATION;
  const size = { width: width * scale, height: height * scale };
  const page = await camera.open({ ...MILL, moving: true }, size, 'en', 'light');
  const press = await (await camera.browser()).newPage();
  await rolling();
  const made: Frame[] = [];
  for (let i = 0; i < frames; i++) {
    await CLICKS[i]?.(page);
    const png = await page.screenshot();
    made.push({ webp: await compress(press, png, width, height), ms: i === frames - 1 ? restMs : everyMs });
  }
  await press.close();
  await page.context().close();
  return animatedWebp(made, width, height);
}

/** Scales and compresses a picture by the browser's own encoder. */
async function compress(page: Page, png: Buffer, width: number, height: number): Promise<Uint8Array> {
  const base64 = await page.evaluate(
    async ([source, w, h]) => {
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${source}`)).blob(), {
        resizeWidth: Number(w),
        resizeHeight: Number(h),
        resizeQuality: 'high',
      });
      const canvas = new OffscreenCanvas(Number(w), Number(h));
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.72 });
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let text = '';
      for (const byte of bytes) text += String.fromCharCode(byte);
      return btoa(text);
    },
    [png.toString('base64'), width, height],
  );
  return Buffer.from(base64, 'base64');
}
