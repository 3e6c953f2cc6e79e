/** What readers of files yield: some thousand rows at a time, cells as they stand in the file. */

export interface RawRows {
  /** For messages. */
  file: string;
  names: readonly string[];
  rows: readonly (readonly unknown[])[];
  /** Line (CSV, from 1) or row (Parquet, from 1) of each. */
  lines: readonly number[];
}

/** Told of each row that could not be read. */
export type BadRow = (file: string, line: number, what: string) => void;

/** Rows of one `RawRows`: enough to keep reading cheap, few enough to keep memory small. */
export const CHUNK_ROWS = 2_000;
/** Columns of a file; more are refused. */
export const MAX_COLUMNS = 20_000;
