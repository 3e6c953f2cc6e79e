import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVENT_TYPES, EVENT_WORDS } from './event-words.ts';

const PACKAGES = resolve(import.meta.dirname, '../../..');
/** Words that stand behind `type:` in the code and are no events. */
const COMMAND = /\btype: '([a-z-]+)',\s*permission:/g;
const SUBMITTED = /\bid: \w+\([^)]*\),\s*(?:actor: [^,]+,\s*)?type: '([a-z-]+)'/g;
const TYPE = /(?:\btype: |\bconst [A-Z]+ = |\beventKind\(\s*)([^,{}]*?'[a-z]+(?:-[a-z]+)+'[^,{}]*)[,};]/g;

/** Types of all events that the code of these packages makes. */
async function typesMade(): Promise<Set<string>> {
  const made = new Set<string>();
  const others = new Set<string>();
  for (const place of [
    'journal/src/desk',
    'journal/src',
    'operate/src',
    'workforce/src',
    'server/src/decisions',
    'server/src/api/routes',
  ])
    for await (const file of glob(place === 'journal/src' ? '*.ts' : '**/*.ts', {
      cwd: resolve(PACKAGES, place),
    })) {
      if (file.endsWith('.test.ts') || file.includes('testing/')) continue;
      const text = readFileSync(resolve(PACKAGES, place, file), 'utf8').replaceAll(
        /\/\*[\s\S]*?\*\/|\/\/.*/g,
        '',
      );
      for (const pattern of [COMMAND, SUBMITTED])
        for (const [, type] of text.matchAll(pattern)) others.add(type);
      for (const [, found] of text.matchAll(TYPE))
        for (const [, type] of found.matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)) made.add(type);
    }
  return new Set([...made].filter((type) => !others.has(type)));
}

describe('words of events', () => {
  it('S34 every type of event that is made has words in English and Chinese, and no words are for nothing', async () => {
    const made = await typesMade();
    expect(made.size).toBeGreaterThan(60);
    expect([...made].sort()).toEqual([...EVENT_TYPES].sort());
    for (const type of EVENT_TYPES) {
      expect(EVENT_WORDS[type].en, type).toMatch(/^[A-Z][ a-z-]+$/);
      expect(EVENT_WORDS[type].zh, type).toMatch(/^[\u4e00-\u9fff]+$/);
    }
  });
});
