import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FaultList, formatFault, MAX_FAULTS } from './faults.ts';
import { loadMill } from './testing/documents.ts';

interface Case {
  title: string;
  changes: Record<string, string | null>;
  faults: string[];
}

/** Reads `fault-cases.txt`; its first lines say how it is written. */
function readCases(): Case[] {
  const text = readFileSync(new URL('./fault-cases.txt', import.meta.url), 'utf8');
  const [, ...blocks] = text.split(/^# /m);
  return blocks.map((block) => {
    const [title, ...lines] = block.trimEnd().split('\n');
    const found: Case = { title, changes: {}, faults: [] };
    let file = '';
    for (const line of lines) {
      const heading = /^--- (\S+)( removed)?$/.exec(line);
      if (heading) {
        file = heading[1];
        found.changes[file] = heading[2] ? null : '';
      } else if (line.startsWith('> ')) {
        found.faults.push(line.slice(2));
      } else {
        found.changes[file] += `${line}\n`;
      }
    }
    return found;
  });
}

describe('faults', () => {
  for (const { title, changes, faults } of readCases()) {
    it(`M5 ${title}`, () => {
      const result = loadMill(changes);
      expect(result.faults.map(formatFault)).toEqual(faults);
      expect(result.plant === undefined).toBe(result.faults.some((f) => f.severity === 'error'));
    });
  }

  it('M5 the length of a fault is that of the wrong word', () => {
    const text = 'type: bearing\nsignals:\n  a: { unit: m, formula: b + cc * 2 }\n  b: { unit: m }\n';
    expect(loadMill({ 'types/bearing.yaml': text }).faults).toMatchObject([
      { line: 3, column: 30, length: 2 },
    ]);
  });

  it('M6 faults beyond the limit are counted and not kept', () => {
    const list = new FaultList();
    for (let i = 0; i < MAX_FAULTS + 5; i++) list.error({ file: 'a.yaml', line: i + 1, column: 1 }, 'wrong');
    const faults = list.sorted();
    expect(faults).toHaveLength(MAX_FAULTS + 1);
    expect(faults.at(-1)?.message).toBe('5 more faults are not listed; mend those above first');
  });
});
