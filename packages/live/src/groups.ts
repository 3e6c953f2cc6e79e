/**
 * Which rows read each other. Rows are plant-wide row numbers.
 *
 * Rows that are connected form a group: within a group samples are evaluated in order of time, groups do not wait for
 * each other. A plant without references between twins has as many groups as rows.
 */

export class Groups {
  /** Group of each row. */
  readonly of: Uint32Array;
  readonly count: number;
  /** Rows that read row r: `readers[starts[r]] … readers[starts[r + 1] - 1]`. */
  readonly starts: Uint32Array;
  readonly readers: Uint32Array;

  /** `edges`: [reader, read, reader, read, …]. */
  constructor(rowCount: number, edges: readonly number[]) {
    const parent = Uint32Array.from({ length: rowCount }, (_, row) => row);
    const find = (row: number): number => {
      while (parent[row] !== row) {
        parent[row] = parent[parent[row]];
        row = parent[row];
      }
      return row;
    };
    const seen = new Set<number>();
    const pairs: [read: number, reader: number][] = [];
    for (let i = 0; i < edges.length; i += 2) {
      const [reader, read] = [edges[i], edges[i + 1]];
      parent[find(reader)] = find(read);
      const name = read * rowCount + reader;
      if (reader === read || seen.has(name)) continue;
      seen.add(name);
      pairs.push([read, reader]);
    }
    this.of = new Uint32Array(rowCount);
    const names = new Map<number, number>();
    for (let row = 0; row < rowCount; row++) {
      const root = find(row);
      let name = names.get(root);
      if (name === undefined) {
        name = names.size;
        names.set(root, name);
      }
      this.of[row] = name;
    }
    this.count = names.size;
    this.starts = new Uint32Array(rowCount + 1);
    for (const [read] of pairs) this.starts[read + 1]++;
    for (let row = 0; row < rowCount; row++) this.starts[row + 1] += this.starts[row];
    this.readers = new Uint32Array(pairs.length);
    const next = this.starts.slice();
    for (const [read, reader] of pairs) this.readers[next[read]++] = reader;
  }
}
