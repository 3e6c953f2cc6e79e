/** Renaming a twin so that its history stays and what names it goes along. */
import type { DraftEdit } from '@millwright/server/client';
import { listAt, recordAt, textAt } from './data.ts';

export const TWINS_FILE = 'twins.yaml';

/**
 * The twin and all below it get the new path and keep the former one under `was`; mappings of sources that begin with it and
 * the plant's KPI go along. Patterns that meet it only by wildcards stay, and so do addresses: one made of `{path}` or `{twin}`
 * names another place of the machine from then on, which testing the connection shows.
 */
export function renameTwin(
  documents: readonly { file: string; data: unknown }[],
  from: string,
  to: string,
): DraftEdit[] {
  const dataOf = (file: string) => documents.find((one) => one.file === file)?.data;
  const moved = (path: string) =>
    path === from || path.startsWith(`${from}/`) ? to + path.slice(from.length) : undefined;
  const edits: DraftEdit[] = [];
  listAt(dataOf(TWINS_FILE), ['twins']).forEach((twin, i) => {
    const path = textAt(twin, ['path']);
    const next = moved(path);
    if (next === undefined) return;
    const was = [
      path,
      ...listAt(twin, ['was'])
        .map(String)
        .filter((one) => one !== next),
    ];
    edits.push({ op: 'set', file: TWINS_FILE, path: ['twins', i, 'path'], value: next });
    edits.push({ op: 'set', file: TWINS_FILE, path: ['twins', i, 'was'], value: was });
  });
  const sources = recordAt(dataOf('sources.yaml'), ['sources']);
  for (const [name, source] of Object.entries(sources)) {
    for (const pattern of Object.keys(recordAt(source, ['signals']))) {
      const cut = pattern.lastIndexOf('.');
      const next = cut < 0 ? undefined : moved(pattern.slice(0, cut));
      if (next === undefined) continue;
      const path = ['sources', name, 'signals', pattern];
      edits.push({ op: 'rename', file: 'sources.yaml', path, to: next + pattern.slice(cut) });
    }
  }
  const kpi = textAt(dataOf('plant.yaml'), ['kpi']);
  const cut = kpi.lastIndexOf('.');
  const next = cut < 0 ? undefined : moved(kpi.slice(0, cut));
  if (next !== undefined)
    edits.push({ op: 'set', file: 'plant.yaml', path: ['kpi'], value: next + kpi.slice(cut) });
  return edits;
}
