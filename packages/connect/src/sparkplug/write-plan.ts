/** From values for signals to commands for edge nodes and devices, as the births allow them. */
import { asType, type CommandMetric } from './command-payload.ts';
import type { PackedMappings } from './mapping.ts';
import type { EdgeNode } from './node.ts';

/** A value for a signal, in the signal's unit. */
export interface WantedValue {
  /** Id of the signal. */
  id: number;
  value: number;
}

/** One message: all metrics of one edge node or device. */
export interface PlannedCommand {
  /** `group/node` or `group/node/device`. */
  owner: string;
  metrics: CommandMetric[];
}

export interface WritePlan {
  /** Why a value cannot be written, in the order of the values; undefined where it can. */
  faults: (string | undefined)[];
  /** Empty where there is any fault. */
  commands: PlannedCommand[];
}

/** @param nodes edge nodes by `group/node` */
export function planCommands(
  wanted: readonly WantedValue[],
  mappings: PackedMappings,
  nodes: ReadonlyMap<string, EdgeNode>,
): WritePlan {
  const byOwner = new Map<string, CommandMetric[]>();
  const faults = wanted.map((one) => {
    const found = metricFor(one, mappings, nodes);
    if (typeof found === 'string') return found;
    byOwner.set(found.owner, [...(byOwner.get(found.owner) ?? []), found.metric]);
    return undefined;
  });
  if (faults.some((fault) => fault !== undefined)) return { faults, commands: [] };
  return { faults, commands: Array.from(byOwner, ([owner, metrics]) => ({ owner, metrics })) };
}

/** The metric that a value goes to, or why it cannot go there. */
function metricFor(
  { id, value }: WantedValue,
  mappings: PackedMappings,
  nodes: ReadonlyMap<string, EdgeNode>,
): { owner: string; metric: CommandMetric } | string {
  const slot = mappings.ids.indexOf(id);
  if (slot < 0) return 'no metric is mapped to it';
  const key = mappings.owners[mappings.starts.findIndex((start) => start > slot) - 1];
  const node = nodes.get(key.split('/', 2).join('/'));
  if (node === undefined) return `edge node ${key.split('/', 2).join('/')} was not heard of since the start`;
  if (!node.session.online) return `edge node ${node.key} is offline`;
  const owner = node.byKey.get(key);
  if (owner?.bindings === undefined || !owner.born)
    return key === node.key
      ? `edge node ${key} was not born yet`
      : `device ${key} is offline or was not born yet`;
  const { bindings } = owner;
  const name = mappings.names[mappings.nameOf[slot]];
  const profile = mappings.profiles[mappings.profileOf[slot]];
  for (let same = owner.first; same < owner.end; same++) {
    // Of several signals that want one metric, one is bound.
    if (mappings.nameOf[same] !== mappings.nameOf[slot]) continue;
    const bound = bindings.metricOf(same);
    if (bound === undefined) continue;
    const raw = asType(bound.type, (value - profile.offset) / profile.scale);
    if (typeof raw !== 'number') return `metric "${name}" of ${key}: ${raw.fault}`;
    return { owner: key, metric: { name, ...bound, value: raw } };
  }
  return `the birth of ${key} has no metric "${name}"`;
}
