import { loadPlantFromDocuments } from '@millwright/model';
import { expect, it } from 'vitest';
import { TINY_PLANT } from '../testing/plant.ts';
import { differences, mannerOf } from './differences.ts';

function plantWith(mapping: string) {
  const sources = `sources:\n  meter:\n    type: mqtt\n    broker: "mqtt://127.0.0.1:1"\n    signals:\n      "hall/pump2.flow": ${mapping}\n`;
  const { plant, faults } = loadPlantFromDocuments(
    Object.entries({ ...TINY_PLANT, 'sources.yaml': sources }).map(([file, text]) => ({ file, text })),
  );
  if (plant === undefined) throw new Error(JSON.stringify(faults));
  return plant;
}

it('S65 how a value is written is a part of a mapping: where it changes, the source is made anew', () => {
  const before = plantWith('{ address: a, write: { topic: a/set } }');
  expect(mannerOf(before, plantWith('{ address: a, write: { topic: a/set } }'))).toBe('live');
  for (const changed of [
    'a',
    '{ address: a, write: { topic: b/set } }',
    '{ address: a, write: { topic: a/set, qos: 1 } }',
  ]) {
    expect(mannerOf(before, plantWith(changed))).toBe('sources');
    expect(differences(before, plantWith(changed))).toEqual([{ what: 'source-mappings', subject: 'meter' }]);
    expect(mannerOf(plantWith(changed), before)).toBe('sources');
  }
});
