import { mkdtempSync, rmSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { loadPlant } from '../load.ts';
import { MILL, mill } from '../testing/documents.ts';
import { unitOf } from '../units.ts';
import { NODE_MOTIONS, resolveParams, SHAPE_KINDS, WHOLE_BINDINGS } from './index.ts';

it('M30 every kind says its parameters and bindings in both languages, with sound ranges and units', () => {
  expect(SHAPE_KINDS.size).toBeGreaterThan(40);
  for (const [name, kind] of SHAPE_KINDS) {
    expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
    for (const { label } of [kind, ...Object.values(kind.params), ...Object.values(kind.bindings)]) {
      expect(label.en, name).toMatch(/^[A-Z]/);
      expect(label.zh, name).toMatch(/[\u4e00-\u9fff]/);
    }
    for (const [key, { default: usual, range }] of Object.entries(kind.params)) {
      expect(key).toMatch(/^[a-z][A-Za-z0-9]*$/);
      expect(range[0], `${name}.${key}`).toBeLessThan(range[1]);
      expect(usual).toBeGreaterThanOrEqual(range[0]);
      expect(usual).toBeLessThanOrEqual(range[1]);
    }
    for (const [key, target] of Object.entries(kind.bindings)) {
      expect(
        Object.keys({ ...WHOLE_BINDINGS, ...NODE_MOTIONS }).includes(key) &&
          !['spin', 'move', 'turn'].includes(key),
      ).toBe(false);
      for (const { over } of target.also ?? []) if (over) expect(kind.params).toHaveProperty(over);
      expect(unitOf(target.unit).code).toBe(target.unit);
    }
  }
});

it('M30 parameters are drawn into their range; nonsense becomes the default', () => {
  const kinds = [...SHAPE_KINDS.values()];
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.anything(), (kind, value) => {
      const given = Object.fromEntries(Object.keys(kind.params).map((name) => [name, value]));
      for (const [name, number] of Object.entries(resolveParams(kind, given))) {
        const { range, whole } = kind.params[name];
        expect(number).toBeGreaterThanOrEqual(range[0]);
        expect(number).toBeLessThanOrEqual(range[1]);
        if (whole) expect(Number.isInteger(number)).toBe(true);
      }
    }),
  );
});

const shapeOf = (shape: string, signals: string) =>
  mill({
    'types/bearing.yaml': `type: bearing\nsignals: { vibration: { unit: mm/s }, temperature: { unit: Cel }, ${signals} }\nshape: ${shape}\n`,
  }).type('bearing')?.shape?.bindings;

it('M31 signals are converted to the unit a binding wants, before scale and offset', () => {
  expect(shapeOf('{ kind: coil, bindings: { diameter: d } }', 'd: { unit: mm }')?.diameter.scale).toBeCloseTo(
    0.001,
  );
  const tank = shapeOf(
    '{ kind: tank, params: { height: 4 }, bindings: { fill: percent } }',
    'percent: { unit: "%" }',
  );
  expect(tank?.fill.scale).toBeCloseTo(0.01);
  const level = shapeOf('{ kind: tank, params: { height: 4 }, bindings: { fill: l } }', 'l: { unit: cm }');
  expect(level?.fill.scale).toBeCloseTo(0.01 / 4);
  const spin = shapeOf('{ kind: motor, bindings: { spin: s } }', 's: { unit: circ/s }');
  expect(spin?.spin.scale).toBeCloseTo(60);
  const hertz = shapeOf(
    '{ kind: motor, bindings: { spin: { signal: s, scale: 2, offset: 5 } } }',
    's: { unit: Hz }',
  );
  expect(hertz?.spin).toMatchObject({ scale: 120, offset: 5 });
  const turn = shapeOf('{ kind: robot-arm, bindings: { joint1: a } }', 'a: { unit: rad }');
  expect(turn?.joint1.scale).toBeCloseTo(180 / Math.PI);
  const belt = shapeOf('{ kind: conveyor, bindings: { move: v } }', 'v: { unit: m/s }');
  expect(belt?.move.scale).toBeCloseTo(60);
});

it('M32 a GLB that is missing is a warning with its place, one that is there is none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-glb-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const changed = {
    ...MILL,
    'types/bearing.yaml':
      'type: bearing\nsignals: { vibration: { unit: mm/s }, temperature: { unit: Cel }, s: { unit: /min } }\nshape:\n  kind: bearing\n  model: models/bearing.glb\n  bindings: { spin: { signal: s, node: Ring, axis: x } }\n',
  };
  await mkdir(join(folder, 'types'));
  for (const [file, text] of Object.entries(changed)) await writeFile(join(folder, file), text);
  const missing = await loadPlant(folder);
  expect(missing.faults).toMatchObject([
    { severity: 'warning', file: 'types/bearing.yaml', line: 5, column: 10 },
  ]);
  expect(missing.plant?.type('bearing')?.shape).toMatchObject({
    model: 'models/bearing.glb',
    bindings: { spin: { node: 'Ring', axis: 'x', scale: 1 } },
  });
  await mkdir(join(folder, 'models'));
  await cp(join(folder, 'plant.yaml'), join(folder, 'models', 'bearing.glb'));
  expect((await loadPlant(folder)).faults).toEqual([]);
});
