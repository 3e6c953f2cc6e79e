import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
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
    '  hydraulicPower: { unit: kW, formula: "flow * 2" } # derived',
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
