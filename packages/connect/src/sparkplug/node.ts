/** What the host application keeps of edge nodes and devices, and what it tells its surroundings. */
import { BAD, quality, STALE, UNCERTAIN } from '@millwright/model/web';
import type { Bindings } from './bindings.ts';
import { INTEGER, type PayloadColumns } from './payload.ts';
import type { NodeSession } from './session.ts';
import type { SparkplugTopic } from './topic.ts';

const SOURCE_BAD = quality(BAD, 'source');
const SOURCE_STALE = quality(STALE, 'source');
const SOURCE_UNCERTAIN = quality(UNCERTAIN, 'source');

/** What the host tells its surroundings. */
export interface HostOutlets {
  /** A birth came: for discovery. The columns hold only during the call. */
  birth(owner: string, columns: PayloadColumns, bytes: Buffer): void;
  /** Ask this edge node (`group/node`) for a rebirth. */
  rebirth(node: string): void;
  /** A sample or address could not be used; `id` is the signal, where one is meant. */
  reject(id: number | undefined, what: string): void;
  /** Something a person should know, without a sample being refused. */
  error(message: string): void;
  /** Something for the log. */
  info(message: string): void;
}

/** How many owners with mapped metrics there are, and how they do. */
export interface HostState {
  owners: number;
  alive: number;
  /** Mapped metrics that were not in the birth, and signals for which something came that is no value of them. */
  faulty: number;
  nodes: number;
}

/** One edge node, or one of its devices. */
export interface Owner {
  key: string;
  node: EdgeNode;
  /** Slots of mapped metrics: first to end - 1. */
  first: number;
  end: number;
  alive: boolean;
  /** Born since the last birth of the node. */
  born: boolean;
  bindings: Bindings | undefined;
}

export interface EdgeNode {
  key: string;
  session: NodeSession<Waiting>;
  /** The node itself first, then its devices. */
  owners: Owner[];
  byKey: Map<string, Owner>;
  /** Connection over which it was born, where the broker is ours. */
  client: string | undefined;
  /** Clock of the node minus ours; 0 while it is about right. */
  skew: number;
  /** When devices that were not born again count as gone. */
  graceEnd: number;
}

export interface Route {
  topic: SparkplugTopic;
  owner: Owner;
}

export interface Waiting {
  route: Route;
  bytes: Buffer;
  arrived: number;
}

export interface HostOptions {
  /** Milliseconds to wait for a message that is missing. */
  reorder: number;
  /** Only this group; all where undefined. */
  group?: string;
}

/** Value of the metric `bdSeq`, or -1. */
export function bdSeqOf(columns: PayloadColumns, bytes: Buffer): number {
  for (let i = 0; i < columns.count; i++) {
    if (columns.kinds[i] !== INTEGER || columns.nameEnd[i] - columns.nameStart[i] !== 5) continue;
    if (bytes.toString('latin1', columns.nameStart[i], columns.nameEnd[i]) === 'bdSeq') {
      return columns.low[i] & 255;
    }
  }
  return -1;
}

/** The quality byte for a value of the property `Quality` other than 192, good. */
export function qualityOf(code: number): number {
  if (code === 0) return SOURCE_BAD;
  if (code === 500) return SOURCE_STALE;
  return SOURCE_UNCERTAIN;
}
