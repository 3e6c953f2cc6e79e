import { loadPlantFromDocuments } from '@millwright/model';
import { SHAPE_KINDS } from '@millwright/model/shapes';
import { expect, it } from 'vitest';
import { LOOKS_ON_SHOW, targetsOf } from './exhibit.ts';
import { restOf, shownAt } from './play.ts';
import { shapeYaml } from './shape-yaml.ts';

const kinds = [...SHAPE_KINDS.values()];

it('W33 the YAML of every kind, with all that can be bound, is accepted by the check of documents', () => {
  for (const kind of kinds) {
    const targets = targetsOf(kind);
    const params = Object.fromEntries(
      Object.entries(kind.params).map(([name, { range }]) => [name, range[1]]),
    );
    const yaml = shapeYaml(
      kind,
      params,
      targets.map(([name]) => name),
    );
    const signals = new Map<string, string>();
    for (const [name, { unit }] of targets) {
      const signal = new RegExp(`^    ${name}: (?:\\{ signal: )?(\\w+)`, 'm').exec(yaml)?.[1] ?? '';
      signals.set(signal, signal === 'state' ? 'states: { 0: A, 1: B, 2: C, 3: D }' : `unit: "${unit}"`);
    }
    const lines = [...signals].map(([name, text]) => `  ${name}: { ${text} }`).join('\n');
    const { faults } = loadPlantFromDocuments([
      { file: 'plant.yaml', text: 'plant: p\nname: P\n' },
      { file: 'types/t.yaml', text: `type: t\nsignals:\n${lines}\n${yaml}` },
      { file: 'twins.yaml', text: 'twins: [{ path: a, type: t }]\n' },
    ]);
    expect([kind.name, faults]).toEqual([kind.name, []]);
  }
  expect(Object.keys(LOOKS_ON_SHOW)).toEqual(['0', '1', '2', '3']);
});

it('W33 usual parameters and what nobody touched are left out of the YAML', () => {
  const motor = SHAPE_KINDS.get('motor');
  if (!motor) throw new Error('no motor');
  expect(shapeYaml(motor, { length: 2, diameter: 0.9 }, [])).toBe(
    'shape:\n  kind: motor\n  params: { diameter: 0.9 }\n',
  );
});

it('W33 the show swings one binding after the other through its whole range and never beyond', () => {
  for (const kind of kinds) {
    const targets = targetsOf(kind).filter(([name]) => Object.hasOwn(kind.bindings, name));
    const seen = new Map(targets.map(([name]) => [name, { low: Infinity, high: -Infinity }]));
    for (let ms = 0; ms < 4200 * Math.max(1, targets.length); ms += 50) {
      const now = shownAt(targets, ms);
      const away = targets.filter(([name, target]) => now[name] !== restOf(name, target));
      expect(away.length, kind.name).toBeLessThanOrEqual(1);
      for (const [name, value] of Object.entries(now)) {
        const range = seen.get(name);
        if (range) seen.set(name, { low: Math.min(range.low, value), high: Math.max(range.high, value) });
      }
    }
    for (const [name, { unit, range }] of targets) {
      const { low = 0, high = 0 } = seen.get(name) ?? {};
      expect(low, `${kind.name} ${name}`).toBeGreaterThanOrEqual(range[0] - 1e-9);
      expect(high).toBeLessThanOrEqual(range[1] + 1e-9);
      if (unit !== '/min' && unit !== 'm/min')
        expect(high - low).toBeGreaterThan((range[1] - range[0]) * 0.95);
    }
  }
});
