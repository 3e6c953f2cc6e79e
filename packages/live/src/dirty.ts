/** The rows a wave touches: per type a list of local rows, each once, in ascending order. */
import type { Columns } from './columns.ts';
import type { Groups } from './groups.ts';
import type { StaleMarks } from './stale.ts';

export class DirtyRows {
  /** Per type: local rows; only the first `counts[type]` count. Ready after `close`. */
  readonly lists: Uint32Array[];
  readonly counts: Uint32Array;
  readonly #isDirty: Uint8Array;
  /** Plant-wide rows in the order they came. */
  readonly #rows: Uint32Array;
  #length = 0;
  #columns: Columns;

  constructor(columns: Columns) {
    this.#columns = columns;
    const types = columns.firstRow.length - 1;
    this.lists = Array.from(
      { length: types },
      (_, type) => new Uint32Array(columns.firstRow[type + 1] - columns.firstRow[type]),
    );
    this.counts = new Uint32Array(types);
    this.#isDirty = new Uint8Array(columns.rowCount);
    this.#rows = new Uint32Array(columns.rowCount);
  }

  swap(columns: Columns): void {
    this.#columns = columns;
  }

  add(row: number): void {
    if (this.#isDirty[row] !== 0) return;
    this.#isDirty[row] = 1;
    this.#rows[this.#length++] = row;
  }

  /** Adds all rows of the types that some columns belong to. */
  addColumns(set: ReadonlySet<number>, { types, firstRow }: Columns): void {
    for (const column of set) {
      const type = types[column];
      for (let row = firstRow[type]; row < firstRow[type + 1]; row++) this.add(row);
    }
  }

  /** Adds the rows that read dirty rows, directly or through others, and makes the lists. */
  close(groups: Groups, stale: StaleMarks): void {
    const { firstRow } = this.#columns;
    if (groups.readers.length > 0) {
      for (let i = 0; i < this.#length; i++) {
        const row = this.#rows[i];
        for (let e = groups.starts[row]; e < groups.starts[row + 1]; e++) this.add(groups.readers[e]);
      }
    }
    const rows = this.#rows.subarray(0, this.#length);
    if (!isAscending(rows)) rows.sort();
    let type = 0;
    for (const row of rows) {
      while (row >= firstRow[type + 1]) type++;
      this.lists[type][this.counts[type]++] = row - firstRow[type];
      stale.evaluated(row);
    }
  }

  clear(): void {
    for (let i = 0; i < this.#length; i++) this.#isDirty[this.#rows[i]] = 0;
    this.#length = 0;
    this.counts.fill(0);
  }
}

function isAscending(rows: Uint32Array): boolean {
  for (let i = 1; i < rows.length; i++) if (rows[i] < rows[i - 1]) return false;
  return true;
}
