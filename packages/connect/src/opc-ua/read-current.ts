/** Reads the present values of nodes, in pieces that respect the server's limits. */
import { AttributeIds, type DataValue } from 'node-opcua-client';
import type { Connection } from './connection.ts';
import type { MonitoredNode } from './monitor.ts';

export async function readCurrent(
  { session, limits }: Connection,
  nodes: readonly MonitoredNode[],
  take: (slot: number, value: DataValue) => void,
): Promise<void> {
  for (let at = 0; at < nodes.length; at += limits.read) {
    const piece = nodes.slice(at, at + limits.read);
    const values = await session.read(
      piece.map((node) => ({ nodeId: node.nodeId, attributeId: AttributeIds.Value })),
      0,
    );
    for (let i = 0; i < piece.length; i++) take(piece[i].slot, values[i]);
  }
}
