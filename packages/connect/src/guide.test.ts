import { readFile } from 'node:fs/promises';
import { formatFault, loadPlantFromDocuments } from '@millwright/model';
import { describe, expect, it } from 'vitest';
import { recorder } from './conformance-plant.ts';
import { createSource, SOURCE_KINDS } from './create.ts';

const GUIDE = new URL('../../../docs/guides/connect-a-machine.md', import.meta.url);
const guide = await readFile(GUIDE, 'utf8');

/** Sections of YAML with the comment that says what they are: a document, or a sources.yaml of one kind. */
const sections = [...guide.matchAll(/<!-- (file|sources): (\S+) -->\n```yaml\n([\s\S]*?)```/g)].map(
  ([, what, name, text]) => ({ what, name, text }),
);
const documents = sections
  .filter(({ what }) => what === 'file')
  .map(({ name, text }) => ({ file: name, text }));
const sources = sections.filter(({ what }) => what === 'sources');

describe('the guide "Connect your own machine"', () => {
  it('C27 has a section for every kind of source, and no YAML that is not checked', () => {
    expect(sources.map(({ name }) => name).sort()).toEqual([...SOURCE_KINDS].sort());
    expect(guide.match(/```yaml/g)).toHaveLength(sections.length);
  });

  for (const { name, text } of sources) {
    it(`C27 its section for ${name} loads without a fault and makes a source`, () => {
      const { plant, faults } = loadPlantFromDocuments([...documents, { file: 'sources.yaml', text }], {
        environment: { PLC_PASSWORD: 'secret', MQTT_PASSWORD: 'secret' },
      });
      expect(faults.map(formatFault)).toEqual([]);
      if (plant === undefined) throw new Error('no plant');
      expect(plant.sources.map(({ kind }) => kind)).toEqual([name]);
      expect([...plant.sources[0].mappings].length).toBeGreaterThan(3);
      const source = createSource(plant.sources[0], recorder(plant, '/nowhere').context);
      expect(source.status().state).toBe('stopped');
    });
  }
});
