/**
 * `npm run pictures [-- word … options]`: pictures of every view of the rolling mill, which is started for it, into the ignored
 * folder `packages/web/pictures`, with a contact sheet of each size, language and theme.
 *
 *   word …                          only views whose name holds one of the words: `journal`, `build`
 *   --desk --small --wall --phone   only these sizes      --en --zh   only this language      --light --dark   only this theme
 *   --missing                       goes on where an earlier run ended: leaves out what is there
 *   --readme                        also the pictures of the README, into docs/pictures: light, dark, and a short animated one
 *   --no-views                      none but those of the README
 *   --url ORIGIN --token TOKEN      a server that runs already, whose token has all permissions, instead of one of its own
 *
 * The mill keeps its data in `pictures/mill`, so that only the first run waits for a history worth looking at.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ApiClient } from '@millwright/server/client';
import { chromiumPath } from '../browser.ts';
import { builtPage } from '../built-page.ts';
import { Camera, LANGUAGES, SIZES, type SizeName, THEMES } from './camera.ts';
import { doDeeds } from './deeds.ts';
import { startMill, untilRolling, untilTelling } from './mill.ts';
import { readmePictures } from './readme.ts';
import { contactSheet } from './sheet.ts';
import { type Shot, shots } from './views.ts';

const PACKAGE = join(import.meta.dirname, '..', '..');
const FOLDER = join(PACKAGE, 'pictures');
const DOCS = join(PACKAGE, '..', '..', 'docs', 'pictures');
/** About the time of a coil. */
const HISTORY_MS = 4 * 60_000;
const TRIES = 3;
/** Pictures taken at the same time: while one page rests another is drawn. */
const AT_ONCE = 3;
/** Columns and rows of a contact sheet. */
const SHEETS: Readonly<Record<SizeName, readonly [number, number]>> = {
  desk: [3, 3],
  small: [3, 3],
  wall: [2, 2],
  phone: [7, 2],
};
const SIZE_NAMES = Object.keys(SIZES).filter((name): name is SizeName => name in SIZES);

const flag = { type: 'boolean', default: false } as const;
const { values: options, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    desk: flag,
    small: flag,
    wall: flag,
    phone: flag,
    en: flag,
    zh: flag,
    light: flag,
    dark: flag,
    missing: flag,
    readme: flag,
    'no-views': flag,
    url: { type: 'string' },
    token: { type: 'string' },
  },
});
if (chromiumPath === undefined) throw new Error('pictures need Chromium: set CHROMIUM to its path');

/** Those that were asked for; all when none was. */
function asked<Name extends keyof typeof options>(names: readonly Name[]): readonly Name[] {
  const some = names.filter((name) => options[name]);
  return some.length > 0 ? some : names;
}

const built = await builtPage();
await mkdir(FOLDER, { recursive: true });
const mill =
  options.url === undefined
    ? await startMill(join(FOLDER, 'mill'))
    : { origin: options.url, token: options.token ?? '', close: async () => {} };
const camera = new Camera(mill, built);
const failures: string[] = [];
try {
  const api = new ApiClient(mill.origin, mill.token);
  const [{ id }] = await api.plants();
  say('waiting until the mill has something to show');
  const [alarm] = await untilTelling(api, id, HISTORY_MS);
  if (options.readme) {
    const rolling = () => untilRolling(api, id);
    say((await readmePictures(camera, DOCS, rolling)).join(', '));
  }
  if (!options['no-views']) {
    const all = shots(alarm, await doDeeds(api, id, alarm));
    for (const size of asked(SIZE_NAMES)) {
      for (const language of asked(LANGUAGES)) await walk(all, size, language);
    }
  }
} finally {
  await camera.close();
  await mill.close();
}
for (const failure of failures) say(`failed: ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;

/** All views in one size and language, in each theme, and their sheets. */
async function walk(
  all: readonly Shot[],
  size: SizeName,
  language: (typeof LANGUAGES)[number],
): Promise<void> {
  const themes = asked(THEMES);
  const fileOf = (shot: Shot, theme: string) => join(FOLDER, `${shot.name}-${size}-${language}-${theme}.png`);
  const waiting = all.filter((shot) => words.length === 0 || words.some((word) => shot.name.includes(word)));
  const work = async () => {
    for (let shot = waiting.shift(); shot !== undefined; shot = waiting.shift()) {
      const one = shot;
      const wanted = themes.filter((theme) => !options.missing || !existsSync(fileOf(one, theme)));
      if (wanted.length > 0) await insist(one, size, language, wanted, (theme) => fileOf(one, theme));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const [columns, rows] = SHEETS[size];
  for (const theme of themes) {
    const made = all.map((shot) => fileOf(shot, theme)).filter(existsSync);
    for (let i = 0, part = 1; i < made.length; i += columns * rows, part++) {
      const file = join(FOLDER, `sheet-${size}-${language}-${theme}-${part}.png`);
      await contactSheet(await camera.browser(), made.slice(i, i + columns * rows), columns, file);
    }
  }
}

/** A machine with other work to do may need more than one try. */
async function insist(...what: Parameters<typeof photograph>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await photograph(...what);
    } catch (error) {
      if (tries < TRIES) continue;
      failures.push(`${what[0].name} ${what[1]} ${what[2]}: ${String(error).split('\n')[0]}`);
      return;
    }
  }
}

/** One view in each theme: the same page, whose colours change. */
async function photograph(
  shot: Shot,
  size: SizeName,
  language: (typeof LANGUAGES)[number],
  themes: readonly (typeof THEMES)[number][],
  fileOf: (theme: string) => string,
): Promise<void> {
  const page = await camera.open(shot, SIZES[size], language, themes[0]);
  try {
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      if (theme !== themes[0]) await camera.rest(page, shot);
      await page.screenshot({ path: fileOf(theme) });
    }
    say(`${shot.name} ${size} ${language} ${themes.join(' ')}`);
  } finally {
    await page.context().close();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
