/**
 * The mapped signals in a form that a worker takes over at no cost: names once, everything else in typed arrays. A fleet
 * of 15,000 devices with 100 metrics takes 24 MB for its 1.5 million signals, and the names of 15,000 devices and 100
 * metrics.
 */
import type { Plant, SignalType, SourceDefinition, TwinType } from '@millwright/model';
import type { States } from '../conversion.ts';
import { parseMetricAddress } from './topic.ts';

/** What signals share: how a value of the source becomes one of the signal. */
export interface Profile {
  scale: number;
  offset: number;
  low: number;
  high: number;
  states?: States;
}

/** Signals in slots 0 to count - 1, sorted by owner. */
export interface PackedMappings {
  count: number;
  /** Edge nodes (`group/node`) and devices (`group/node/device`) that have mapped metrics. */
  owners: string[];
  /** The slots of owner i are starts[i] to starts[i + 1] - 1. */
  starts: Uint32Array<ArrayBuffer>;
  /** Metric names, each once. */
  names: string[];
  /** Per slot: index in `names`, id in the plant, index in `profiles`. */
  nameOf: Uint32Array<ArrayBuffer>;
  ids: Uint32Array<ArrayBuffer>;
  profileOf: Uint32Array<ArrayBuffer>;
  profiles: Profile[];
}

export interface PackResult {
  mappings: PackedMappings;
  /** Addresses that are none, for people. */
  faults: string[];
}

const COLON = 58;
/** Mappings between two pauses, so that the main thread stays responsive while a fleet is read. */
const STRIDE = 20_000;

/** Packs the mappings of a source. Two passes over typed arrays; pauses now and then. */
export async function packMappings(definition: SourceDefinition, plant: Plant): Promise<PackResult> {
  const owners = new Interner();
  const names = new Interner();
  const profiles: Profile[] = [];
  const profileIndex = new Map<string, number>();
  const dictionaries = new Map<States, number>();
  /** The profile used last for each signal of a type: mostly the only one. */
  const lastOf = new Map<SignalType, { index: number; scale: number; offset: number }>();
  const faults: string[] = [];
  let room = 1024;
  let rows = new Uint32Array(room * 4);
  let count = 0;
  let seen = 0;
  let owner = '\n';
  let table: TwinType | undefined;
  for (const mapping of definition.mappings) {
    if (++seen % STRIDE === 0) await new Promise((resolve) => setImmediate(resolve));
    // Neighbours mostly share their owner, which need not be taken apart again.
    const same =
      mapping.address.length > owner.length + 1 &&
      mapping.address.charCodeAt(owner.length) === COLON &&
      mapping.address.startsWith(owner);
    const address = same
      ? { owner, metric: mapping.address.slice(owner.length + 1) }
      : parseMetricAddress(mapping.address);
    if ('fault' in address) {
      faults.push(`${mapping.path}: address "${mapping.address.slice(0, 100)}" is ${address.fault}`);
      continue;
    }
    owner = address.owner;
    if (count === room) {
      room *= 2;
      const grown = new Uint32Array(room * 4);
      grown.set(rows);
      rows = grown;
    }
    if (
      table === undefined ||
      mapping.id < table.base ||
      mapping.id >= table.base + table.rows * table.signals.length
    ) {
      table = plant.signalAt(mapping.id).twin.type;
    }
    const type =
      table === undefined
        ? plant.signalAt(mapping.id).type
        : table.signals[Math.floor((mapping.id - table.base) / table.rows)];
    const last = lastOf.get(type);
    let profile =
      last !== undefined && last.scale === mapping.scale && last.offset === mapping.offset
        ? last.index
        : undefined;
    if (profile === undefined) {
      if (type.states !== undefined && !dictionaries.has(type.states)) {
        dictionaries.set(type.states, dictionaries.size);
      }
      const states = type.states === undefined ? -1 : (dictionaries.get(type.states) ?? -1);
      const key = `${states} ${mapping.scale} ${mapping.offset} ${type.range ?? ''}`;
      profile = profileIndex.get(key) ?? profiles.length;
      lastOf.set(type, { index: profile, scale: mapping.scale, offset: mapping.offset });
      profileIndex.set(key, profile);
    }
    if (profile === profiles.length) {
      profiles.push({
        scale: mapping.scale,
        offset: mapping.offset,
        low: type.range?.[0] ?? Number.NEGATIVE_INFINITY,
        high: type.range?.[1] ?? Number.POSITIVE_INFINITY,
        states: type.states,
      });
    }
    rows[count * 4] = owners.indexOf(address.owner);
    rows[count * 4 + 1] = names.indexOf(address.metric);
    rows[count * 4 + 2] = mapping.id;
    rows[count * 4 + 3] = profile;
    count++;
  }
  return { mappings: sortByOwner(rows, count, owners.texts, names.texts, profiles), faults };
}

function sortByOwner(
  rows: Uint32Array,
  count: number,
  owners: string[],
  names: string[],
  profiles: Profile[],
): PackedMappings {
  const starts = new Uint32Array(owners.length + 1);
  for (let i = 0; i < count; i++) starts[rows[i * 4] + 1]++;
  for (let i = 0; i < owners.length; i++) starts[i + 1] += starts[i];
  const next = starts.slice();
  const nameOf = new Uint32Array(count);
  const ids = new Uint32Array(count);
  const profileOf = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const slot = next[rows[i * 4]]++;
    nameOf[slot] = rows[i * 4 + 1];
    ids[slot] = rows[i * 4 + 2];
    profileOf[slot] = rows[i * 4 + 3];
  }
  return { count, owners, starts, names, nameOf, ids, profileOf, profiles };
}

/** The buffers to hand over with `postMessage`. */
export function transferables(mappings: PackedMappings): ArrayBuffer[] {
  return [mappings.starts.buffer, mappings.nameOf.buffer, mappings.ids.buffer, mappings.profileOf.buffer];
}

class Interner {
  readonly texts: string[] = [];
  #index = new Map<string, number>();
  #last = '';
  #lastIndex = -1;

  indexOf(text: string): number {
    if (text === this.#last && this.#lastIndex >= 0) return this.#lastIndex;
    let index = this.#index.get(text);
    if (index === undefined) {
      index = this.texts.length;
      this.#index.set(text, index);
      this.texts.push(text);
    }
    this.#last = text;
    this.#lastIndex = index;
    return index;
  }
}
