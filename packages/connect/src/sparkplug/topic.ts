/**
 * Topics of Sparkplug B, `spBv1.0/{group}/{kind}/{node}[/{device}]`, and addresses of metrics in a plant,
 * `group/node[/device]:metric name`.
 */

export type MessageKind = 'NBIRTH' | 'NDEATH' | 'NDATA' | 'DBIRTH' | 'DDEATH' | 'DDATA';

const KINDS: ReadonlySet<string> = new Set(['NBIRTH', 'NDEATH', 'NDATA', 'DBIRTH', 'DDEATH', 'DDATA']);

export const NAMESPACE = 'spBv1.0';

export interface SparkplugTopic {
  kind: MessageKind;
  /** `group/node`. */
  node: string;
  /** `group/node/device`, or `group/node` for messages of the node itself. */
  owner: string;
}

/** The parts of a topic, or undefined for anything but births, deaths and data (commands, STATE, other namespaces). */
export function parseTopic(topic: string): SparkplugTopic | undefined {
  if (!topic.startsWith('spBv1.0/')) return undefined;
  const parts = topic.split('/');
  const [, group, kind, node, device] = parts;
  if (!isMessageKind(kind) || group === '' || node === '' || node === undefined) return undefined;
  const ofDevice = kind[0] === 'D';
  if (parts.length !== (ofDevice ? 5 : 4) || device === '') return undefined;
  return {
    kind,
    node: `${group}/${node}`,
    owner: ofDevice ? `${group}/${node}/${device}` : `${group}/${node}`,
  };
}

function isMessageKind(text: string | undefined): text is MessageKind {
  return text !== undefined && KINDS.has(text);
}

/** Topic of a command to an edge node, for `group/node`, or to a device, for `group/node/device`. */
export function commandTopic(owner: string): string {
  const [group, node, device] = owner.split('/');
  const start = `${NAMESPACE}/${group}`;
  return device === undefined ? `${start}/NCMD/${node}` : `${start}/DCMD/${node}/${device}`;
}

/** Whether a topic is that of a command. */
export function isCommandTopic(topic: string): boolean {
  return /^spBv1\.0\/[^/]+\/[ND]CMD(\/|$)/.test(topic);
}

/** Topic of the state of a host application. */
export function stateTopic(hostId: string): string {
  return `${NAMESPACE}/STATE/${hostId}`;
}

export interface MetricAddress {
  /** `group/node` or `group/node/device`. */
  owner: string;
  metric: string;
}

/** Reads an address; `fault` says what is wrong with it, to follow "is". */
export function parseMetricAddress(address: string): MetricAddress | { fault: string } {
  const colon = address.indexOf(':');
  if (colon < 0) return { fault: 'without ":" between device and metric: write group/node/device:metric' };
  const owner = address.slice(0, colon);
  const metric = address.slice(colon + 1);
  const parts = owner.split('/');
  if (parts.length < 2 || parts.length > 3 || parts.includes('')) {
    return { fault: 'not of the form group/node/device:metric or group/node:metric' };
  }
  if (/[+#]/.test(owner)) return { fault: 'with + or # in it, which no group, node or device has' };
  if (metric === '') return { fault: 'without a metric name after ":"' };
  return { owner, metric };
}
