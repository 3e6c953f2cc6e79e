import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const STYLES = join(import.meta.dirname, '..', 'styles');
const BASE = readFileSync(join(STYLES, 'base.css'), 'utf8');
const SPACE = readFileSync(join(STYLES, 'space.css'), 'utf8');
const WCAG_AA = 4.5;

type Rgb = readonly number[];

/** A colour of a theme: the first block is the light one, the second the dark one. */
function themed(name: string, theme: 'light' | 'dark'): Rgb {
  const found = [...BASE.matchAll(new RegExp(`--${name}: #([0-9a-f]{6})`, 'g'))][theme === 'light' ? 0 : 1];
  const value = Number.parseInt(found[1], 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Relative luminance of WCAG 2.2. */
function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

describe('labels of the space', () => {
  // Whatever is drawn behind a label lies between black and white.
  for (const theme of ['light', 'dark'] as const) {
    it(`W23 can be read over anything, ${theme}`, () => {
      const cover =
        Number(/\.label \{[^}]*color-mix\(in srgb, var\(--surface-2\) (\d+)%/.exec(SPACE)?.[1]) / 100;
      const ground = themed('surface-2', theme);
      for (const behind of [0, 255]) {
        const seen = ground.map((part) => part * cover + behind * (1 - cover));
        expect(contrast(themed('text', theme), seen)).toBeGreaterThan(WCAG_AA);
      }
    });
  }
});
