/** Reads Parquet files in pieces of some thousand rows. */
import { stat } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { CHUNK_ROWS, MAX_COLUMNS, type RawRows } from './rows.ts';

/** Row groups are decoded whole; larger files are converted first. */
const MAX_FILE_BYTES = 8 * 1024 ** 3;

/** Rejects where the file is no Parquet file or uses a compression that is not known. */
export async function* readParquet(file: string, wanted: ReadonlySet<string>): AsyncGenerator<RawRows> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await import('hyparquet');
  const { size } = await stat(file);
  if (size > MAX_FILE_BYTES) throw new Error(`${file} has ${size} bytes; at most ${MAX_FILE_BYTES} are read`);
  const buffer = await asyncBufferFromFile(file);
  const metadata = await parquetMetadataAsync(buffer);
  const all = metadata.schema.filter((element) => element.num_children === undefined).map(({ name }) => name);
  if (all.length > MAX_COLUMNS)
    throw new Error(`${file}: ${all.length} columns; at most ${MAX_COLUMNS} are read`);
  const names = all.filter((name) => wanted.has(name));
  const total = Number(metadata.num_rows);
  for (let start = 0; start < total; start += CHUNK_ROWS) {
    const end = Math.min(total, start + CHUNK_ROWS);
    const objects = await parquetReadObjects({
      file: buffer,
      metadata,
      columns: names,
      rowStart: start,
      rowEnd: end,
      compressors: {
        GZIP: (input) => gunzipSync(input),
        ZSTD: (input) => zstdDecompressSync(input),
        BROTLI: (input) => brotliDecompressSync(input),
      },
    });
    yield {
      file,
      names,
      rows: objects.map((row) => names.map((name) => row[name])),
      lines: objects.map((_, i) => start + i + 1),
    };
  }
}
