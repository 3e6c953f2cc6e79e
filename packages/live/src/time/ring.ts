/**
 * One ring buffer per row, pooled: entry i of row r lies at `r * capacity + ((head + i) & (capacity - 1))` of every field.
 *
 * All rows of a node have the same capacity, because twins of a type sample alike; it doubles when one row is full.
 * Memory of rows that were never written is never touched. At `limit` entries the owner must merge (see `time/*.ts`).
 */
export class Ring {
  readonly rows: number;
  readonly limit: number;
  readonly fields: Float64Array[];
  capacity: number;
  readonly heads: Uint32Array;
  readonly lengths: Uint32Array;

  /** `limit` is rounded up to a power of two. */
  constructor(rows: number, fieldCount: number, limit: number) {
    this.rows = rows;
    this.limit = 2 ** Math.ceil(Math.log2(Math.max(4, limit)));
    this.capacity = 4;
    this.fields = Array.from({ length: fieldCount }, () => new Float64Array(rows * this.capacity));
    this.heads = new Uint32Array(rows);
    this.lengths = new Uint32Array(rows);
  }

  /** Place of entry i of a row. */
  at(row: number, i: number): number {
    return row * this.capacity + ((this.heads[row] + i) & (this.capacity - 1));
  }

  /** Whether the row has reached the limit, so that its owner must merge before the next `push`. */
  isFull(row: number): boolean {
    return this.lengths[row] === this.limit;
  }

  /** Place for a new last entry; the caller fills all fields. Amortised constant cost. */
  push(row: number): number {
    const length = this.lengths[row];
    if (length === this.capacity) this.#grow();
    this.lengths[row] = length + 1;
    return this.at(row, length);
  }

  /** Drops the first entry. */
  shift(row: number): void {
    this.heads[row] = (this.heads[row] + 1) & (this.capacity - 1);
    this.lengths[row]--;
  }

  /** Drops the last entry. */
  pop(row: number): void {
    this.lengths[row]--;
  }

  /**
   * Joins neighbouring entries for which `joins` holds, by `join(into, from)`; both get places, `into` is the earlier
   * entry. Cost: the length of the row.
   */
  merge(
    row: number,
    joins: (into: number, from: number) => boolean,
    join: (into: number, from: number) => void,
  ): void {
    let kept = 0;
    for (let i = 1; i < this.lengths[row]; i++) {
      const into = this.at(row, kept);
      const from = this.at(row, i);
      if (joins(into, from)) {
        join(into, from);
        continue;
      }
      kept++;
      const place = this.at(row, kept);
      for (const field of this.fields) field[place] = field[from];
    }
    this.lengths[row] = kept + 1;
  }

  #grow(): void {
    const { rows, capacity, fields } = this;
    const mask = capacity - 1;
    for (let f = 0; f < fields.length; f++) {
      const old = fields[f];
      const grown = new Float64Array(rows * capacity * 2);
      for (let row = 0; row < rows; row++) {
        const head = this.heads[row];
        for (let i = 0; i < this.lengths[row]; i++) {
          grown[row * capacity * 2 + i] = old[row * capacity + ((head + i) & mask)];
        }
      }
      fields[f] = grown;
    }
    this.heads.fill(0);
    this.capacity = capacity * 2;
  }
}
