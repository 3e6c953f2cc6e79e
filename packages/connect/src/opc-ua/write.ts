/** Writes to an OPC UA server: checks against its attributes (exact type, rank, access), then the Write service. */
import type { Plant, SourceDefinition } from '@millwright/model';
import {
  AccessLevelFlag,
  AttributeIds,
  DataType,
  type DataValue,
  NodeId,
  type StatusCode,
} from 'node-opcua-client';
import type { WriteCheck, WriteOutcome, WriteRequest } from '../source.ts';
import { checkWrites, OutcomeUnknown, type PlannedWrite } from '../write.ts';
import { nodeIdIn, parseAddress } from './address.ts';
import type { Connection } from './connection.ts';

const ATTRIBUTES = [
  AttributeIds.DataType,
  AttributeIds.ValueRank,
  AttributeIds.AccessLevel,
  AttributeIds.UserAccessLevel,
] as const;
/** OPC 10000-3, 5.6.2: -1 is a scalar; -2 and -3 may hold one. */
const SCALAR_RANKS = [-1, -2, -3];

/** Whole-number types with their limits. 64-bit ones stop where a float64 stops being exact. */
const INTEGER_LIMITS: ReadonlyMap<number, readonly [number, number]> = new Map<
  number,
  readonly [number, number]
>([
  [DataType.SByte, [-128, 127]],
  [DataType.Byte, [0, 255]],
  [DataType.Int16, [-32_768, 32_767]],
  [DataType.UInt16, [0, 65_535]],
  [DataType.Int32, [-2_147_483_648, 2_147_483_647]],
  [DataType.UInt32, [0, 4_294_967_295]],
  [DataType.Int64, [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]],
  [DataType.UInt64, [0, Number.MAX_SAFE_INTEGER]],
]);

/** A value as it goes to the server. */
export interface NodeWrite {
  path: string;
  nodeId: string;
  dataType: DataType;
  /** In the unit of the node. */
  value: number;
}

/**
 * Checks requests against plant and server; only attributes are read. `writes` holds what would go out, in the order of the
 * requests, complete where no check has a fault.
 */
export async function planOpcUaWrites(
  connection: Connection,
  plant: Plant,
  definition: SourceDefinition,
  requests: readonly WriteRequest[],
): Promise<{ checks: WriteCheck[]; writes: NodeWrite[] }> {
  const { checks, planned } = checkWrites(plant, requests);
  const wanted = Map.groupBy(planned, (one) => one.signal.id);
  const targets: { planned: PlannedWrite; nodeId: string; value: number }[] = [];
  for (const mapping of definition.mappings) {
    const address = wanted.has(mapping.id) ? parseAddress(mapping.address) : undefined;
    if (address === undefined) continue;
    const nodeId = 'fault' in address ? undefined : nodeIdIn(address, connection.namespaces);
    for (const one of wanted.get(mapping.id) ?? []) {
      if (nodeId === undefined) one.check.faults.push(`the server does not have ${mapping.address}`);
      else targets.push({ planned: one, nodeId, value: (one.value - mapping.offset) / mapping.scale });
    }
    wanted.delete(mapping.id);
  }
  for (const one of [...wanted.values()].flat()) {
    one.check.faults.push(`source ${definition.name} has no address for it`);
  }
  const writes = new Map<string, NodeWrite>();
  const perTurn = Math.max(1, Math.floor(connection.limits.read / ATTRIBUTES.length));
  for (let at = 0; at < targets.length; at += perTurn) {
    const piece = targets.slice(at, at + perTurn);
    const answers = await connection.session.read(
      piece.flatMap(({ nodeId }) => ATTRIBUTES.map((attributeId) => ({ nodeId, attributeId }))),
    );
    piece.forEach(({ planned: one, nodeId, value }, i) => {
      const attributes = answers.slice(i * ATTRIBUTES.length, (i + 1) * ATTRIBUTES.length);
      one.check.faults.push(...faultsOf(attributes, value));
      const { path } = one.check;
      const dataType = builtInType(attributes[0].value?.value);
      if (dataType !== undefined) writes.set(path, { path, nodeId, dataType, value });
    });
  }
  return { checks, writes: checks.flatMap(({ path }) => writes.get(path) ?? []) };
}

/** Sends checked values in one Write request; the server answers for each. Rejects with OutcomeUnknown where no answer came. */
export async function writeOpcUa(
  { session }: Connection,
  writes: readonly NodeWrite[],
): Promise<WriteOutcome[]> {
  const nodes = writes.map(({ nodeId, dataType, value }) => ({
    nodeId,
    attributeId: AttributeIds.Value,
    value: { value: { dataType, value: variantValue(dataType, value) } },
  }));
  let codes: StatusCode[];
  try {
    codes = await session.write(nodes);
  } catch (error) {
    const what = writes.map(({ path }) => path).join(', ');
    throw new OutcomeUnknown(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return writes.map(({ path }, i) =>
    codes[i].isGood()
      ? { path, written: true }
      : { path, written: false, message: `the server refuses: ${codes[i].name}` },
  );
}

function variantValue(dataType: DataType, value: number): unknown {
  if (dataType === DataType.Boolean) return value === 1;
  if (dataType !== DataType.Int64 && dataType !== DataType.UInt64) return value;
  // The library takes 64-bit integers as [high, low] words, negative ones in two's complement.
  const high = Math.floor(value / 4_294_967_296);
  return [high >>> 0, (value - high * 4_294_967_296) >>> 0];
}

/** What speaks against writing `value` to a node with these attributes. */
function faultsOf([type, rank, access, userAccess]: readonly DataValue[], value: number): string[] {
  if (type.statusCode.isBad()) return [`the server does not give the node (${type.statusCode.name})`];
  const faults: string[] = [];
  if (!SCALAR_RANKS.includes(Number(rank.value.value))) faults.push('the node holds an array');
  if ((Number(access.value.value) & AccessLevelFlag.CurrentWrite) === 0) faults.push('the node is read-only');
  if ((Number(userAccess.value.value) & AccessLevelFlag.CurrentWrite) === 0) {
    faults.push('the user of this source may not write the node');
  }
  const dataType = builtInType(type.value.value);
  const limits = dataType === undefined ? undefined : INTEGER_LIMITS.get(dataType);
  if (limits !== undefined) {
    if (!Number.isInteger(value)) faults.push(`the node takes whole numbers, not ${value}`);
    if (value < limits[0] || value > limits[1]) faults.push(`${value} does not fit the type of the node`);
  } else if (dataType === DataType.Boolean) {
    if (value !== 0 && value !== 1) faults.push(`the node takes true or false, not ${value}`);
  } else if (dataType !== DataType.Double && dataType !== DataType.Float) {
    faults.push('the node takes no numbers');
  }
  return faults;
}

/** The built-in type of the DataType attribute; undefined for types that are derived from them. */
function builtInType(id: unknown): DataType | undefined {
  return id instanceof NodeId && id.namespace === 0 && typeof id.value === 'number' ? id.value : undefined;
}
