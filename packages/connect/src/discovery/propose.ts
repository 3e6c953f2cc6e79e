/**
 * From what was found on a peer to documents of a plant folder: one twin type per type of the peer, or per set of
 * variables where the peer names no types; one twin per object; one mapping per variable.
 */
import type { SourceDefinition } from '@millwright/model';
import { stringify } from 'yaml';
import type { Discovery } from '../source.ts';
import type { FoundObject, FoundVariable } from './found.ts';
import { segmentName, signalName, typeName, UniqueNames } from './names.ts';

/** Settings that are secrets, or that the fragment writes itself. */
const LEFT_OUT = new Set(['password', 'user', 'signals']);

interface ProposedType {
  name: string;
  label: string;
  /** By name of the signal; the first twin that has a variable defines it. */
  signals: Map<string, FoundVariable>;
  /** Name on the peer to name of the signal. */
  names: Map<string, string>;
  taken: UniqueNames;
}

interface ProposedTwin {
  path: string;
  label: string;
  type?: ProposedType;
}

/** Proposes documents. `nodes` is how much was looked at; `notes` are passed on. Cost: linear in what was found. */
export function propose(
  roots: readonly FoundObject[],
  definition: SourceDefinition,
  nodes: number,
  notes: readonly string[],
): Discovery {
  const types = new Map<string, ProposedType>();
  const typeNames = new UniqueNames('-');
  const twins: ProposedTwin[] = [];
  const mappings: Record<string, string> = {};

  const visit = (object: FoundObject, parentPath: string, siblings: UniqueNames) => {
    if (!hasVariables(object)) return;
    const segment = siblings.take(segmentName(object.name));
    const path = parentPath === '' ? segment : `${parentPath}/${segment}`;
    const twin: ProposedTwin = { path, label: object.label };
    twins.push(twin);
    if (object.variables.length > 0) {
      const type = typeFor(object, types, typeNames);
      twin.type = type;
      for (const variable of object.variables) {
        mappings[`${path}.${addSignal(type, variable)}`] = variable.address;
      }
    }
    const children = new UniqueNames('-');
    for (const child of object.objects) visit(child, path, children);
  };
  const top = new UniqueNames('-');
  for (const root of roots) visit(root, '', top);

  const documents = [...types.values()].map((type) => ({
    file: `types/${type.name}.yaml`,
    yaml: stringify(typeDocument(type)),
  }));
  documents.push({ file: 'twins.yaml', yaml: stringify({ twins: twins.map(twinDocument) }) });
  documents.push({
    file: 'sources.yaml',
    yaml: stringify({ sources: { [definition.name]: sourceDocument(definition, mappings) } }),
  });
  return {
    nodes,
    documents,
    notes: [
      `${types.size} types, ${twins.length} twins and ${Object.keys(mappings).length} signals are proposed`,
      ...(definition.settings.user === undefined
        ? []
        : ['user and password were left out of sources.yaml; add them again']),
      ...notes,
    ],
  };
}

function hasVariables(object: FoundObject): boolean {
  return object.variables.length > 0 || object.objects.some(hasVariables);
}

/** By the peer's type, or by the set of variable names with their units. */
function typeFor(object: FoundObject, types: Map<string, ProposedType>, names: UniqueNames): ProposedType {
  const key =
    object.typeName ??
    `\n${object.variables
      .map(({ name, unit, states }) => `${name}\t${unit ?? ''}\t${states?.size ?? ''}`)
      .sort()
      .join('\n')}`;
  let type = types.get(key);
  if (type === undefined) {
    // Without a type on the peer, the first instance lends its name, without the number at its end.
    const name = object.typeName ?? (object.name.replace(/[\s_-]*\d+$/, '') || object.name);
    type = {
      name: names.take(typeName(name)),
      label: object.typeName ?? name,
      signals: new Map(),
      names: new Map(),
      taken: new UniqueNames(),
    };
    types.set(key, type);
  }
  return type;
}

function addSignal(type: ProposedType, variable: FoundVariable): string {
  const known = type.names.get(variable.name);
  if (known !== undefined) return known;
  const name = type.taken.take(signalName(variable.name));
  type.names.set(variable.name, name);
  type.signals.set(name, variable);
  return name;
}

function typeDocument(type: ProposedType): object {
  const signals: Record<string, object> = {};
  for (const [name, variable] of type.signals) {
    const states = variable.states === undefined ? {} : { states: Object.fromEntries(variable.states) };
    const unit = variable.states === undefined ? { unit: variable.unit ?? '1' } : {};
    const range = variable.range === undefined ? {} : { range: [...variable.range] };
    const kind = variable.writable && variable.states === undefined ? { kind: 'setpoint' } : {};
    signals[name] = { ...unit, ...states, ...range, ...kind, name: variable.label };
  }
  return { type: type.name, name: type.label, signals };
}

function twinDocument(twin: ProposedTwin): object {
  return { path: twin.path, ...(twin.type === undefined ? {} : { type: twin.type.name }), name: twin.label };
}

function sourceDocument(definition: SourceDefinition, signals: Record<string, string>): object {
  const settings = Object.entries(definition.settings).filter(([key]) => !LEFT_OUT.has(key));
  return { type: definition.kind, ...Object.fromEntries(settings), name: definition.label, signals };
}
