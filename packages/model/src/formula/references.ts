/**
 * What a dotted name in a formula of a type means: `speed`, `motor.current`, `parent.motor.speed`. Decided on types,
 * before any twin is looked at, so that one formula serves every twin of a type.
 */
import { nearest } from '../nearest.ts';
import type { ParameterType, PartType, SignalType, TwinType } from '../plant.ts';

/** What the checker needs to know about the plant. */
export interface TypeScope {
  type(name: string): TwinType | undefined;
  /** Types of the parents that twins of this type have; undefined stands for a level without a type. */
  parents(type: TwinType): ReadonlySet<TwinType | undefined>;
}

export interface ResolvedReference {
  hops: readonly string[];
  /** Reaches several twins. */
  many: boolean;
  signal?: SignalType;
  parameter?: ParameterType;
  /** Types on which the signal or parameter lies. */
  owners: readonly TwinType[];
}

/** Why a name has no meaning; `index` is the name it is about. */
export interface ReferenceFault {
  index: number;
  message: string;
  suggestion?: string;
}

/** The part of a type by its name, or the many-part that has a member of this name. */
export function partOf(type: TwinType, name: string): { part: PartType; many: boolean } | undefined {
  for (const part of type.parts) if (part.name === name) return { part, many: part.each !== undefined };
  for (const part of type.parts) if (part.each?.includes(name)) return { part, many: false };
  return undefined;
}

export function resolveReference(
  type: TwinType,
  names: readonly string[],
  scope: TypeScope,
): ResolvedReference | ReferenceFault {
  let types: TwinType[] = [type];
  let many = false;
  for (let i = 0; i < names.length - 1; i++) {
    const step = names[i] === 'parent' ? toParents(types, i, scope) : toParts(types, names, i, scope);
    if ('message' in step) return step;
    types = step.types;
    many ||= step.many;
  }
  const hops = names.slice(0, -1);
  const name = names[names.length - 1];
  const index = names.length - 1;
  const signals = types.flatMap((t) => t.signal(name) ?? []);
  if (signals.length > 0) {
    const owners = types.filter((t) => t.signal(name));
    const other = signals.find((s) => s.unit.code !== signals[0].unit.code);
    if (other) {
      const message = `"${names.join('.')}" is in ${signals[0].unit.code} for some twins and in ${other.unit.code} for others: give both one unit`;
      return { index, message };
    }
    return { hops, many, signal: signals[0], owners };
  }
  const owners = types.filter((t) => t.parameters.some((p) => p.name === name));
  const parameter = owners[0]?.parameters.find((p) => p.name === name);
  if (parameter) return { hops, many, parameter, owners };
  return unknownName(types, hops, name, index);
}

type Step = { types: TwinType[]; many: boolean } | ReferenceFault;

function toParents(types: readonly TwinType[], index: number, scope: TypeScope): Step {
  const found = new Set<TwinType>();
  let bare = false;
  for (const type of types) {
    for (const parent of scope.parents(type)) {
      if (parent) found.add(parent);
      else bare = true;
    }
  }
  if (found.size > 0) return { types: [...found], many: false };
  const name = types[0].name;
  const message = bare
    ? `the parents of twins of type "${name}" are plain levels without signals`
    : `no twin and no type has "${name}" as a part, so it has no parent`;
  return { index, message };
}

function toParts(
  types: readonly TwinType[],
  names: readonly string[],
  index: number,
  scope: TypeScope,
): Step {
  const found = new Set<TwinType>();
  let many = false;
  for (const type of types) {
    const part = partOf(type, names[index]);
    const partType = part && scope.type(part.part.type);
    if (!partType) continue;
    found.add(partType);
    many ||= part.many;
  }
  if (found.size > 0) return { types: [...found], many };
  const owner = types[0];
  const suggestion = nearest(names[index], ['parent', ...owner.parts.map((p) => p.name)]);
  if (owner.signal(names[index]))
    return { index, message: `"${names[index]}" is a signal: nothing can follow it` };
  return { index, message: `type "${owner.name}" has no part "${names[index]}"`, suggestion };
}

function unknownName(
  types: readonly TwinType[],
  hops: readonly string[],
  name: string,
  index: number,
): ReferenceFault {
  const owner = types[0];
  const part = partOf(owner, name);
  if (part) {
    const path = [...hops, name].join('.');
    return { index, message: `"${path}" is a part: name one of its signals, as in "${path}.temperature"` };
  }
  if (name === 'parent')
    return { index, message: '"parent" is a twin: name one of its signals, as in "parent.speed"' };
  const known = types.flatMap((t) => [...t.signals.map((s) => s.name), ...t.parameters.map((p) => p.name)]);
  const suggestion = nearest(name, known);
  return { index, message: `type "${owner.name}" has no signal or parameter "${name}"`, suggestion };
}
