/** From a proposal and what a person wishes of it to edits of the draft. */
import type { DraftEdit, ProposalAnswer } from '@millwright/server/client';
import { isRecord } from './data.ts';

/** By the proposed name: whether it is taken, and under which name. */
export interface Wishes {
  types: Record<string, { taken: boolean; name: string }>;
  twins: Record<string, { taken: boolean; name: string }>;
}

/**
 * The types that are ticked as documents of their own, the twins as entries of twins.yaml, the mappings of their signals as
 * entries of the source. A twin whose type is not taken becomes a plain level.
 */
export function editsOf(proposal: ProposalAnswer, wishes: Wishes, source: string): DraftEdit[] {
  const edits: DraftEdit[] = [];
  const typeOf = new Map<string, string>();
  for (const { name, data } of proposal.types) {
    const wish = wishes.types[name];
    if (wish?.taken !== true || !isRecord(data)) continue;
    typeOf.set(name, wish.name);
    const file = `types/${wish.name}.yaml`;
    for (const [key, value] of Object.entries({ ...data, type: wish.name })) {
      edits.push({ op: 'set', file, path: [key], value });
    }
  }
  for (const { path, type, label } of proposal.twins) {
    const wish = wishes.twins[path];
    if (wish?.taken !== true) continue;
    const of = type === undefined ? undefined : typeOf.get(type);
    const value = {
      path: wish.name,
      ...(of === undefined ? {} : { type: of }),
      ...(label === undefined ? {} : { name: label }),
    };
    edits.push({ op: 'add', file: 'twins.yaml', path: ['twins'], value });
  }
  for (const [signal, address] of Object.entries(proposal.signals)) {
    const cut = signal.lastIndexOf('.');
    const twin = signal.slice(0, cut);
    const wish = wishes.twins[twin];
    const type = proposal.twins.find((one) => one.path === twin)?.type;
    if (wish?.taken !== true || type === undefined || !typeOf.has(type)) continue;
    edits.push({
      op: 'set',
      file: 'sources.yaml',
      path: ['sources', source, 'signals', `${wish.name}${signal.slice(cut)}`],
      value: address,
    });
  }
  return edits;
}
