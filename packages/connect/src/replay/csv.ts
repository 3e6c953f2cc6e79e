/** Reads CSV files, plain or gzip, as a stream: memory does not grow with the file. */

import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { type BadRow, CHUNK_ROWS, MAX_COLUMNS, type RawRows } from './rows.ts';

/** A longer line is no row but a file of another kind. */
const MAX_RECORD_BYTES = 1_000_000;

export interface CsvOptions {
  delimiter: string;
  header: boolean;
  columns: readonly string[];
  gzip: boolean;
}

/** Rejects where the file cannot be read; rows that are none are told to `bad` and left out. */
export async function* readCsv(file: string, options: CsvOptions, bad: BadRow): AsyncGenerator<RawRows> {
  const blank = options.delimiter.trim() === '' && options.delimiter !== '\t';
  const parser = parse({
    delimiter: options.delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  let failure: Error | undefined;
  const end = (error?: NodeJS.ErrnoException | null) => {
    if (error && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') failure ??= error;
  };
  const input = createReadStream(file);
  if (options.gzip) pipeline(input, createGunzip(), parser, end);
  else pipeline(input, parser, end);
  parser.on('skip', (error: { lines?: number; message: string }) =>
    bad(file, error.lines ?? 0, error.message),
  );
  parser.on('error', () => {});
  let wake = (): void => {};
  for (const event of ['readable', 'end', 'close']) parser.on(event, () => wake());

  let names: readonly string[] | undefined = options.header ? undefined : options.columns;
  let rows: unknown[][] = [];
  let lines: number[] = [];
  try {
    for (;;) {
      const item: { record: string[]; info: { lines: number } } | null = parser.read();
      if (item === null) {
        if (failure !== undefined) throw failure;
        if (parser.readableEnded || parser.destroyed) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const record = blank ? item.record.filter((cell) => cell !== '') : item.record;
      if (record.length > MAX_COLUMNS) {
        throw new Error(
          `${file}:${item.info.lines}: ${record.length} columns; at most ${MAX_COLUMNS} are read`,
        );
      }
      if (names === undefined) {
        names = options.columns.length > 0 ? options.columns : record.map((name) => name.trim());
        continue;
      }
      if (record.length !== names.length) {
        bad(file, item.info.lines, `${record.length} columns instead of ${names.length}`);
        continue;
      }
      rows.push(record);
      lines.push(item.info.lines);
      if (rows.length === CHUNK_ROWS) {
        yield { file, names, rows, lines };
        rows = [];
        lines = [];
      }
    }
    if (failure !== undefined) throw failure;
    if (rows.length > 0 && names !== undefined) yield { file, names, rows, lines };
  } finally {
    input.destroy();
    parser.destroy();
  }
}
