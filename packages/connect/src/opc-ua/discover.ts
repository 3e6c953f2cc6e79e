/** Discovery: what the address space of a server offers, as proposed documents. */
import type { SourceDefinition } from '@millwright/model';
import { AccessLevelFlag, AttributeIds, DataType, type DataValue, VariantArrayType } from 'node-opcua-client';
import type { FoundObject, FoundVariable } from '../discovery/found.ts';
import { propose } from '../discovery/propose.ts';
import type { DiscoverOptions, Discovery } from '../source.ts';
import { addressOf } from './address.ts';
import { type BrowsedNode, type Walk, walk } from './browse.ts';
import type { Connection } from './connection.ts';
import { rangeOf, statesOf, unitOf } from './properties.ts';

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_LIMIT = 50_000;
/** BaseObjectType and FolderType say nothing about what an object is. */
const GENERAL_TYPES = new Set(['i=58', 'i=61', 'ns=0;i=58', 'ns=0;i=61', '']);
/** Names listed per note. */
const MAX_EXAMPLES = 3;

const NUMBERS: ReadonlySet<DataType> = new Set([
  DataType.SByte,
  DataType.Byte,
  DataType.Int16,
  DataType.UInt16,
  DataType.Int32,
  DataType.UInt32,
  DataType.Int64,
  DataType.UInt64,
  DataType.Float,
  DataType.Double,
]);

/** Walks Objects, reads units, ranges, states and access, and proposes documents. Reads only. */
export async function discoverServer(
  connection: Connection,
  definition: SourceDefinition,
  options: DiscoverOptions,
): Promise<Discovery> {
  const found = await walk(connection, {
    limit: options.limit ?? DEFAULT_LIMIT,
    deadline: Date.now() + (options.timeout ?? DEFAULT_TIMEOUT_MS),
    signal: options.signal,
  });
  const candidates = found.nodes.filter(isCandidate);
  const properties = found.nodes.filter(
    (node) => node.isProperty && node.parent !== undefined && isCandidate(node.parent),
  );
  const values = await readAll(connection, [...candidates, ...properties], AttributeIds.Value);
  const access = await readAll(connection, candidates, AttributeIds.UserAccessLevel);
  const typeNames = await readTypeNames(connection, found.nodes);
  const left = new Map<string, string[]>();

  const variableOf = (node: BrowsedNode): FoundVariable | undefined => {
    const value = values.get(node);
    const problem = problemOf(value);
    if (value === undefined || problem !== undefined) {
      const names = left.get(problem ?? 'were not read') ?? [];
      names.push(addressOf(node.nodeId, connection.namespaces));
      left.set(problem ?? 'were not read', names);
      return undefined;
    }
    const property = (name: string) => {
      const child = node.children.find((one) => one.isProperty && one.browseName === name);
      return child === undefined ? undefined : values.get(child);
    };
    return {
      name: node.browseName,
      label: node.displayName,
      address: addressOf(node.nodeId, connection.namespaces),
      unit: unitOf(property('EngineeringUnits')),
      range: rangeOf(property('EURange')),
      states: statesOf(value.value.dataType, property),
      writable: (Number(access.get(node)?.value.value) & AccessLevelFlag.CurrentWrite) !== 0,
    };
  };
  const objectOf = (node: BrowsedNode): FoundObject => ({
    name: node.browseName,
    label: node.displayName,
    typeName: GENERAL_TYPES.has(node.typeDefinition) ? undefined : typeNames.get(node.typeDefinition),
    objects: node.children.filter((child) => child.kind === 'object').map(objectOf),
    variables: variablesOf(node.children, variableOf),
  });

  const roots = found.roots.filter((node) => node.kind === 'object').map(objectOf);
  const loose = variablesOf(found.roots, variableOf);
  if (loose.length > 0) {
    roots.push({ name: definition.name, label: definition.label.en, objects: [], variables: loose });
  }
  return propose(roots, definition, found.nodes.length, notesOf(found, left));
}

/** A variable of an object, not a property and not part of another variable. */
function isCandidate(node: BrowsedNode): boolean {
  return node.kind === 'variable' && !node.isProperty && node.parent?.kind !== 'variable';
}

function variablesOf(
  nodes: readonly BrowsedNode[],
  variableOf: (node: BrowsedNode) => FoundVariable | undefined,
): FoundVariable[] {
  return nodes.filter(isCandidate).flatMap((node) => variableOf(node) ?? []);
}

/** Why a value cannot become a signal, or undefined. */
function problemOf(value: DataValue | undefined): string | undefined {
  if (value === undefined) return 'were not read';
  const { dataType, arrayType } = value.value;
  if (dataType === DataType.Null) return 'have no value now, so that their type is unknown';
  if (arrayType !== VariantArrayType.Scalar) return 'hold arrays';
  if (NUMBERS.has(dataType) || dataType === DataType.Boolean) return undefined;
  return `hold ${DataType[dataType] ?? 'unknown values'}`;
}

function notesOf(found: Walk, left: ReadonlyMap<string, readonly string[]>): string[] {
  const notes = [...left].map(([problem, names]) => {
    const more = names.length > MAX_EXAMPLES ? ', …' : '';
    return `${names.length} variables ${problem} and were left out: ${names.slice(0, MAX_EXAMPLES).join(', ')}${more}`;
  });
  if (found.cut !== undefined) notes.unshift(found.cut);
  return notes;
}

async function readAll(
  { session, limits }: Connection,
  nodes: readonly BrowsedNode[],
  attributeId: AttributeIds,
): Promise<Map<BrowsedNode, DataValue>> {
  const values = new Map<BrowsedNode, DataValue>();
  for (let at = 0; at < nodes.length; at += limits.read) {
    const piece = nodes.slice(at, at + limits.read);
    const answers = await session.read(piece.map(({ nodeId }) => ({ nodeId, attributeId })));
    for (let i = 0; i < piece.length; i++) values.set(piece[i], answers[i]);
  }
  return values;
}

/** Browse names of the type definitions of objects, by node id as the references give it. */
async function readTypeNames(
  { session, limits }: Connection,
  nodes: readonly BrowsedNode[],
): Promise<Map<string, string>> {
  const ids = [
    ...new Set(nodes.filter((node) => node.kind === 'object').map((node) => node.typeDefinition)),
  ].filter((id) => !GENERAL_TYPES.has(id));
  const names = new Map<string, string>();
  for (let at = 0; at < ids.length; at += limits.read) {
    const piece = ids.slice(at, at + limits.read);
    const answers = await session.read(
      piece.map((nodeId) => ({ nodeId, attributeId: AttributeIds.BrowseName })),
    );
    for (let i = 0; i < piece.length; i++) {
      const name: unknown = answers[i].value.value?.name;
      if (typeof name === 'string') names.set(piece[i], name);
    }
  }
  return names;
}
