/** Walking the address space of a server: hierarchical references downwards, in pieces, within limits. */
import {
  BrowseDirection,
  type BrowseResult,
  type ClientSession,
  NodeClass,
  type ReferenceDescription,
} from 'node-opcua-client';
import type { Connection } from './connection.ts';

export const OBJECTS_FOLDER = 'ns=0;i=85';
/** The Server object describes the server itself, with thousands of nodes. */
const SERVER_OBJECT = 'ns=0;i=2253';
const HIERARCHICAL_REFERENCES = 'ns=0;i=33';
const HAS_PROPERTY = 'ns=0;i=46';
/** Node id, browse name, display name, node class, type definition, reference type: all that follows needs. */
const RESULT_MASK = 0x3f;
const MAX_DEPTH = 24;
const MAX_CONTINUATIONS = 1_000;

/** A node found on the way. `nodeId` is in the index of the session. */
export interface BrowsedNode {
  nodeId: string;
  browseName: string;
  displayName: string;
  kind: 'object' | 'variable';
  /** Node id of the type definition; empty where the server gives none. */
  typeDefinition: string;
  isProperty: boolean;
  parent: BrowsedNode | undefined;
  children: BrowsedNode[];
}

export interface Walk {
  /** Children of the Objects folder. */
  roots: BrowsedNode[];
  /** All nodes found, parents before children. */
  nodes: BrowsedNode[];
  /** Why the walk ended early, where it did. */
  cut?: string;
}

/** Walks breadth first from `from`, `depth` levels where given. Each node is visited once, under the parent where it was met first. */
export async function walk(
  connection: Connection,
  options: { limit: number; deadline: number; signal?: AbortSignal; from?: string; depth?: number },
): Promise<Walk> {
  const result: Walk = { roots: [], nodes: [] };
  const seen = new Set<string>([options.from ?? OBJECTS_FOLDER, SERVER_OBJECT]);
  let level: { nodeId: string; node: BrowsedNode | undefined }[] = [
    { nodeId: options.from ?? OBJECTS_FOLDER, node: undefined },
  ];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === options.depth) return result;
    if (depth === MAX_DEPTH) return { ...result, cut: `nodes deeper than ${MAX_DEPTH} levels were left out` };
    const next: typeof level = [];
    for (let at = 0; at < level.length; at += connection.limits.browse) {
      if (options.signal?.aborted) return { ...result, cut: 'the walk was stopped' };
      if (Date.now() > options.deadline)
        return { ...result, cut: 'the time given was up before all nodes were seen' };
      const piece = level.slice(at, at + connection.limits.browse);
      const found = await browseAll(
        connection.session,
        piece.map(({ nodeId }) => nodeId),
      );
      for (let i = 0; i < piece.length; i++) {
        for (const reference of found[i]) {
          const node = describe(reference, piece[i].node);
          if (node === undefined || seen.has(node.nodeId)) continue;
          if (result.nodes.length >= options.limit) {
            return { ...result, cut: `only the first ${options.limit} nodes were looked at` };
          }
          seen.add(node.nodeId);
          result.nodes.push(node);
          if (piece[i].node === undefined) result.roots.push(node);
          else piece[i].node?.children.push(node);
          if (!node.isProperty) next.push({ nodeId: node.nodeId, node });
        }
      }
    }
    level = next;
  }
  return result;
}

/** The forward hierarchical references of several nodes, continuation points followed. */
async function browseAll(
  session: ClientSession,
  nodeIds: readonly string[],
): Promise<ReferenceDescription[][]> {
  const results = await session.browse(
    nodeIds.map((nodeId) => ({
      nodeId,
      browseDirection: BrowseDirection.Forward,
      referenceTypeId: HIERARCHICAL_REFERENCES,
      includeSubtypes: true,
      nodeClassMask: NodeClass.Object | NodeClass.Variable,
      resultMask: RESULT_MASK,
    })),
  );
  const found: ReferenceDescription[][] = [];
  for (const result of results) found.push(await complete(session, result));
  return found;
}

async function complete(session: ClientSession, first: BrowseResult): Promise<ReferenceDescription[]> {
  const references = [...(first.references ?? [])];
  let point = first.continuationPoint;
  for (let i = 0; i < MAX_CONTINUATIONS && point !== null && point !== undefined && point.length > 0; i++) {
    const more = await session.browseNext(point, false);
    references.push(...(more.references ?? []));
    point = more.continuationPoint;
  }
  if (point !== null && point !== undefined && point.length > 0) await session.browseNext(point, true);
  return references;
}

function describe(reference: ReferenceDescription, parent: BrowsedNode | undefined): BrowsedNode | undefined {
  // A node of another server cannot be read here.
  if (reference.nodeId.serverIndex !== 0) return undefined;
  const isVariable = reference.nodeClass === NodeClass.Variable;
  if (!isVariable && reference.nodeClass !== NodeClass.Object) return undefined;
  return {
    nodeId: plainId(reference.nodeId.toString()),
    browseName: reference.browseName.name ?? '',
    displayName: reference.displayName.text ?? reference.browseName.name ?? '',
    kind: isVariable ? 'variable' : 'object',
    typeDefinition: reference.typeDefinition?.toString() ?? '',
    isProperty: plainId(reference.referenceTypeId.toString()) === HAS_PROPERTY,
    parent,
    children: [],
  };
}

/** The library writes node ids of namespace 0 as `ns=0;i=85` or `i=85`; one form is enough. */
function plainId(text: string): string {
  return text.startsWith('ns=') || text.startsWith('svr=') ? text : `ns=0;${text}`;
}
