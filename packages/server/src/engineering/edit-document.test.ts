import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isPair, isScalar, isSeq, parse, parseDocument, stringify, visit } from 'yaml';
import { type Edit, EditError, editDocument } from './edit-document.ts';

const TYPE = `# what a pump has
type: pump   # its name
name: { en: Pump,   zh: 泵 }

signals:
  flow:        { unit: m3/h, range: [0, 500], stale: 30 s }
  # of the casing
  temperature: { unit: Cel, range: [-20, 150] }
  hydraulicPower: { unit: kW, formula: "flow * pressure" }   # derived
alarms:
  hot:
    when: temperature > 90 Cel
    delay: 10 s
shape: { kind: pump }
`;

const edited = (...edits: Edit[]) => editDocument(TYPE, edits);

it('S61 a changed value changes its line alone', () => {
  const text = edited({ op: 'set', path: ['alarms', 'hot', 'when'], value: 'temperature > 95 Cel' });
  expect(text).toBe(TYPE.replace('> 90', '> 95'));
});

it('S61 a change within a line leaves the spacing of all others', () => {
  const text = edited({ op: 'set', path: ['signals', 'hydraulicPower', 'formula'], value: 'flow * 2' });
  const lines = text.split('\n');
  expect(lines.filter((line, i) => line !== TYPE.split('\n')[i])).toEqual([
    '  hydraulicPower: { unit: kW, formula: "flow * 2" }   # derived',
  ]);
});

it('S61 what is added looks like what stands beside it', () => {
  const text = edited({ op: 'set', path: ['signals', 'level'], value: { unit: 'm', range: [0, 3] } });
  expect(text).toBe(TYPE.replace('# derived\n', '# derived\n  level: { unit: m, range: [0, 3] }\n'));
});

it('S61 twins are added, changed and taken out line by line', () => {
  const twins = 'twins:\n  # north\n  - { path: hall }\n  - { path: hall/p1,  type: pump }\n';
  const added = editDocument(twins, [
    { op: 'add', path: ['twins'], value: { path: 'hall/p2', type: 'pump' } },
  ]);
  expect(added).toBe(`${twins}  - { path: hall/p2, type: pump }\n`);
  expect(editDocument(added, [{ op: 'remove', path: ['twins', 2] }])).toBe(twins);
  expect(editDocument(twins, [{ op: 'set', path: ['twins', 0, 'place'], value: { at: [1, 0, 2] } }])).toBe(
    'twins:\n  # north\n  - { path: hall, place: { at: [1, 0, 2] } }\n  - { path: hall/p1,  type: pump }\n',
  );
});

it('S61 a renamed key stays where it is', () => {
  expect(edited({ op: 'rename', path: ['signals', 'flow'], to: 'volumeFlow' })).toContain(
    '\n  volumeFlow: { unit: m3/h, range: [0, 500], stale: 30 s }\n  # of the casing\n',
  );
  expect(() => edited({ op: 'rename', path: ['signals', 'flow'], to: 'temperature' })).toThrow(EditError);
});

it('S61 a document that is empty or lacks the section gets it', () => {
  expect(parse(editDocument('', [{ op: 'set', path: ['sources', 'plc', 'type'], value: 'http' }]))).toEqual({
    sources: { plc: { type: 'http' } },
  });
  expect(
    parse(editDocument('sources:\n', [{ op: 'set', path: ['sources', 'a'], value: { type: 'http' } }])),
  ).toEqual({ sources: { a: { type: 'http' } } });
});

it('S61 a document that is no YAML is refused with the reason', () => {
  expect(() => editDocument('a: [', [{ op: 'set', path: ['a'], value: 1 }])).toThrow(/mend its text first/);
  expect(() => edited({ op: 'remove', path: ['signals', 'none'] })).toThrow(/nothing at signals.none/);
});

it('S61 whatever the document, an edit means what it says', () => {
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('text', 'two words', '1', 'a: b', '# no', ''),
      fc.integer(),
      fc.boolean(),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c d'), tie('node'), { maxKeys: 3 }),
    ),
  })).node;
  const data = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), value, { minKeys: 1, maxKeys: 4 });
  fc.assert(
    fc.property(data, fc.constantFrom('a', 'b', 'x'), value, (before, key, next) => {
      const after = editDocument(stringify(before), [{ op: 'set', path: [key], value: next }]);
      expect(parse(after)).toEqual({ ...before, [key]: next });
    }),
  );
});

it('S61 a value that takes the place of another changes its own lines alone, in every document of the plants', async () => {
  const plants = join(import.meta.dirname, '../../../../plants');
  let edited = 0;
  for await (const file of glob(['*/types/*.yaml', '*/twins.yaml', '*/work/*.yaml'], { cwd: plants })) {
    const text = await readFile(join(plants, file), 'utf8');
    const document = parseDocument(text);
    const paths: (string | number)[][] = [];
    visit(document, {
      Scalar(key, node, ancestors) {
        if (key === 'key' || typeof node.value !== 'number') return;
        const path = ancestors.flatMap((one, i): (string | number)[] => {
          const next = ancestors[i + 1] ?? node;
          if (isPair(one)) return isScalar(one.key) ? [String(one.key.value)] : [];
          return isSeq(one) ? [one.items.indexOf(next)] : [];
        });
        paths.push(path);
      },
    });
    for (const path of paths.filter((_, i) => i % 7 === 0)) {
      const changed = editDocument(text, [{ op: 'set', path, value: 12.5 }]);
      const [before, after] = [text.split('\n'), changed.split('\n')];
      expect([file, path, after.length]).toEqual([file, path, before.length]);
      expect(after.filter((line, i) => line !== before[i]).length).toBeLessThanOrEqual(1);
      expect(parse(changed)).toEqual(setAt(parse(text), path, 12.5));
      edited++;
    }
  }
  expect(edited).toBeGreaterThan(50);
});

/** The data with another value at a place. */
function setAt(data: unknown, [key, ...rest]: readonly (string | number)[], value: number): unknown {
  if (key === undefined) return value;
  if (Array.isArray(data)) return data.map((one, i) => (i === key ? setAt(one, rest, value) : one));
  return Object.fromEntries(
    Object.entries(data ?? {}).map(([name, one]) => [name, name === key ? setAt(one, rest, value) : one]),
  );
}
