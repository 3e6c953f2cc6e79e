/** The plant's columns, numbered through all types, and the way from a signal id to its column and row. */
import type { Plant, SignalType, TwinType } from '@millwright/model';

export class Columns {
  /** Column of each signal id. */
  readonly of: Uint16Array | Uint32Array;
  /** Per column: first signal id, number of rows, type index. */
  readonly bases: Uint32Array;
  readonly rows: Uint32Array;
  readonly types: Uint32Array;
  /** Per column: plant-wide row = signal id - shift (modulo 2^32). Rows are numbered through all types. */
  readonly shifts: Int32Array;
  /** Per column: 1 where the column is derived and takes no samples from outside. */
  readonly derived: Uint8Array;
  readonly staleAfter: Float64Array;
  /** Per column: plausible range. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly signals: SignalType[] = [];
  /** Per type: number of its first column, of its first row; one more entry for the end. */
  readonly firstColumn: number[] = [];
  readonly firstRow: number[] = [];
  readonly rowCount: number;

  constructor(plant: Plant) {
    const count = plant.types.reduce((sum, type) => sum + type.signals.length, 0);
    this.of = count < 65_536 ? new Uint16Array(plant.signalCount) : new Uint32Array(plant.signalCount);
    this.bases = new Uint32Array(count);
    this.rows = new Uint32Array(count);
    this.types = new Uint32Array(count);
    this.shifts = new Int32Array(count);
    this.derived = new Uint8Array(count);
    this.staleAfter = new Float64Array(count);
    this.low = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
    this.high = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    let column = 0;
    let row = 0;
    for (const type of plant.types) {
      this.firstColumn.push(column);
      this.firstRow.push(row);
      for (const signal of type.signals) {
        const base = type.base + signal.column * type.rows;
        const at = column + signal.column;
        this.of.fill(at, base, base + type.rows);
        this.bases[at] = base;
        this.rows[at] = type.rows;
        this.types[at] = type.index;
        this.shifts[at] = base - row;
        this.derived[at] = signal.formula === undefined ? 0 : 1;
        this.staleAfter[at] = signal.staleAfter;
        if (signal.range !== undefined) [this.low[at], this.high[at]] = signal.range;
        this.signals[at] = signal;
      }
      column += type.signals.length;
      row += type.rows;
    }
    this.firstColumn.push(column);
    this.firstRow.push(row);
    this.rowCount = row;
  }

  /** Index of the type that a plant-wide row belongs to. */
  typeOfRow(row: number): number {
    let low = 0;
    let high = this.firstRow.length - 1;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (this.firstRow[middle] <= row) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Plant-wide row of a signal id. */
  row(id: number): number {
    return id - this.shifts[this.of[id]];
  }
}

/** Why two plants do not have the same ids; undefined where they do. */
export function layoutDifference(a: Plant, b: Plant): string | undefined {
  if (a.types.length !== b.types.length) return `${a.types.length} twin types became ${b.types.length}`;
  for (let i = 0; i < a.types.length; i++) {
    const difference = typeDifference(a.types[i], b.types[i]);
    if (difference !== undefined) return `twin type ${a.types[i].name}: ${difference}`;
  }
  return undefined;
}

function typeDifference(a: TwinType, b: TwinType): string | undefined {
  if (a.name !== b.name) return `it became ${b.name}`;
  if (a.base !== b.base || a.rows !== b.rows) return 'its twins changed';
  if (a.signals.length !== b.signals.length) return `${a.signals.length} signals became ${b.signals.length}`;
  for (const signal of a.signals) {
    const other = b.signal(signal.name);
    if (other?.column !== signal.column) return `signal ${signal.name} moved or is gone`;
    if ((other.formula === undefined) !== (signal.formula === undefined)) {
      return `signal ${signal.name} ${signal.formula ? 'is no longer derived' : 'became derived'}`;
    }
  }
  const moved = a.twins.find((twin, row) => b.twins[row].path !== twin.path);
  return moved && `twin ${moved.path} moved or is gone`;
}
