/** Documents that a discovery proposes, taken apart so that a person can confirm or rename each piece. */
import type { Discovery } from '@millwright/connect';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ProposalAnswer } from '../api/engineering-schemas.ts';

const Text = z
  .union([z.string(), z.looseObject({ en: z.string() })])
  .transform((t) => (typeof t === 'string' ? t : t.en));
const Twins = z.looseObject({
  twins: z.array(z.looseObject({ path: z.string(), type: z.string().optional(), name: Text.optional() })),
});
const Sources = z.looseObject({
  sources: z.record(z.string(), z.looseObject({ signals: z.record(z.string(), z.string()).default({}) })),
});

export function proposalOf({ nodes, notes, documents }: Discovery): ProposalAnswer {
  const proposal: ProposalAnswer = { nodes, notes, types: [], twins: [], signals: {} };
  for (const { file, yaml } of documents) {
    const data: unknown = parse(yaml);
    const type = /^types\/(.+)\.yaml$/.exec(file)?.[1];
    if (type !== undefined) proposal.types.push({ name: type, data });
    else if (file === 'twins.yaml') {
      for (const { path, type: of, name } of Twins.parse(data).twins) {
        proposal.twins.push({
          path,
          ...(of === undefined ? {} : { type: of }),
          ...(name === undefined ? {} : { label: name }),
        });
      }
    } else if (file === 'sources.yaml') {
      for (const { signals } of Object.values(Sources.parse(data).sources))
        Object.assign(proposal.signals, signals);
    }
  }
  return proposal;
}
