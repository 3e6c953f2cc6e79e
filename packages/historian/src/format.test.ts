import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from './codec/bytes.ts';
import { encodeChunk } from './codec/chunk.ts';
import { Columns } from './codec/columns.ts';
import { encodeLastValues } from './codec/last-values.ts';
import { addColumn, emptyStatistics, encodeStatistics } from './codec/statistics.ts';
import { decodeBatch, encodeBatch } from './wal/record.ts';
import { scanSegment, segmentHeader, writeRecord } from './wal/segment.ts';

const page = fs.readFileSync(new URL('../FORMAT.md', import.meta.url), 'utf8');

/** The bytes of the example under that heading in FORMAT.md. */
function example(name: string): string {
  const match = new RegExp(`^    ${name}\\n    ([0-9a-f ]+)$`, 'm').exec(page);
  if (match === null) throw new Error(`FORMAT.md has no example "${name}"`);
  return match[1];
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').replace(/../g, '$& ').trim();
}

function exampleColumns(): Columns {
  const columns = new Columns();
  columns.times.set([60_000, 61_000, 62_000]);
  columns.values.set([1.5, 1.7, 1.6, 20, 20, 21]);
  columns.quality.set([0, 0, 0, 0, 1, 1]);
  columns.timesUsed = 3;
  columns.valuesUsed = 6;
  columns.add(3, 0, 0, 3);
  columns.add(5, 0, 3, 3);
  return columns;
}

describe('FORMAT.md', () => {
  it('H5 its examples are what the code writes', () => {
    expect(hex(encodeChunk(exampleColumns(), 1))).toBe(example('chunk'));
    const statistics = emptyStatistics(2);
    addColumn(statistics, 1, exampleColumns(), 0);
    expect(hex(encodeStatistics(2, new Map([[3, statistics]])))).toBe(example('roll-up row'));
    const last = new Map([[3, { time: 62_000, value: 1.6, quality: 0 }]]);
    expect(hex(encodeLastValues(last))).toBe(example('last values'));
    expect(hex(segmentHeader(1))).toBe(example('segment header'));
    const record = new ByteWriter();
    const batch = {
      length: 3,
      signals: Uint32Array.of(4, 6, 8),
      times: Float64Array.of(1000, 1000, 1000),
      values: Float64Array.of(1, 2, 3),
      quality: new Uint8Array(3),
    };
    writeRecord(record, () => encodeBatch(record, 1, batch, 0, 3));
    expect(hex(record.copy())).toBe(example('record'));
  });

  it('H5 any batch survives as a record, and any damage to a segment leaves whole records only', () => {
    const sample = fc.tuple(
      fc.nat(20),
      fc.constantFrom(1000, 2000, 1e12 + 0.5),
      fc.double(),
      fc.constantFrom(0, 0, 5),
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(sample, { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 5 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (batches, at, flip) => {
          const writer = new ByteWriter();
          writer.raw(segmentHeader(7));
          const sent = batches.map((samples) => ({
            length: samples.length,
            signals: Uint32Array.from(samples, ([signal]) => signal * signal * 1000),
            times: Float64Array.from(samples, ([, time]) => time),
            values: Float64Array.from(samples, ([, , value]) => value),
            quality: Uint8Array.from(samples, ([, , , quality]) => quality),
          }));
          for (const batch of sent) writeRecord(writer, () => encodeBatch(writer, 3, batch, 0, batch.length));
          const bytes = Buffer.from(writer.copy());
          const read = (): unknown[] =>
            scanSegment(bytes).payloads.map(
              ({ start, end }) => decodeBatch(new ByteReader(bytes, start, end)).batch,
            );
          expect(read()).toEqual(sent);
          bytes[16 + (at % (bytes.length - 16))] ^= flip;
          const left = read();
          expect(left.length).toBe(sent.length - 1);
          for (const batch of left) expect(sent).toContainEqual(batch);
        },
      ),
      { numRuns: 100 },
    );
  });
});
