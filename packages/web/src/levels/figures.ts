/** Chooses, from the model alone, the signals that tell most: of the plant, of a level, of a twin type. */
import type { SignalTypeInfo, TwinTypeInfo } from '@millwright/server/client';
import { limitsOf } from '../alarms/limits.ts';
import { isCounter } from '../i18n/format.ts';
import type { PlantModel, SignalNode, TwinNode } from '../plant/plant-model.ts';

/** UCUM codes of throughput, of power and of energy. */
const PRODUCTION = /^(t|kg|g|m3|L|\{[^}]+\})\/(h|min|s|d)$|^m\/min$/;
const ENERGY = /^([kMG]?W|[kMG]?W\.h|[kMG]?J)(\/(t|kg|m3|h|\{[^}]+\}))?$/;

export interface Figures {
  production: SignalNode[];
  energy: SignalNode[];
}

/**
 * What is made and what it takes: signals with a unit of throughput, and of power or energy, of the outermost twins that
 * have any. Set points are no figures. At most `most` of each.
 */
export function figuresOf(plant: PlantModel, most = 3): Figures {
  // The meter of energy often stands beside the line, one level further down; throughput further down is of a part.
  return { production: outermost(plant, PRODUCTION, most, 0), energy: outermost(plant, ENERGY, most, 1) };
}

function outermost(plant: PlantModel, unit: RegExp, most: number, further: number): SignalNode[] {
  const found = plant.signals.filter((each) => each.type.kind !== 'setpoint' && unit.test(each.type.unit));
  const least = found.reduce((depth, each) => Math.min(depth, each.twin.depth), Number.POSITIVE_INFINITY);
  return found
    .filter((each) => each.twin.depth <= least + further && alone(each.twin))
    .sort((a, b) => a.twin.depth - b.twin.depth || rank(a) - rank(b) || a.index - b.index)
    .slice(0, most);
}

/** What was measured comes before what was computed from it. */
function rank(signal: SignalNode): number {
  return signal.type.kind === 'measured' ? 0 : 1;
}

/** Whether no sibling is of the same type: one of five motors says little about the plant. */
function alone(twin: TwinNode): boolean {
  return !twin.parent?.children.some((other) => other !== twin && other.info.type === twin.info.type);
}

/**
 * The signals of a type in the order in which they tell something about its condition: what alarms watch, what has a
 * normal band, what is derived, the rest; states, counters and set points last.
 */
export function tellingSignals(type: TwinTypeInfo): SignalTypeInfo[] {
  const watched = new Set(type.alarms.flatMap((alarm) => alarm.inputs));
  const rank = (signal: SignalTypeInfo): number => {
    if (isCounter(signal)) return 7;
    if (signal.kind === 'setpoint') return 6;
    if (signal.kind === 'state') return 5;
    if (watched.has(signal.name) && limitsOf(type, signal).length > 0) return 0;
    if (signal.normal) return signal.kind === 'derived' ? 1 : 2;
    if (watched.has(signal.name)) return 3;
    return 4;
  };
  return type.signals
    .map((signal, i) => ({ signal, i, rank: rank(signal) }))
    .sort((a, b) => a.rank - b.rank || a.i - b.i)
    .map((each) => each.signal);
}

/** Twins of one type among some, in their order; what has most to tell comes first, those without a type last. */
export function groupsOf(
  twins: readonly TwinNode[],
): { type: TwinTypeInfo | undefined; twins: TwinNode[] }[] {
  const groups = new Map<string, { type: TwinTypeInfo | undefined; twins: TwinNode[] }>();
  for (const twin of twins) {
    const key = twin.type?.name ?? '';
    const group = groups.get(key);
    if (group) group.twins.push(twin);
    else groups.set(key, { type: twin.type, twins: [twin] });
  }
  return [...groups.values()].sort((a, b) => weight(b) - weight(a));
}

/** All twins below one, parents before their children. */
export function below(twin: TwinNode): TwinNode[] {
  const all: TwinNode[] = [];
  const stack = [...twin.children].reverse();
  for (let next = stack.pop(); next; next = stack.pop()) {
    all.push(next);
    for (let i = next.children.length - 1; i >= 0; i--) stack.push(next.children[i]);
  }
  return all;
}

/** How much a group has to tell. */
function weight(group: { type: TwinTypeInfo | undefined; twins: readonly TwinNode[] }): number {
  return group.type ? group.type.signals.length * group.twins.length : -1;
}
