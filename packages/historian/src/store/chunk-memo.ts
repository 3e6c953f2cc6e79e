/**
 * The last two chunks and the last hour that were decoded: instants that lie close together are answered from one decoding.
 *
 * It does not notice writes: call `forget` at the beginning of each piece of work that runs without a pause.
 */
import { Columns } from '../codec/columns.ts';
import type { DayFile } from './day-file.ts';
import { readChunk, readHour, type Store } from './store.ts';

class Entry {
  file: DayFile | undefined;
  twinKey = -1;
  minute = -1;
  found = false;
  readonly columns = new Columns();
}

export class ChunkMemo {
  readonly #entries = [new Entry(), new Entry()];
  #next = 0;
  #hour: { file: DayFile; twinKey: number; hour: number; outcome: 'none' | 'open' | 'read' } | undefined;
  /** Samples of each minute of that hour, by signal key. */
  readonly #counts = new Map<number, Float64Array>();

  forget(): void {
    for (const each of this.#entries) each.file = undefined;
    this.#hour = undefined;
  }

  /** How many samples each minute of an hour has, by signal key; the outcome as of `readHour`. Valid until the next call. */
  hour(
    store: Store,
    file: DayFile,
    twinKey: number,
    hour: number,
  ): { outcome: 'none' | 'open' | 'read'; counts: ReadonlyMap<number, Float64Array> } {
    const known = this.#hour;
    if (known?.file === file && known.twinKey === twinKey && known.hour === hour) {
      return { outcome: known.outcome, counts: this.#counts };
    }
    this.#counts.clear();
    const note = (key: number, { samples }: { samples: Float64Array }) => void this.#counts.set(key, samples);
    const outcome = readHour(store, file, twinKey, hour, note, -1);
    this.#hour = { file, twinKey, hour, outcome };
    return { outcome, counts: this.#counts };
  }

  /** All signals of a twin's minute; undefined where there is no chunk. Valid until the call after the next one. */
  read(store: Store, file: DayFile, twinKey: number, minute: number): Columns | undefined {
    for (const each of this.#entries) {
      if (each.minute === minute && each.twinKey === twinKey && each.file === file) {
        return each.found ? each.columns : undefined;
      }
    }
    const into = this.#entries[this.#next];
    this.#next = 1 - this.#next;
    into.columns.clear();
    into.file = file;
    into.twinKey = twinKey;
    into.minute = minute;
    into.found = readChunk(store, file, twinKey, minute, into.columns, -1);
    return into.found ? into.columns : undefined;
  }
}
