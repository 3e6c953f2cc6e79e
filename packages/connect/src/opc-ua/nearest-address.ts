/** What to tell about addresses that the server does not have. */
import { nearest } from '@millwright/model';
import { addressOf } from './address.ts';
import { walk } from './browse.ts';
import type { Connection } from './connection.ts';

/** Suggestions are a courtesy: a few nodes, a few seconds, a few addresses. */
const LOOK_AT_NODES = 5_000;
const LOOK_FOR_MS = 5_000;
const MAX_TOLD = 5;

/** One text that names the addresses, the reason and the nearest address the server has. Never rejects. */
export async function nearestAddresses(
  connection: Connection,
  unknown: readonly { path: string; address: string; reason: string }[],
): Promise<string> {
  let known: string[] = [];
  try {
    const { nodes } = await walk(connection, { limit: LOOK_AT_NODES, deadline: Date.now() + LOOK_FOR_MS });
    known = nodes
      .filter((node) => node.kind === 'variable')
      .map((node) => addressOf(node.nodeId, connection.namespaces));
  } catch {
    // Without a walk there are no suggestions; the addresses are told all the same.
  }
  const told = unknown.slice(0, MAX_TOLD).map(({ path, address, reason }) => {
    const near = nearest(address, known);
    const hint = near === undefined ? '' : `; the nearest it has is ${near}`;
    return `${path}: the server does not give ${address} (${reason}${hint})`;
  });
  if (unknown.length > MAX_TOLD) told.push(`and ${unknown.length - MAX_TOLD} more`);
  return told.join('. ');
}
