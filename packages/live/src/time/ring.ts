/**
 * One ring buffer per row, pooled. An entry is a few numbers in a row of `data`, one per field: the place of entry i of row r is
 * `(r * capacity + ((head + i) & (capacity - 1))) * width`. The fields of an entry and the entries of a row stand
 * together, because a step reads all of them: apart, each would cost a cache line of its own.
 *
 * All rows of a node have the same capacity, because twins of a type sample alike; it doubles when one row is full.
 * Memory of rows that were never written is never touched. At `limit` entries the owner must merge (see `time/*.ts`).
 */
export class Ring {
  readonly rows: number;
  readonly limit: number;
  /** Fields of an entry. */
  readonly width: number;
  data: Float64Array;
  capacity: number;
  readonly heads: Uint32Array;
  readonly lengths: Uint32Array;

  /** `limit` is rounded up to a power of two. */
  constructor(rows: number, width: number, limit: number) {
    this.rows = rows;
    this.limit = 2 ** Math.ceil(Math.log2(Math.max(4, limit)));
    this.capacity = 4;
    this.width = width;
    this.data = new Float64Array(rows * this.capacity * width);
    this.heads = new Uint32Array(rows);
    this.lengths = new Uint32Array(rows);
  }

  /** Place of the first field of entry i of a row; the others follow. */
  at(row: number, i: number): number {
    return (row * this.capacity + ((this.heads[row] + i) & (this.capacity - 1))) * this.width;
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
      for (let f = 0; f < this.width; f++) this.data[place + f] = this.data[from + f];
    }
    this.lengths[row] = kept + 1;
  }

  #grow(): void {
    const { rows, capacity, width, data } = this;
    const grown = new Float64Array(data.length * 2);
    for (let row = 0; row < rows; row++) {
      const length = this.lengths[row];
      let to = row * capacity * 2 * width;
      for (let i = 0; i < length; i++) {
        const from = this.at(row, i);
        for (let f = 0; f < width; f++) grown[to++] = data[from + f];
      }
    }
    this.data = grown;
    this.heads.fill(0);
    this.capacity = capacity * 2;
  }
}
