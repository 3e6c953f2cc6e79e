/**
 * The last two chunks that were decoded: instants that lie close together are answered from one decoding.
 *
 * It knows nothing of later writes: make one for each piece of work that runs without a pause.
 */
import { Columns } from '../codec/columns.ts';
import type { DayFile } from './day-file.ts';
import { readChunk, type Store } from './store.ts';

interface Entry {
  file: DayFile | undefined;
  twinKey: number;
  minute: number;
  found: boolean;
  columns: Columns;
}

/** Two spare entries, so that work after work decodes into the same memory. */
let spare: Entry[] = [];

function entry(): Entry {
  return { file: undefined, twinKey: -1, minute: -1, found: false, columns: new Columns() };
}

export class ChunkMemo {
  #entries: [Entry, Entry] = [spare.pop() ?? entry(), spare.pop() ?? entry()];
  #next = 0;

  constructor() {
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
