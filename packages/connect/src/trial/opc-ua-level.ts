/** One level of the address space of an OPC UA server, for a tree that is opened step by step. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceDefinition } from '@millwright/model';
import { AttributeIds, DataType, VariantArrayType } from 'node-opcua-client';
import { addressOf, nodeIdIn, parseAddress } from '../opc-ua/address.ts';
import { walk } from '../opc-ua/browse.ts';
import { close, connect } from '../opc-ua/connection.ts';
import { readOpcUaSettings } from '../opc-ua/settings.ts';
import { TrustStore } from '../opc-ua/trust.ts';
import type { SourceContext } from '../source.ts';

export interface LevelNode {
  /** Address as sources.yaml takes it. */
  address: string;
  name: string;
  label: string;
  kind: 'object' | 'variable';
  /** The present value of a variable, for people. */
  value?: string;
  /** Whether the value is a number or a truth value, and so can feed a signal. */
  usable: boolean;
}

const MOST_NODES = 2000;
const MOST_TEXT = 100;
const WITHIN_MS = 15_000;

/** The children of a node, of the Objects folder where none is named. Rejects with the reason in words. */
export async function browseLevel(
  definition: SourceDefinition,
  context: Pick<SourceContext, 'folder' | 'plant'>,
  address: string | undefined,
  signal?: AbortSignal,
): Promise<LevelNode[]> {
  const settings = readOpcUaSettings(definition);
  await mkdir(context.folder, { recursive: true });
  const trust = new TrustStore(join(context.folder, 'pki'));
  try {
    const uri = await trust.ownCertificate(definition.name);
    await trust.pin(settings.trust, context.plant.folder);
    const connection = await connect(definition, settings, trust, uri);
    const { session, namespaces, limits } = connection;
    try {
      const from = address === undefined ? undefined : nodeOf(address, namespaces);
      const deadline = Date.now() + WITHIN_MS;
      const { roots } = await walk(connection, { limit: MOST_NODES, deadline, signal, from, depth: 1 });
      const nodes = roots.filter((node) => !node.isProperty);
      const variables = nodes.filter((node) => node.kind === 'variable');
      const values = new Map<string, { text: string; usable: boolean }>();
      for (let at = 0; at < variables.length; at += limits.read) {
        const piece = variables.slice(at, at + limits.read);
        const answers = await session.read(
          piece.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value })),
        );
        for (const [i, { value, statusCode }] of answers.entries()) {
          const { dataType, arrayType } = value;
          const number = dataType >= DataType.SByte && dataType <= DataType.Double;
          const usable = arrayType === VariantArrayType.Scalar && (number || dataType === DataType.Boolean);
          const text = statusCode.isGood() ? String(value.value) : statusCode.name;
          values.set(piece[i].nodeId, { text: text.slice(0, MOST_TEXT), usable });
        }
      }
      return nodes.map(({ nodeId, browseName, displayName, kind }) => {
        const value = values.get(nodeId);
        return {
          address: addressOf(nodeId, namespaces),
          name: browseName,
          label: displayName,
          kind,
          usable: value?.usable ?? false,
          ...(value === undefined ? {} : { value: value.text }),
        };
      });
    } finally {
      await close(connection.client, session);
    }
  } finally {
    await trust.close();
  }
}

function nodeOf(address: string, namespaces: readonly string[]): string {
  const parsed = parseAddress(address);
  if ('fault' in parsed) throw new Error(`the address "${address.slice(0, MOST_TEXT)}" is ${parsed.fault}`);
  const nodeId = nodeIdIn(parsed, namespaces);
  if (nodeId === undefined)
    throw new Error(`the server does not have the namespace ${parsed.uri ?? parsed.index}`);
  return nodeId;
}
