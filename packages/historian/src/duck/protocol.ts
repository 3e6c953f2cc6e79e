/** Messages to the worker that runs DuckDB. One worker does one job and is then ended. */
import type { SampleBatch } from '@millwright/model';

export type Cell = string | number | boolean | null;

/** Answer to an SQL query. */
export interface SqlResult {
  columns: { name: string; type: string }[];
  rows: Cell[][];
  /** Whether there were more rows than the limit. */
  truncated: boolean;
}

/** Names of a signal for the table `signals`. */
export interface SignalNames {
  id: number;
  signal: string;
  twin: string;
  type: string;
  name: string;
  unit: string;
}

export interface DuckRequests {
  /** Opens a database in a file, or in memory for ''; memory in MB. */
  open: { argument: { file: string; memoryMb: number }; answer: undefined };
  signals: { argument: SignalNames[]; answer: undefined };
  samples: { argument: SampleBatch; answer: undefined };
  /** Writes the samples loaded so far to a file and empties the table. */
  copy: { argument: { file: string; format: 'parquet' | 'csv' }; answer: undefined };
  query: { argument: { sql: string; limit: number; timeoutMs: number }; answer: SqlResult };
  /** Closes the database, the last request: the worker then ends by itself. */
  close: { argument: undefined; answer: undefined };
}

export type DuckRequestName = keyof DuckRequests;

export interface DuckMessage {
  id: number;
  name: DuckRequestName;
  argument: unknown;
}

export type DuckReply =
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'error'; id: number; code: 'request' | 'limit' | 'file'; message: string };

/** Told when an answer does not fit. */
export const TOO_LARGE = 'The answer is too large. Ask for fewer rows or columns, or for shorter texts.';
