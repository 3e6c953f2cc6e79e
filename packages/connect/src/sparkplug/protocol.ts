/** What a Sparkplug source and its worker say to each other. */
import type { BrokerOptions } from '../broker/link.ts';
import type { FoundObject } from '../discovery/found.ts';
import type { Lent } from './lender.ts';
import type { PackedMappings } from './mapping.ts';
import type { HostState } from './node.ts';
import type { WantedValue } from './write-plan.ts';

export interface WorkerSettings {
  broker: Omit<BrokerOptions, 'filters' | 'will' | 'isPrivate'>;
  hostId: string;
  /** Undefined: all groups. */
  group?: string;
  /** Milliseconds. */
  reorder: number;
}

export type ToWorker =
  /** Begin. The arrays of `mappings` are handed over. */
  | { type: 'open'; settings: WorkerSettings; mappings: PackedMappings }
  /** Listen to births, asking the nodes that are known for theirs; answered by `discovered`. */
  | { type: 'discover'; timeout: number; limit: number }
  /** The plant is through with the batch of a slot. */
  | { type: 'settled'; slot: number }
  /** Look what speaks against writing these values, and write them where nothing does and `send` is true; answered by `written`. */
  | { type: 'write'; ask: number; values: WantedValue[]; send: boolean }
  | { type: 'stop' };

export type FromWorker =
  /** A batch is lent until `settled`. `gaps` of the samples mark beginnings of gaps. */
  | ({ type: 'batch'; gaps: number } & Lent)
  /** The broker listens, or the connection to it stands. */
  | { type: 'up'; endpoint: string }
  | { type: 'down'; reason: string; fatal: boolean }
  | { type: 'state'; state: HostState }
  /** Samples or addresses that could not be used; `id` is the signal where one is meant. */
  | { type: 'rejected'; count: number; id?: number; what: string }
  /** For people; no sample was refused. */
  | { type: 'note'; message: string; id?: number }
  /** For the log only. */
  | { type: 'info'; message: string }
  | { type: 'discovered'; nodes: number; objects: FoundObject[]; notes: string[] }
  /** `faults` in the order of the values. `failed`: it was not, or perhaps not, sent. */
  | {
      type: 'written';
      ask: number;
      faults: (string | undefined)[];
      failed?: { message: string; isUnknown: boolean };
    }
  | { type: 'stopped' };
