import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Every import that remains when types are stripped, followed from `file`. */
function importsOf(file: URL, seen = new Map<string, string[]>()): Map<string, string[]> {
  const own: string[] = [];
  seen.set(file.pathname, own);
  const text = readFileSync(file, 'utf8');
  for (const [, clause, name] of text.matchAll(/^(?:import|export)\s([^;]*?)from\s+'([^']+)'/gm)) {
    if (/^type\s/.test(clause) || /^\{\s*(type \w+,?\s*)+\}\s*$/.test(clause)) continue;
    own.push(name);
    const next = new URL(name, file);
    if (name.startsWith('.') && !seen.has(next.pathname)) importsOf(next, seen);
  }
  return seen;
}

describe('the browser entry', () => {
  it('M24 imports nothing but files of its own', () => {
    const imports = importsOf(new URL('./web.ts', import.meta.url));
    expect([...imports.values()].flat().filter((name) => !name.startsWith('.'))).toEqual([]);
    expect(imports.size).toBeGreaterThan(2);
  });

  it('M24 gives quality and samples', async () => {
    const web = await import('./web.ts');
    expect(web.levelOf(web.quality(web.BAD, 'input'))).toBe(web.BAD);
    const builder = new web.BatchBuilder(1);
    for (let i = 0; i < 5; i++) builder.push(i, i * 10, i / 2, web.GOOD);
    const batch = builder.take();
    expect([batch.length, ...batch.values.subarray(0, 5)]).toEqual([5, 0, 0.5, 1, 1.5, 2]);
    expect(builder.length).toBe(0);
  });
});
