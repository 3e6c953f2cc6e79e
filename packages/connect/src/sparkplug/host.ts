/**
 * The Sparkplug host application: takes messages, keeps the state of every edge node and device, and writes samples.
 * No sockets, timers or clock of its own: told of messages and of time, it fills a `SlotWriter` and calls its outlets.
 * Source: Eclipse Sparkplug 3.0.0, 6.4 (operational behaviour of the host).
 */
import { BAD, quality } from '@millwright/model/web';
import { toNumber } from '../conversion.ts';
import { Bindings, UNKNOWN, UNMAPPED } from './bindings.ts';
import { integerValue, isScalar, UINT32 } from './datatypes.ts';
import type { PackedMappings } from './mapping.ts';
import {
  bdSeqOf,
  type EdgeNode,
  type HostOptions,
  type HostOutlets,
  type HostState,
  type Owner,
  qualityOf,
  type Route,
  type Waiting,
} from './node.ts';
import {
  INTEGER,
  IS_LONG,
  IS_NULL,
  NUMBER,
  type PayloadColumns,
  PayloadReader,
  STRING_VALUE,
} from './payload.ts';
import { NodeSession } from './session.ts';
import { parseTopic } from './topic.ts';
import { planCommands, type WantedValue, type WritePlan } from './write-plan.ts';
import { type BatchSupply, SlotWriter, WRONG_TYPE } from './writer.ts';

const NO_VALUE_YET = quality(BAD, 'initial');

/** Edge nodes and devices remembered; messages of more are refused. */
const MAX_OWNERS = 500_000;
/** Clocks of edge nodes nearer to ours than this count as right. */
const SKEW_MS = 5_000;
/** A device that is not born again so long after a rebirth of its node is gone. */
const REBIRTH_GRACE_MS = 10_000;

export class SparkplugHost {
  readonly writer: SlotWriter;
  #mappings: PackedMappings;
  #outlets: HostOutlets;
  #options: HostOptions;
  #reader = new PayloadReader();
  #ownerIndex = new Map<string, number>();
  #nodes = new Map<string, EdgeNode>();
  #routes = new Map<string, Route>();
  /** Slots already reported, as missing or of a wrong type. */
  #told: Uint8Array;
  #faulty = 0;
  /** Further slots that want the same metric as a slot, where there are any. */
  #also: Map<number, number[]> | undefined;
  #alive = 0;
  #owners = 0;

  constructor(mappings: PackedMappings, options: HostOptions, outlets: HostOutlets, supply?: BatchSupply) {
    this.#mappings = mappings;
    this.#options = options;
    this.#outlets = outlets;
    this.writer = new SlotWriter(mappings, supply);
    this.#told = new Uint8Array(mappings.count);
    mappings.owners.forEach((key, index) => {
      this.#ownerIndex.set(key, index);
    });
  }

  get state(): HostState {
    return {
      owners: this.#mappings.owners.length,
      alive: this.#alive,
      faulty: this.#faulty,
      nodes: this.#nodes.size,
    };
  }

  /** All edge nodes heard of, as `group/node`. */
  nodeNames(): string[] {
    return [...this.#nodes.keys()];
  }

  /** What would go out to write these values, and what speaks against it. */
  plan(wanted: readonly WantedValue[]): WritePlan {
    return planCommands(wanted, this.#mappings, this.#nodes);
  }

  /**
   * Takes a message; the bytes may be reused afterwards. Anything that is no Sparkplug message of ours is ignored, damaged
   * payloads are reported.
   *
   * @param client connection it came over, where the broker is ours
   */
  message(topic: string, bytes: Buffer, now: number, client?: string): void {
    const route = this.#route(topic);
    if (route === undefined) return;
    const { session } = route.owner.node;
    try {
      const { kind } = route.topic;
      const isData = kind === 'DDATA' || kind === 'NDATA';
      // A metric that several signals want goes the general way.
      const isPlain = isData && this.#also === undefined && this.#reader.readPlain(bytes);
      const columns = isPlain ? this.#reader.columns : this.#reader.read(bytes);
      if (kind === 'NBIRTH') this.#nodeBirth(route, columns, bytes, now, client);
      else if (kind === 'NDEATH') this.#nodeDeath(route, columns, bytes, now);
      else {
        if (!session.online && kind === 'DBIRTH') this.#askRebirth(route.owner.node, now);
        const copy = () => ({ route, bytes: Buffer.from(bytes), arrived: now });
        if (session.offer(columns.seq, now, bytes.length, copy) === 'held') return;
        this.#apply(route, columns, bytes, now);
        this.#drain(route.owner.node);
      }
    } catch (error) {
      this.#outlets.reject(undefined, `${topic}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Time passes: reorder timers and devices that were not born again. Call a few times a second. */
  tick(now: number): void {
    for (const node of this.#nodes.values()) {
      if (node.session.deadline <= now) {
        this.#flushHeld(node);
        this.#outlets.error(`${node.key}: a message is missing, a rebirth is asked for`);
        this.#askRebirth(node, now);
      }
      if (node.graceEnd <= now) {
        node.graceEnd = Number.POSITIVE_INFINITY;
        for (const owner of node.owners) if (!owner.born) this.#end(owner, now + node.skew);
      }
    }
  }

  /** A connection to our broker has ended: nodes born over it are offline, will or no will. */
  clientLost(client: string, now: number): void {
    for (const node of this.#nodes.values()) {
      if (node.client === client && node.session.online) this.#endNode(node, now, 'its connection was lost');
    }
  }

  /** The connection to the broker is lost: whatever the nodes said is over until they are born again. */
  brokerLost(now: number): void {
    for (const node of this.#nodes.values()) {
      this.#flushHeld(node);
      node.session.end();
      for (const owner of node.owners) this.#end(owner, now + node.skew);
    }
  }

  #route(topic: string): Route | undefined {
    const known = this.#routes.get(topic);
    if (known !== undefined) return known;
    const parsed = parseTopic(topic);
    if (parsed === undefined) return undefined;
    const { group } = this.#options;
    if (group !== undefined && !topic.startsWith(`spBv1.0/${group}/`)) return undefined;
    let node = this.#nodes.get(parsed.node);
    if (node === undefined) {
      node = {
        key: parsed.node,
        session: new NodeSession(this.#options.reorder),
        owners: [],
        byKey: new Map(),
        client: undefined,
        skew: 0,
        graceEnd: Number.POSITIVE_INFINITY,
      };
      this.#newOwner(parsed.node, node);
      this.#nodes.set(parsed.node, node);
    }
    let owner = node.byKey.get(parsed.owner);
    if (owner === undefined) {
      if (this.#owners >= MAX_OWNERS) {
        this.#outlets.reject(
          undefined,
          `more than ${MAX_OWNERS} edge nodes and devices: ${topic} is ignored`,
        );
        return undefined;
      }
      owner = this.#newOwner(parsed.owner, node);
    }
    const route: Route = { topic: parsed, owner };
    this.#routes.set(topic, route);
    return route;
  }

  #newOwner(key: string, node: EdgeNode): Owner {
    this.#owners++;
    const index = this.#ownerIndex.get(key);
    const { starts } = this.#mappings;
    const [first, end] = index === undefined ? [0, 0] : [starts[index], starts[index + 1]];
    const owner: Owner = { key, node, first, end, alive: false, born: false, bindings: undefined };
    node.owners.push(owner);
    node.byKey.set(key, owner);
    return owner;
  }

  #nodeBirth(
    route: Route,
    columns: PayloadColumns,
    bytes: Buffer,
    now: number,
    client: string | undefined,
  ): void {
    const { node } = route.owner;
    const seq = columns.seq;
    const bdSeq = bdSeqOf(columns, bytes);
    if (node.session.deadline !== Number.POSITIVE_INFINITY) {
      this.#flushHeld(node);
      this.#reader.read(bytes);
    }
    const fresh = node.session.birth(bdSeq, seq);
    if (!node.session.conformant && fresh) {
      this.#outlets.info(
        `edge node ${node.key}: its birth has no ${seq < 0 ? 'sequence number' : 'bdSeq'}; it is accepted as an older publisher`,
      );
    }
    node.client = client;
    for (const owner of node.owners) {
      owner.born = false;
      owner.bindings = undefined;
      if (fresh) this.#end(owner, now + node.skew);
    }
    if (!fresh) node.graceEnd = now + REBIRTH_GRACE_MS;
    this.#ownerBirth(route.owner, columns, bytes, now);
  }

  #nodeDeath(route: Route, columns: PayloadColumns, bytes: Buffer, now: number): void {
    const { node } = route.owner;
    const bdSeq = bdSeqOf(columns, bytes);
    if (!node.session.online) return;
    this.#flushHeld(node);
    if (node.session.death(bdSeq)) this.#endNode(node, now, 'it is offline');
  }

  #endNode(node: EdgeNode, now: number, why: string): void {
    this.#flushHeld(node);
    node.session.end();
    node.client = undefined;
    node.graceEnd = Number.POSITIVE_INFINITY;
    for (const owner of node.owners) this.#end(owner, now + node.skew);
    this.#outlets.error(`edge node ${node.key}: ${why}`);
  }

  /** Everything but births and deaths of the node itself, in its turn. */
  #apply(route: Route, columns: PayloadColumns, bytes: Buffer, now: number): void {
    const { owner } = route;
    const { node } = owner;
    const skew = columns.timestamp - now;
    node.skew = Math.abs(skew) > SKEW_MS && Math.abs(skew) < 86_400_000 ? skew : 0;
    switch (route.topic.kind) {
      case 'DBIRTH':
        this.#ownerBirth(owner, columns, bytes, now);
        return;
      case 'DDEATH':
        owner.born = false;
        owner.bindings = undefined;
        this.#end(owner, Number.isNaN(columns.timestamp) ? now : columns.timestamp);
        this.#outlets.error(`device ${owner.key}: it is offline`);
        return;
      default:
        this.#data(owner, columns, bytes, now);
    }
  }

  #ownerBirth(owner: Owner, columns: PayloadColumns, bytes: Buffer, now: number): void {
    this.#outlets.birth(owner.key, columns, bytes);
    owner.born = true;
    if (!owner.alive) {
      owner.alive = true;
      if (owner.end > owner.first) this.#alive++;
    }
    const { names, nameOf } = this.#mappings;
    const wanted = new Map<string, number>();
    for (let slot = owner.first; slot < owner.end; slot++) {
      const name = names[nameOf[slot]];
      const other = wanted.get(name);
      if (other === undefined) wanted.set(name, slot);
      else this.#share(other, slot);
    }
    const bindings = new Bindings(columns.alias, columns.count);
    owner.bindings = bindings;
    for (let i = 0; i < columns.count; i++) {
      if (columns.nameEnd[i] === 0) continue;
      const name = bytes.toString('utf8', columns.nameStart[i], columns.nameEnd[i]);
      const slot = wanted.get(name) ?? UNMAPPED;
      const type = columns.types[i];
      if (columns.alias[i] >= 0) {
        if (!bindings.bindAlias(columns.alias[i], slot, type)) {
          this.#outlets.reject(
            undefined,
            `${owner.key}: the birth gives alias ${columns.alias[i]} to two metrics`,
          );
        }
      } else bindings.bindName(name, slot, type);
      if (slot < 0) continue;
      if (type === UINT32 && (columns.flags[i] & IS_LONG) !== 0) bindings.markLong(slot);
      wanted.delete(name);
      this.#sample(slot, columns, i, type, bytes, now);
    }
    for (const [name, slot] of wanted) {
      this.writer.gap(slot, now);
      this.#tell(slot, `the birth of ${owner.key} has no metric "${name}"`);
    }
  }

  #data(owner: Owner, columns: PayloadColumns, bytes: Buffer, now: number): void {
    const { bindings, node } = owner;
    if (bindings === undefined) {
      this.#askRebirth(node, now);
      return;
    }
    let unknown = columns.isPlain && this.writer.putPlain(bindings, columns, now);
    for (let i = 0; i < columns.count && !columns.isPlain; i++) {
      const alias = columns.alias[i];
      let slot: number;
      let type = columns.types[i];
      if (alias >= 0) {
        slot = bindings.slotOfAlias(alias);
        if (type === 0 && slot >= 0) type = bindings.typeOfAlias(alias);
      } else {
        const name = bytes.toString('utf8', columns.nameStart[i], columns.nameEnd[i]);
        slot = bindings.slotOfName(name);
        if (slot === UNKNOWN) slot = this.#slotByName(owner, name);
        else if (type === 0) type = bindings.typeOfName(name);
      }
      if (slot >= 0) this.#sample(slot, columns, i, type, bytes, now);
      else if (slot === UNKNOWN) unknown = true;
    }
    if (unknown) this.#askRebirth(node, now);
  }

  /** For publishers that give aliases at birth and go on using names: rare, so a search is enough. */
  #slotByName({ first, end }: Owner, name: string): number {
    const { names, nameOf } = this.#mappings;
    for (let slot = first; slot < end; slot++) if (names[nameOf[slot]] === name) return slot;
    return UNMAPPED;
  }

  #share(slot: number, other: number): void {
    this.#also ??= new Map();
    const others = this.#also.get(slot) ?? [];
    if (!others.includes(other)) others.push(other);
    this.#also.set(slot, others);
  }

  /** Row `i` of the columns as a sample of every signal that wants it. */
  #sample(slot: number, columns: PayloadColumns, i: number, type: number, bytes: Buffer, now: number): void {
    this.#sampleOne(slot, columns, i, type, bytes, now);
    if (this.#also === undefined) return;
    for (const other of this.#also.get(slot) ?? []) this.#sampleOne(other, columns, i, type, bytes, now);
  }

  #sampleOne(
    slot: number,
    columns: PayloadColumns,
    i: number,
    type: number,
    bytes: Buffer,
    now: number,
  ): void {
    const time = columns.times[i];
    const at = Number.isNaN(time) ? columns.timestamp : time;
    const given = columns.qualities[i];
    const code = given < 0 || given === 192 ? 0 : qualityOf(given);
    if ((columns.flags[i] & IS_NULL) !== 0) {
      this.writer.put(slot, at, Number.NaN, code === 0 ? NO_VALUE_YET : code, now);
      return;
    }
    switch (columns.kinds[i]) {
      case NUMBER:
        this.writer.put(slot, at, columns.values[i], code, now);
        return;
      case INTEGER:
        if (type !== 0 && !isScalar(type)) break;
        this.writer.put(slot, at, integerValue(type, columns.low[i], columns.high[i]), code, now);
        return;
      case STRING_VALUE: {
        const text = bytes.toString('utf8', columns.textStart[i], columns.textEnd[i]);
        const value = toNumber(text, this.writer.statesOf(slot));
        if (value !== undefined) {
          this.writer.put(slot, at, value, code, now);
          return;
        }
        this.#wrong(slot, at, `text "${text.slice(0, 40)}" is no number or known state`, now);
        return;
      }
    }
    this.#wrong(slot, at, `a value of data type ${type} is no number`, now);
  }

  #wrong(slot: number, at: number, what: string, now: number): void {
    this.writer.put(slot, at, Number.NaN, WRONG_TYPE, now);
    this.#tell(slot, what);
  }

  /** Counts a fault of a signal; its first is told. */
  #tell(slot: number, what: string): void {
    if (this.#told[slot] === 0) {
      this.#told[slot] = 1;
      this.#faulty++;
      this.#outlets.reject(this.#mappings.ids[slot], what);
    } else {
      this.#outlets.reject(undefined, '');
    }
  }

  #end(owner: Owner, time: number): void {
    for (let slot = owner.first; slot < owner.end; slot++) this.writer.gap(slot, time);
    if (!owner.alive) return;
    owner.alive = false;
    owner.bindings = undefined;
    if (owner.end > owner.first) this.#alive--;
  }

  /** Applies what waited for the message that has just come. */
  #drain(node: EdgeNode): void {
    for (let one = node.session.next(); one !== undefined; one = node.session.next()) this.#applyHeld(one);
  }

  #flushHeld(node: EdgeNode): void {
    for (const one of node.session.timeout()) this.#applyHeld(one);
  }

  #applyHeld({ route, bytes, arrived }: Waiting): void {
    this.#apply(route, this.#reader.read(bytes), bytes, arrived);
  }

  #askRebirth(node: EdgeNode, now: number): void {
    if (node.session.askRebirth(now)) this.#outlets.rebirth(node.key);
  }
}
