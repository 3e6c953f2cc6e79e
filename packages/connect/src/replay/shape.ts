/** From cells of a file to timed rows of numbers: one array for all values of some thousand rows. */
import { toNumber } from '../conversion.ts';
import type { ColumnPlan } from './plan.ts';
import type { BadRow, RawRows } from './rows.ts';
import type { ReplaySettings } from './settings.ts';

export interface TimedRows {
  count: number;
  /** Milliseconds on the time axis of the file. */
  times: Float64Array;
  /** Index in `ColumnPlan.plans`. */
  plans: Int32Array;
  /** `count` rows of `width` values; NaN where the cell is no number. */
  values: Float64Array;
  width: number;
  /** Cells that are no numbers, by index in `values`: names of states, or faults. Empty cells are not in it. */
  texts: Map<number, string>;
}

export class RowShaper {
  #plan: ColumnPlan;
  #settings: ReplaySettings;
  #bad: BadRow;
  /** Rows so far per twin, where rows are counted. */
  #counts: Float64Array;
  /** Twins in the file that the plant does not have, and columns the file does not have. */
  readonly unknownTwins = new Set<string>();
  readonly missingColumns = new Set<string>();
  #paths = new Map<unknown, number>();

  constructor(plan: ColumnPlan, settings: ReplaySettings, bad: BadRow) {
    this.#plan = plan;
    this.#settings = settings;
    this.#bad = bad;
    this.#counts = new Float64Array(Math.max(1, plan.plans.length));
  }

  /** Shapes a chunk. Throws where a column that names time or twin is not in the file. */
  shape(raw: RawRows): TimedRows {
    const { plan, settings } = { plan: this.#plan, settings: this.#settings };
    const width = plan.wanted.length;
    const places = plan.wanted.map((name) => raw.names.indexOf(name));
    places.forEach((place, i) => {
      if (place < 0) this.missingColumns.add(plan.wanted[i]);
    });
    const timePlace = settings.timeColumn === undefined ? -1 : place(raw, settings.timeColumn, 'time');
    const twinPlace = settings.twin === undefined ? -1 : place(raw, settings.twin.column, 'twin');
    const filters = settings.filter.map((one) => ({
      at: place(raw, one.column, 'filter'),
      accepts: one.accepts,
    }));
    const out: TimedRows = {
      count: 0,
      times: new Float64Array(raw.rows.length),
      plans: new Int32Array(raw.rows.length),
      values: new Float64Array(raw.rows.length * width),
      width,
      texts: new Map(),
    };
    raw.rows.forEach((row, r) => {
      if (!filters.every(({ at, accepts }) => accepts(row[at]))) return;
      const index = settings.twin === undefined ? 0 : this.#twin(row[twinPlace], settings.twin.template);
      if (index < 0) return;
      const time = this.#time(timePlace < 0 ? undefined : row[timePlace], index);
      if (!Number.isFinite(time)) {
        this.#bad(raw.file, raw.lines[r], `"${String(row[timePlace]).slice(0, 40)}" is no time`);
        return;
      }
      const i = out.count++;
      out.times[i] = time;
      out.plans[i] = index;
      for (let c = 0; c < width; c++) {
        const cell = places[c] < 0 ? undefined : row[places[c]];
        const value = toNumber(cell);
        out.values[i * width + c] = value ?? Number.NaN;
        if (value === undefined && typeof cell === 'string' && cell.trim() !== '')
          out.texts.set(i * width + c, cell);
      }
    });
    return out;
  }

  #twin(cell: unknown, template: string): number {
    const known = this.#paths.get(cell);
    if (known !== undefined) return known;
    const path = template.replaceAll('{value}', String(cell).trim());
    const index = this.#plan.indexOf(path);
    this.#paths.set(cell, index);
    if (index < 0) this.unknownTwins.add(path);
    return index;
  }

  #time(cell: unknown, twin: number): number {
    const { every, unitMs } = this.#settings;
    if (every !== undefined) {
      if (cell === undefined) return this.#counts[twin]++ * every;
      return cellNumber(cell) * every;
    }
    if (cell instanceof Date) return cell.getTime();
    const number = cellNumber(cell);
    return Number.isNaN(number) && typeof cell === 'string' ? Date.parse(cell) : number * unitMs;
  }
}

function cellNumber(cell: unknown): number {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'bigint') return Number(cell);
  return typeof cell === 'string' && cell.trim() !== '' ? Number(cell) : Number.NaN;
}

function place(raw: RawRows, name: string, what: string): number {
  const at = raw.names.indexOf(name);
  if (at < 0) {
    throw new Error(
      `${raw.file} has no column "${name}" for ${what}; its columns are ${raw.names.slice(0, 40).join(', ')}`,
    );
  }
  return at;
}
