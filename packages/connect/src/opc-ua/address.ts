/**
 * Addresses of OPC UA nodes. The identity of a node is namespace URI and identifier; the index of a namespace may change
 * whenever the server starts, so it is looked up anew in every session.
 *
 *     nsu=URI;s=text   nsu=URI;i=number   nsu=URI;g=guid   nsu=URI;b=base64
 *     ns=2;s=text      s=text             i=2258           (index as the server happens to have it; 0 where left out)
 *
 * In a URI, `;` is written `%3B` and `%` is written `%25` (OPC 10000-6, 5.1.12).
 */

/** Identifiers are at most 4,096 bytes long (OPC 10000-3, 8.2.4); addresses a little longer. */
const MAX_ADDRESS_LENGTH = 8_192;

const ADDRESS = /^(?:nsu=([^;]+);|ns=(\d{1,5});)?([sigb])=([\s\S]+)$/;
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

export interface NodeAddress {
  /** Where given by URI. */
  uri?: string;
  /** Where given by index. */
  index: number;
  /** With its kind, such as `s=Motor1.Speed`. */
  identifier: string;
}

/** Parses an address, or says what is wrong with it. */
export function parseAddress(text: string): NodeAddress | { fault: string } {
  if (text.length > MAX_ADDRESS_LENGTH) return { fault: `longer than ${MAX_ADDRESS_LENGTH} characters` };
  const match = ADDRESS.exec(text);
  if (match === null) return { fault: 'not of the form nsu=URI;s=name, ns=2;s=name or i=number' };
  const [, uri, index, kind, identifier] = match;
  if (kind === 'i' && !(/^\d{1,10}$/.test(identifier) && Number(identifier) <= 0xffff_ffff)) {
    return { fault: 'i= must be followed by a number from 0 to 4294967295' };
  }
  if (kind === 'g' && !GUID.test(identifier)) return { fault: 'g= must be followed by a GUID' };
  if (kind === 'b' && !BASE64.test(identifier)) return { fault: 'b= must be followed by base64' };
  if (index !== undefined && Number(index) > 0xffff) return { fault: 'ns= must be at most 65535' };
  return {
    uri: uri === undefined ? undefined : uri.replaceAll(/%3B/gi, ';').replaceAll('%25', '%'),
    index: index === undefined ? 0 : Number(index),
    identifier: `${kind}=${identifier}`,
  };
}

/** The node id in the index of this session, or undefined where the server does not have the namespace. */
export function nodeIdIn(address: NodeAddress, namespaces: readonly string[]): string | undefined {
  const index = address.uri === undefined ? address.index : namespaces.indexOf(address.uri);
  if (index < 0 || index >= namespaces.length) return undefined;
  return `ns=${index};${address.identifier}`;
}

/** The address by URI of a node id of this session, such as `ns=1;s=x`. Namespace 0 never moves and stays as it is. */
export function addressOf(nodeId: string, namespaces: readonly string[]): string {
  const match = /^ns=(\d+);([\s\S]+)$/.exec(nodeId);
  const index = match === null ? 0 : Number(match[1]);
  const identifier = match === null ? nodeId : match[2];
  if (index === 0) return identifier;
  const uri = namespaces[index] ?? '';
  return `nsu=${uri.replaceAll('%', '%25').replaceAll(';', '%3B')};${identifier}`;
}
