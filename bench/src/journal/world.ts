/** What the journal's benchmark runs on: work orders of a plant, created and closed by commands. */
import { type CommandDefinition, Desk, Journal, type Projection, Refusal } from '@millwright/journal';
import { loadPlantFromDocuments } from '@millwright/model';
import { z } from 'zod';

export const ORIGIN = 'millwright.example/bench';
/** Things that events are about. */
export const SUBJECTS = 20_000;

interface Order {
  text: string;
  priority: string;
  changes: number;
}

const saved = z.array(
  z.tuple([z.string(), z.strictObject({ text: z.string(), priority: z.string(), changes: z.number() })]),
);

const orders: Projection<Map<string, Order>> = {
  name: 'orders',
  version: 1,
  initial: () => new Map(),
  apply: (state, { type, subject, data }) => {
    if (type !== 'order-changed') return state;
    const changes = (state.get(subject)?.changes ?? 0) + 1;
    return state.set(subject, { text: String(data.text), priority: String(data.priority), changes });
  },
  save: (state) => [...state].map(([id, order]) => [id, { ...order }]),
  load: (value) => new Map(saved.parse(value)),
};

const data = z.strictObject({ text: z.string().max(1000), priority: z.enum(['low', 'high']) });

const changeOrder: CommandDefinition<{ orders: Map<string, Order> }, z.infer<typeof data>> = {
  type: 'change-order',
  permission: 'maintain',
  data,
  decide: (_states, { subject, data: { text, priority } }) => [
    { type: 'order-changed', subject, data: { text, priority } },
  ],
};

/** An event's content of ordinary length: some 300 bytes in the log. */
export function change(n: number): { type: string; subject: string; data: z.infer<typeof data> } {
  return {
    type: 'change-order',
    subject: `order/${n % SUBJECTS}`,
    data: {
      text: `Replace the work-side bearing of stand ${n % 5}; play was ${n % 97} µm`,
      priority: 'high',
    },
  };
}

const { plant } = loadPlantFromDocuments([{ file: 'plant.yaml', text: 'plant: bench\n' }]);

/** Opens journal and desk; snapshots only when asked for. */
export async function openWorld(
  folder: string,
): Promise<{ journal: Journal; desk: Desk<{ orders: typeof orders }> }> {
  if (plant === undefined) throw new Error('the plant of the benchmark is faulty');
  const journal = await Journal.open({ folder, origin: ORIGIN });
  const desk = await Desk.open({
    journal,
    plant: () => plant,
    projections: { orders },
    commands: [changeOrder],
    authorise: (actor) => (actor.startsWith('employee/') ? true : new Refusal('forbidden', 'Not here.')),
    snapshotEvery: Number.POSITIVE_INFINITY,
  });
  if (desk.state(orders).size > SUBJECTS) throw new Error('the projection has more orders than there are');
  return { journal, desk };
}
