// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the documents refer to the environment in this form
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from './documents/limits.ts';
import { formatFault } from './faults.ts';
import { loadPlant, loadPlantFromDocuments, withFormula } from './load.ts';
import type { Plant } from './plant.ts';
import { loadMill, MILL, mill } from './testing/documents.ts';
import { print } from './testing/expression.ts';

const paths = (plant: Plant) => Array.from({ length: plant.signalCount }, (_, id) => plant.signalAt(id).path);

describe('ids', () => {
  it('M11 are dense, by type, column and row', () => {
    const plant = mill();
    for (const type of plant.types) {
      type.signals.forEach((signal, column) => {
        expect(signal.column).toBe(column);
        type.twins.forEach((twin, row) => {
          expect(twin.row).toBe(row);
          expect(plant.signalId(`${twin.path}.${signal.name}`)).toBe(type.base + column * type.rows + row);
        });
      });
    }
    expect(new Set(paths(plant)).size).toBe(plant.signalCount);
  });

  it('M11 lead to a path and back, in any plant', () => {
    const type = fc.record({
      signals: fc.integer({ min: 0, max: 6 }),
      twins: fc.integer({ min: 0, max: 6 }),
    });
    fc.assert(
      fc.property(fc.array(type, { minLength: 1, maxLength: 6 }), (types) => {
        const documents = types.map(({ signals }, t) => ({
          file: `types/t${t}.yaml`,
          data: {
            type: `t${t}`,
            signals: Object.fromEntries(Array.from({ length: signals }, (_, s) => [`s${s}`, { unit: 'm' }])),
          },
        }));
        const twins = types.flatMap(({ twins: n }, t) =>
          Array.from({ length: n }, (_, i) => ({ path: `t${t}-${i}`, type: `t${t}` })),
        );
        const { plant, faults } = loadPlantFromDocuments([
          { file: 'plant.yaml', data: { plant: 'p' } },
          { file: 'twins.yaml', data: { twins } },
          ...documents,
        ]);
        expect(faults).toEqual([]);
        expect(plant!.signalCount).toBe(types.reduce((sum, t) => sum + t.signals * t.twins, 0));
        for (let id = 0; id < plant!.signalCount; id++)
          expect(plant!.signalId(plant!.signalAt(id).path)).toBe(id);
      }),
      { numRuns: 50 },
    );
  });

  it('M11 out of range throw, unknown paths are undefined', () => {
    const plant = mill();
    for (const id of [-1, 0.5, plant.signalCount, Number.NaN])
      expect(() => plant.signalAt(id)).toThrow(RangeError);
    for (const path of ['', 'mill', 'mill/stand1', 'mill/stand1.x', 'mill.force', 'x.force', '.']) {
      expect(plant.signalId(path)).toBeUndefined();
    }
  });
});

describe('types and twins', () => {
  const machine = `type: machine
parameters: { load: { unit: kN, default: 4 } }
signals:
  a: { unit: m, range: [0, 10] }
  b: { unit: "1", formula: a / 2 m }
alarms:
  high: { when: a > 5 m, priority: high, delay: 3 s }
`;
  const press = `type: press
extends: machine
signals:
  c: { unit: s }
  a: { range: [0, 20], was: [old] }
  b: { formula: a / 4 m }
alarms:
  high: { delay: 9 s }
`;
  const twins =
    'twins:\n  - { path: mill }\n  - { path: mill/stand1, type: stand }\n  - { path: p, type: press }\n';
  const documents = { 'types/machine.yaml': machine, 'types/press.yaml': press, 'twins.yaml': twins };

  it('M9 inherited signals come first and keep their place when they are changed', () => {
    const type = mill(documents).type('press')!;
    expect(type.ancestors).toEqual(['machine']);
    expect(type.signals.map((s) => s.name)).toEqual(['a', 'b', 'c']);
    expect(type.signal('a')).toMatchObject({ range: [0, 20], was: ['old'], unit: { code: 'm' } });
    expect(print(type.signal('b')!.formula!.expr)).toBe('(a[m] / 4[m])');
    expect(type.alarms[0]).toMatchObject({ onDelay: 9000, priority: 'high', when: { text: 'a > 5 m' } });
    expect([...mill(documents).twin('p')!.parameters]).toEqual([4]);
  });

  it('M9 a signal cannot change its unit on the way down', () => {
    const faults = loadMill({
      ...documents,
      'types/press.yaml': 'type: press\nextends: machine\nsignals:\n  a: { unit: mm }\n',
    }).faults;
    expect(faults.map(formatFault)).toEqual([
      'types/press.yaml:4:14 error "a" is in m in type "machine" and cannot change to mm - did you mean "m"?',
    ]);
  });

  it('M9 a fault in an inherited formula is told once, where it is written', () => {
    const { faults } = loadMill({
      ...documents,
      'types/machine.yaml': machine.replace('a / 2 m', 'x / 2 m'),
      'types/press.yaml': 'type: press\nextends: machine\n',
    });
    expect(faults.map(formatFault)).toEqual([
      'types/machine.yaml:5:28 error type "machine" has no signal or parameter "x" - did you mean "a"?',
    ]);
  });

  it('M9 kinds follow from states and formulas', () => {
    const plant = mill();
    expect(plant.type('motor')!.signals.map((s) => s.kind)).toEqual([
      'measured',
      'measured',
      'measured',
      'state',
      'derived',
    ]);
  });

  it('M10 parts become twins, right after the twin they belong to', () => {
    const plant = mill();
    expect(plant.twins.map((t) => t.path)).toEqual([
      'mill',
      'mill/stand1',
      'mill/stand1/motor',
      'mill/stand1/top',
      'mill/stand1/bottom',
      'mill/stand2',
      'mill/stand2/motor',
      'mill/stand2/top',
      'mill/stand2/bottom',
    ]);
    const top = plant.twin('mill/stand2/top')!;
    expect(top).toMatchObject({
      name: 'top',
      row: 2,
      parent: plant.twin('mill/stand2'),
      label: { en: 'Top' },
    });
    expect(plant.twin('mill')).toMatchObject({ type: undefined, row: -1 });
    expect(plant.twin('mill')!.children.map((t) => t.name)).toEqual(['stand1', 'stand2']);
  });

  it('M10 a listed part gets its place and name, wherever it stands in the list', () => {
    const list = `twins:
  - { path: m/s/motor, name: Main drive, place: { at: [1, 2, 3], turn: 90 }, parameters: { gear: 7 } }
  - { path: m/s, type: stand }
  - { path: m }
`;
    const plant = mill({ 'plant.yaml': 'plant: mill\n', 'twins.yaml': list });
    expect(plant.twins.map((t) => t.path)).toEqual(['m', 'm/s', 'm/s/motor', 'm/s/top', 'm/s/bottom']);
    expect(plant.twin('m/s/motor')).toMatchObject({
      label: { en: 'Main drive' },
      place: { at: [1, 2, 3], turn: 90 },
    });
    expect([...plant.twin('m/s/motor')!.parameters]).toEqual([7]);
  });

  it('M10 a listed part may be of a more special type', () => {
    const plant = mill({
      'types/servo.yaml': 'type: servo\nextends: motor\nsignals:\n  angle: { unit: deg }\n',
      'twins.yaml':
        'twins:\n  - { path: mill }\n  - { path: mill/stand1, type: stand }\n  - { path: mill/stand1/motor, type: servo }\n',
    });
    expect(plant.twin('mill/stand1/motor')!.type!.name).toBe('servo');
    expect(plant.signalId('mill/stand1/motor.angle')).toBeDefined();
    expect(plant.type('motor')!.rows).toBe(0);
  });

  it('M10 a parameter without default needs a value on every twin', () => {
    const motor = MILL['types/motor.yaml'].replace(', default: 12', '');
    expect(loadMill({ 'types/motor.yaml': motor }).faults.map(formatFault)[0]).toBe(
      'types/motor.yaml:3:3 error "mill/stand1/motor" needs a value for parameter "gear", which has no default',
    );
  });

  it('M12 former names are kept, newest first', () => {
    const plant = mill({
      'twins.yaml': 'twins:\n  - { path: mill, was: [b, a] }\n  - { path: mill/stand1, type: stand }\n',
    });
    expect(plant.twin('mill')!.was).toEqual(['b', 'a']);
  });

  it('M17 references lead to ids', () => {
    const plant = mill();
    const names = (path: string, hops: string[], signal: string) =>
      plant.resolve(plant.twin(path)!, hops, signal).map((id) => plant.signalAt(id).path);
    expect(names('mill/stand2', [], 'force')).toEqual(['mill/stand2.force']);
    expect(names('mill/stand2', ['motor'], 'speed')).toEqual(['mill/stand2/motor.speed']);
    expect(names('mill/stand1', ['bearings'], 'wear')).toEqual([
      'mill/stand1/top.wear',
      'mill/stand1/bottom.wear',
    ]);
    expect(names('mill/stand1', ['top'], 'wear')).toEqual(['mill/stand1/top.wear']);
    expect(names('mill/stand1/top', ['parent', 'motor'], 'speed')).toEqual(['mill/stand1/motor.speed']);
    expect(names('mill', ['parent'], 'speed')).toEqual([]);
  });

  it('M17 parent is judged by the twins there are', () => {
    const bearing = `${MILL['types/bearing.yaml']}  load: { unit: MN, formula: parent.force / 2 }\n`;
    expect(
      print(mill({ 'types/bearing.yaml': bearing }).type('bearing')!.signal('load')!.formula!.expr),
    ).toBe('(parent.force[MN] / 2)[MN]');
    const loose = {
      'types/bearing.yaml': bearing,
      'twins.yaml': `${MILL['twins.yaml']}  - { path: mill/spare, type: bearing }\n`,
    };
    expect(loadMill(loose).faults).toEqual([]);
  });
});

describe('changing a formula', () => {
  it('M21 keeps all ids and leaves the old plant alone', () => {
    const plant = mill();
    const { plant: changed, faults } = withFormula(plant, 'motor', 'power', 'torque * speed / 2');
    expect(faults).toEqual([]);
    expect(paths(changed!)).toEqual(paths(plant));
    expect(changed!.revision).not.toBe(plant.revision);
    expect(plant.type('motor')!.signal('power')!.formula!.text).toBe('torque * speed');
    const again = withFormula(changed!, 'motor', 'power', 'torque * speed');
    expect(again.plant!.revision).toBe(plant.revision);
  });

  it('M21 faults count their columns in the new text', () => {
    const faultsOf = (type: string, signal: string, text: string) =>
      withFormula(mill(), type, signal, text).faults.map(formatFault);
    expect(faultsOf('motor', 'power', 'torque * sped')).toEqual([
      'formula:1:10 error type "motor" has no signal or parameter "sped" - did you mean "speed"?',
    ]);
    expect(faultsOf('motor', 'power', 'power')).toEqual([
      'formula:1:1 error circular formulas: power -> power',
    ]);
    expect(faultsOf('motor', 'speed', '1')[0]).toContain('only derived signals have a formula');
    expect(faultsOf('motr', 'power', '1')[0]).toContain('did you mean "motor"?');
    expect(faultsOf('motor', 'powr', '1')[0]).toContain('did you mean "power"?');
  });

  it('M19 circles through parts and parents are found', () => {
    const bearing = `${MILL['types/bearing.yaml']}  heat: { unit: K, formula: parent.heat / 2 }\n`;
    const stand = `${MILL['types/stand.yaml']}  heat: { unit: K, formula: avg(bearings.heat) }\n`;
    const { faults } = loadMill({ 'types/bearing.yaml': bearing, 'types/stand.yaml': stand });
    expect(faults.map((f) => f.message)).toEqual([
      'circular formulas: bearing.heat -> stand.heat -> bearing.heat',
    ]);
  });

  it('M19 a chain of formulas is no circle', () => {
    const chain = Array.from(
      { length: 300 },
      (_, i) => `  d${i}: { unit: mm/s, formula: ${i === 0 ? 'vibration' : `d${i - 1}`} }\n`,
    );
    expect(loadMill({ 'types/bearing.yaml': MILL['types/bearing.yaml'] + chain.join('') }).faults).toEqual(
      [],
    );
  });
});

describe('folders and documents', () => {
  it('M5 a folder is read with its environment', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'model-'));
    try {
      await mkdir(join(folder, 'types'));
      for (const [file, text] of Object.entries(MILL)) await writeFile(join(folder, file), text);
      const source =
        'sources:\n  meter: { type: modbus, host: "${HOST:-localhost}", port: "${PORT}", signals: {} }\n';
      await writeFile(join(folder, 'sources.yaml'), source);
      const missing = await loadPlant(folder, { environment: {} });
      expect(missing.faults.map((f) => f.message)).toContain(
        'the environment has no "PORT": set it, or write a default as in "${PORT:-value}"',
      );
      const { plant, faults } = await loadPlant(folder, { environment: { PORT: '1502' } });
      expect(faults).toEqual([]);
      expect(plant).toMatchObject({
        id: 'mill',
        folder,
        timezone: 'UTC',
        retention: { raw: Infinity, rollup: Infinity },
      });
      expect(plant!.sources[0]).toMatchObject({
        name: 'meter',
        kind: 'modbus',
        settings: { host: 'localhost', port: 1502 },
      });
      await writeFile(join(folder, 'twins.yaml'), new Uint8Array([0xff, 0xfe, 0x41]));
      expect((await loadPlant(folder)).faults.map(formatFault)).toContain(
        'twins.yaml:1:1 error the document is not UTF-8 text',
      );
      await rm(join(folder, 'twins.yaml'));
      await mkdir(join(folder, 'twins.yaml'));
      execFileSync('mkfifo', [join(folder, 'types/pipe.yaml')]);
      expect((await loadPlant(folder)).faults.map(formatFault)).toEqual(
        expect.arrayContaining([
          'twins.yaml:1:1 error it is a folder and no document: remove or rename it',
          'types/pipe.yaml:1:1 error it is a pipe or a device and no document: remove or rename it',
        ]),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('M5 a folder that is not there is a fault', async () => {
    const { plant, faults } = await loadPlant('/no/such/folder');
    expect(plant).toBeUndefined();
    expect(faults[0].message).toBe('the folder /no/such/folder cannot be read: it does not exist');
  });

  it('M6 documents beyond the limits are refused', () => {
    const message = (text: string) => loadMill({ 'types/bearing.yaml': text }).faults[0]?.message;
    expect(message(`type: bearing # ${'x'.repeat(LIMITS.documentBytes)}`)).toContain('larger than 10 MB');
    expect(message('['.repeat(200_000))).toMatch(/nested deeper|not YAML/);
    expect(message(`type: bearing\nshape: ${'{ a: '.repeat(60)}1${' }'.repeat(60)}`)).toContain(
      'nested deeper than 40',
    );
    const bomb = ['a: &a0 [x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++)
      bomb.push(
        `b${i}: &a${i} [${Array(8)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    expect(message(bomb.join('\n'))).toContain('uses of aliases');
    const many = Array.from({ length: LIMITS.documents + 1 }, (_, i) => ({
      file: `types/t${i}.yaml`,
      text: '',
    }));
    expect(loadPlantFromDocuments(many).faults[0].message).toContain('more than 5000');
  });

  it('M6 too many twins and signals are refused with their number', () => {
    const each = Array.from({ length: 1_001 }, (_, i) => `c${i}`);
    const data = (file: string, value: unknown) => ({ file, data: value });
    const result = loadPlantFromDocuments([
      data('plant.yaml', { plant: 'p' }),
      data('types/a.yaml', { type: 'a', parts: { b: { type: 'b', each } } }),
      data('types/b.yaml', { type: 'b', parts: { c: { type: 'c', each } } }),
      data('types/c.yaml', { type: 'c', signals: { x: { unit: 'm' } } }),
      data('twins.yaml', { twins: [{ path: 'a', type: 'a' }] }),
    ]);
    expect(result.faults.map((f) => f.message)).toContain(
      '"a" with its parts is more than 1000000 twins: divide it up',
    );
  });

  it('M6 long rows of types, parts and formulas are told or followed, never too deep', () => {
    const chain = (count: number, link: (next: string) => object, backwards: boolean) => {
      const name = (i: number) => `t${String(backwards ? count - i : i).padStart(5, '0')}`;
      const documents = Array.from({ length: count }, (_, i) => ({
        file: `types/${name(i)}.yaml`,
        data: { type: name(i), ...(i < count - 1 ? link(name(i + 1)) : {}) },
      }));
      const { faults } = loadPlantFromDocuments([{ file: 'plant.yaml', data: { plant: 'p' } }, ...documents]);
      return faults.map((f) => f.message);
    };
    for (const backwards of [false, true]) {
      const parts = (type: string) => ({ parts: { p: { type } } });
      const types = (name: string) => ({ extends: name });
      expect(chain(20, parts, backwards)).toEqual([]);
      expect(chain(4_000, parts, backwards)).toEqual(['more than 32 levels of parts within parts']);
      expect(chain(30, types, backwards)).toEqual([]);
      expect(chain(4_000, types, backwards)).toContain('more than 32 types extend each other in a row');
    }
    const signals: Record<string, object> = { a: { unit: 'm' } };
    for (let i = 0; i < 9_999; i++)
      signals[`d${i}`] = { unit: 'm', formula: i === 9_998 ? 'a' : `d${i + 1}` };
    const { faults } = loadPlantFromDocuments([
      { file: 'plant.yaml', data: { plant: 'p' } },
      { file: 'types/m.yaml', data: { type: 'm', signals } },
    ]);
    expect(faults).toEqual([]);
  });

  it('M5 no text makes loading throw', () => {
    const line = fc.constantFrom(
      'type: bearing',
      'signals:',
      '  a: { unit: m }',
      '  a: 5',
      '- x',
      'a: &a [*a]',
      '? !!x',
      '"',
      '{',
      'parts: { a: {} }',
      '%YAML 9',
      '\t',
      'é: 1',
      '<<: *x',
      '--- ',
      'type: [',
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.constantFrom('types/bearing.yaml', 'twins.yaml', 'sources.yaml', 'plant.yaml'),
        (lines, file) => {
          const { plant, faults } = loadMill({ [file]: lines.join('\n') });
          expect(plant === undefined).toBe(faults.some((f) => f.severity === 'error'));
        },
      ),
      { numRuns: 200 },
    );
  });
});
