/** From messages to samples: which part of which topic's payload feeds which slot. */
import { BAD, quality, type SourceDefinition, UNCERTAIN } from '@millwright/model';
import type { States } from '../conversion.ts';
import { SignalFeed } from '../feed.ts';
import type { SourceContext } from '../source.ts';
import type { SourceStatistics } from '../statistics.ts';
import { lookUp, parseMqttAddress } from './address.ts';
import { readPayload, readTime } from './payload.ts';

const WRONG_TYPE = quality(BAD, 'wrong-type');
const CLOCK = quality(UNCERTAIN, 'clock');

interface Slot {
  slot: number;
  pointer: readonly string[];
  states: States | undefined;
  /** Found in a payload before: later payloads may leave it out. */
  found: boolean;
  /** Told to be missing. */
  missing: boolean;
}

interface Topic {
  slots: Slot[];
  /** Whether some slot is fed by the whole payload. */
  bare: boolean;
  /** Connection that sent the newest message, where we are the broker. */
  client: string | undefined;
  /** That connection was lost, with these topics; the first of them that comes again shows that the sender is back. */
  lost: ReadonlySet<Topic> | undefined;
}

export class Topics {
  readonly feed: SignalFeed;
  /** Addresses that are none. */
  faulty = 0;
  #context: SourceContext;
  #statistics: SourceStatistics;
  #time: readonly string[] | undefined;
  #topics = new Map<string, Topic>();
  /** Topics of each connection to the embedded broker. */
  #clients = new Map<string, Set<Topic>>();
  #heard = false;
  #lost = 0;
  #missing = 0;

  constructor(
    definition: SourceDefinition,
    context: SourceContext,
    statistics: SourceStatistics,
    time: readonly string[] | undefined,
  ) {
    this.#context = context;
    this.#statistics = statistics;
    this.#time = time;
    const faults: string[] = [];
    this.feed = new SignalFeed(definition, context, statistics, (slot, { address: text, path, id }) => {
      const address = parseMqttAddress(text);
      if ('fault' in address) {
        faults.push(`${path}: address "${text.slice(0, 100)}" is ${address.fault}`);
        return;
      }
      const { topic: name, pointer } = address;
      let topic = this.#topics.get(name);
      if (topic === undefined) {
        topic = { slots: [], bare: false, client: undefined, lost: undefined };
        this.#topics.set(name, topic);
      }
      if (pointer.length === 0) topic.bare = true;
      const { states } = context.plant.signalAt(id).type;
      topic.slots.push({ slot, pointer, states, found: false, missing: false });
    });
    this.faulty = faults.length;
    for (const fault of faults) statistics.rejected(1, fault);
  }

  /** All topics that feed a signal. */
  names(): string[] {
    return [...this.#topics.keys()];
  }

  /** Signals that cannot be fed as things are. */
  get unfed(): number {
    return this.faulty + this.#missing + this.#lost + this.feed.unreadable;
  }

  /** Whether our own broker has somebody to hear: not before the first message, nor when all who spoke were lost. */
  get heard(): boolean {
    return this.#heard && (this.#clients.size > 0 || this.#lost === 0);
  }

  /** Adds the samples of a message; false where the topic is none of ours. The caller flushes the feed. */
  take(name: string, payload: Uint8Array, retain: boolean, client: string | undefined): boolean {
    const topic = this.#topics.get(name);
    if (topic === undefined) return false;
    this.#heard = true;
    if (client !== undefined) this.#belongs(topic, client);
    // An empty payload deletes what is retained: it is no value.
    if (payload.length === 0) return true;
    const read = readPayload(payload, topic.bare);
    if (read.fault !== undefined) {
      this.#statistics.rejected(1, `topic ${name.slice(0, 200)}: ${read.fault}`);
      for (const { slot } of topic.slots) this.feed.add(slot, Number.NaN, Number.NaN, WRONG_TYPE);
      return true;
    }
    const { value } = read;
    let time = Number.NaN;
    let code = 0;
    // A bare number has no room for a time: that is no fault.
    if (this.#time !== undefined && typeof value === 'object' && value !== null) {
      const raw = lookUp(value, this.#time);
      const at = readTime(raw);
      if (at !== undefined) time = at;
      else {
        code = CLOCK;
        this.#statistics.error(
          `topic ${name.slice(0, 200)}: at /${this.#time.join('/')} stands no time (number since 1970, or ISO 8601 with a zone); arrival time is kept instead`,
        );
      }
    }
    for (const slot of topic.slots) this.#add(name, slot, value, time, code, retain);
    return true;
  }

  /** A connection to the embedded broker has ended; gaps begin for what it sent. Those who leave politely leave none. */
  clientLost(client: string, politely: boolean, now: number): boolean {
    const topics = this.#clients.get(client);
    if (topics === undefined) return false;
    this.#clients.delete(client);
    for (const topic of topics) {
      topic.client = undefined;
      if (politely) continue;
      topic.lost = topics;
      this.#lost++;
      for (const { slot } of topic.slots) this.feed.gap(slot, now);
    }
    this.feed.flush();
    return !politely;
  }

  /** Whether the connection that fed a signal was lost and has not come back: known where we are the broker. */
  isLost(id: number): boolean {
    for (const { lost, slots } of this.#topics.values())
      if (lost !== undefined && slots.some(({ slot }) => this.feed.signalOf(slot) === id)) return true;
    return false;
  }

  /** The broker is lost, and with it all who spoke through it. */
  allLost(now: number): void {
    this.#clients.clear();
    this.#heard = false;
    for (const topic of this.#topics.values()) {
      topic.client = undefined;
      topic.lost = undefined;
    }
    this.#lost = 0;
    this.feed.gapAll(now);
  }

  #belongs(topic: Topic, client: string): void {
    for (const other of topic.lost ?? []) {
      other.lost = undefined;
      this.#lost--;
    }
    if (topic.client === client) return;
    if (topic.client !== undefined) this.#clients.get(topic.client)?.delete(topic);
    topic.client = client;
    const topics = this.#clients.get(client);
    if (topics === undefined) this.#clients.set(client, new Set([topic]));
    else topics.add(topic);
  }

  #add(name: string, slot: Slot, payload: unknown, time: number, code: number, retain: boolean): void {
    const raw = lookUp(payload, slot.pointer);
    if (raw === undefined) {
      if (slot.found || slot.missing) return;
      slot.missing = true;
      this.#missing++;
      const { path } = this.#context.plant.signalAt(this.feed.signalOf(slot.slot));
      const keys = typeof payload === 'object' && payload !== null ? Object.keys(payload).slice(0, 20) : [];
      this.#statistics.rejected(
        1,
        `${path}: the payload of ${name.slice(0, 200)} has nothing at /${slot.pointer.join('/')}; it holds ${keys.join(', ').slice(0, 300) || 'no members'}`,
      );
      return;
    }
    if (slot.missing) {
      slot.missing = false;
      this.#missing--;
    }
    slot.found = true;
    let at = time;
    let byte = code;
    // What the broker kept tells nothing newer than the loss of its sender: it counts from now on, uncertain.
    if (retain && !(time > this.feed.gapTime(slot.slot))) {
      at = Number.NaN;
      byte = CLOCK;
    }
    if (raw === null) this.feed.add(slot.slot, at, Number.NaN);
    else this.feed.addRaw(slot.slot, at, raw, byte, slot.states);
  }
}
