/** A source out of documents that do not make a plant: without its signals, in a plant of nothing else. */
import {
  formatFault,
  loadPlantFromDocuments,
  nearest,
  type Plant,
  type SourceDefinition,
} from '@millwright/model';
import { parse } from 'yaml';
import { ProblemError } from '../api/problems.ts';
import type { Texts } from './plant-folder.ts';

/** Throws a problem where there is no such source, or where its settings have faults. */
export function aloneSource(
  name: string,
  texts: Texts,
  options: { folder: string; environment: Readonly<Record<string, string | undefined>> },
): { definition: SourceDefinition; plant: Plant } {
  const sources = sourcesOf(texts.get('sources.yaml') ?? texts.get('sources.yml') ?? '');
  const written = sources[name];
  if (typeof written !== 'object' || written === null) {
    const near = nearest(name, Object.keys(sources));
    throw new ProblemError('no-source', `The draft has no source "${name}".`, {
      where: 'source',
      remedy: near === undefined ? undefined : `Did you mean "${near}"?`,
    });
  }
  const { signals: _, ...settings } = { signals: undefined, ...written };
  const documents = [
    { file: 'plant.yaml', data: { plant: 'trial' } },
    { file: 'sources.yaml', data: { sources: { [name]: settings } } },
  ];
  const { plant, faults } = loadPlantFromDocuments(documents, options);
  if (plant !== undefined) return { definition: plant.sources[0], plant };
  throw new ProblemError(
    'draft',
    faults.map((fault) => formatFault(fault).replace(/^\S+ error /, ''))[0] ?? '',
    {
      where: `sources.${name}`,
      remedy: 'Mend the settings of the source first.',
    },
  );
}

function sourcesOf(text: string): Record<string, unknown> {
  try {
    const data: unknown = parse(text);
    const sources: unknown =
      typeof data === 'object' && data !== null && 'sources' in data ? data.sources : {};
    return typeof sources === 'object' && sources !== null ? { ...sources } : {};
  } catch {
    return {};
  }
}
