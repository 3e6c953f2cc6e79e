/**
 * Snapshots of projections: `snapshots/<projection>/<events>.json`.
 *
 *     millwright-snapshot/1 <projection> <version> <events> <HMAC-SHA256, hex>
 *     <JSON>
 *
 * The code binds a snapshot to the journal's key, to its last event and to its content, so that nobody without the key can slip in a
 * state that the events do not give. A snapshot that does not fit is left out and told: it only saves time.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import path from 'node:path';
import { messageOf } from '../errors.ts';
import { encodeEvent } from '../events.ts';
import type { JsonValue } from '../json/json.ts';
import { DurableWriter } from '../store/durable.ts';
import type { Journal } from '../store/journal.ts';
import type { Projection } from './projection.ts';

const FORMAT = 'millwright-snapshot/1';
const NAME = /^(\d{16})\.json$/;
/** Most snapshots of a projection; beyond, the ones that stand closest together make room. */
const MAX_KEPT = 16;

/** A state and how many events it is of. */
export interface Snapshot<State> {
  state: State;
  count: number;
}

export class Snapshots {
  readonly #journal: Journal;
  readonly #log: (message: string) => void;
  readonly #key: Buffer;

  constructor(journal: Journal, log: (message: string) => void) {
    this.#journal = journal;
    this.#log = log;
    this.#key = journal.secretFor('snapshots');
  }

  #folder(projection: { name: string }): string {
    return path.join(this.#journal.snapshotFolder, projection.name);
  }

  /** Numbers of events there are snapshots of, rising. */
  async counts(projection: { name: string }): Promise<number[]> {
    const names = await this.#journal.files.list(this.#folder(projection));
    return names.flatMap((name) => NAME.exec(name)?.[1] ?? []).map(Number);
  }

  /** The state after `count` events or as few less as there is a usable snapshot of; the initial one at worst. */
  async load<State>(projection: Projection<State>, count: number): Promise<Snapshot<State>> {
    const counts = (await this.counts(projection)).filter((one) => one <= count);
    for (const one of counts.reverse()) {
      const file = this.#file(projection, one);
      try {
        const saved = await this.#read(projection, one, file);
        if (saved !== undefined) return { state: projection.load(saved), count: one };
      } catch (error) {
        this.#log(`${file} is not used: ${messageOf(error)}. The state is computed from the events.`);
      }
    }
    return { state: projection.initial(), count: 0 };
  }

  /** What `save` gave, migrated; undefined for a version that cannot be. */
  async #read<State>(
    projection: Projection<State>,
    count: number,
    file: string,
  ): Promise<JsonValue | undefined> {
    const text = Buffer.from(await this.#journal.files.read(file)).toString('utf8');
    const end = text.indexOf('\n');
    const [format, name, version, , code = ''] = text.slice(0, Math.max(end, 0)).split(' ');
    const body = text.slice(end + 1);
    if (format !== FORMAT || name !== projection.name) throw new Error('it does not begin like one');
    const expected = await this.#code(projection.name, Number(version), count, body);
    const given = Buffer.from(code, 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new Error('it was not written by this journal, or was altered');
    const saved: JsonValue = JSON.parse(body);
    return Number(version) === projection.version ? saved : projection.migrate?.(saved, Number(version));
  }

  async #code(name: string, version: number, count: number, body: string): Promise<Buffer> {
    const [last] = count === 0 ? [] : await this.#journal.read(count - 1, count);
    return createHmac('sha256', this.#key)
      .update(`${FORMAT} ${name} ${version} ${count}\n`)
      .update(last === undefined ? '' : encodeEvent(last))
      .update(`\n${body}`)
      .digest();
  }

  #file(projection: { name: string }, count: number): string {
    return path.join(this.#folder(projection), `${String(count).padStart(16, '0')}.json`);
  }

  /** Writes a snapshot of the state after `count` events. The state is read before the first pause. */
  async write<State>(projection: Projection<State>, state: State, count: number): Promise<void> {
    const body = JSON.stringify(projection.save(state));
    const { name, version } = projection;
    const code = await this.#code(name, version, count, body);
    const text = `${FORMAT} ${name} ${version} ${count} ${code.toString('hex')}\n${body}`;
    const writer = new DurableWriter(this.#journal.files, this.#journal.folder);
    await writer.replace(this.#file(projection, count), Buffer.from(text));
    await this.#thin(projection);
  }

  /** Deletes the snapshots that are missed least: those whose neighbours stand closest together, never the newest two. */
  async #thin(projection: { name: string }): Promise<void> {
    const counts = await this.counts(projection);
    while (counts.length > MAX_KEPT) {
      let least = 0;
      const gap = (i: number): number => counts[i + 1] - (counts[i - 1] ?? 0);
      for (let i = 1; i < counts.length - 2; i++) if (gap(i) < gap(least)) least = i;
      await this.#journal.files.remove(this.#file(projection, counts[least]));
      counts.splice(least, 1);
    }
  }
}
