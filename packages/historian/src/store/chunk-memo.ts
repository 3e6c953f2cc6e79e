/**
 * The last two chunks that were decoded: instants that lie close together are answered from one decoding.
 *
 * It does not notice writes: call `forget` at the beginning of each piece of work that runs without a pause.
 */
import { Columns } from '../codec/columns.ts';
import type { DayFile } from './day-file.ts';
import { readChunk, type Store } from './store.ts';

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

  forget(): void {
    for (const each of this.#entries) each.file = undefined;
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
