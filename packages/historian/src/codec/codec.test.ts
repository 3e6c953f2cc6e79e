import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter, FormatError, MAX_SIGNED } from './bytes.ts';
import { chunkDirectory, decodeChunk, encodeChunk } from './chunk.ts';
import { Columns } from './columns.ts';
import { decodeLastValues, encodeLastValues, type LastValue } from './last-values.ts';
import { decodeQuality, encodeQuality } from './quality.ts';
import { addColumn, decodeStatistics, emptyStatistics, encodeStatistics, isUsable } from './statistics.ts';
import { decodeValues, encodeValues } from './values.ts';

function bitsOf(values: ArrayLike<number>): bigint[] {
  return [...new BigUint64Array(Float64Array.from(values).buffer)];
}

function roundTrip(values: number[]): { back: Float64Array; bytes: Uint8Array } {
  const writer = new ByteWriter(4);
  encodeValues(writer, Float64Array.from([9, ...values]), 1, values.length);
  const bytes = writer.copy();
  const back = new Float64Array(values.length + 1);
  const reader = new ByteReader(bytes);
  decodeValues(reader, values.length, back, 1);
  expect(reader.left).toBe(0);
  return { back: back.subarray(1), bytes };
}

/** Every form a block can take: a new one joins by a line. Expected: the top two bits of the first block's kind. */
const FORMS: { name: string; values: fc.Arbitrary<number[]>; kinds?: number[] }[] = [
  { name: 'integers', values: fc.array(fc.integer(), { minLength: 1 }), kinds: [0] },
  { name: 'one decimal', values: decimals(10), kinds: [0] },
  { name: 'four decimals', values: decimals(10_000), kinds: [0] },
  {
    name: 'float32 decimals',
    values: decimals(100).map((values) => values.map(Math.fround)),
    kinds: [0],
  },
  { name: 'any float32', values: fc.array(fc.float(), { minLength: 1 }) },
  { name: 'any double', values: fc.array(fc.double(), { minLength: 1 }) },
  {
    name: 'a steady ramp',
    values: fc
      .tuple(fc.integer(), fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 3, max: 300 }))
      .map(([start, step, n]) => Array.from({ length: n }, (_, i) => start + i * step)),
    kinds: [0],
  },
  {
    name: 'a large counter',
    values: fc.array(fc.nat(1000), { minLength: 3 }).map((steps) => {
      let total = 4_503_599_000_000;
      return steps.map((step) => (total += step));
    }),
    kinds: [0],
  },
  { name: 'constant thirds', values: fc.nat(300).map((n) => Array(n + 1).fill(1 / 3)), kinds: [1] },
  { name: 'not a number', values: fc.nat(300).map((n) => Array(n + 1).fill(Number.NaN)), kinds: [1] },
  {
    name: 'a gap after decimals',
    values: fc
      .tuple(
        fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 60 }),
      )
      .map(([numbers, gap]) => [...numbers.map((i) => i / 10), ...Array(gap).fill(Number.NaN)]),
    kinds: [3],
  },
  {
    name: 'special values among decimals',
    values: fc.array(
      fc.oneof(
        fc.constantFrom(
          Number.NaN,
          -0,
          0,
          Infinity,
          -Infinity,
          Number.MIN_VALUE,
          Number.MAX_VALUE,
          2 ** 52,
          -(2 ** 53),
        ),
        fc.integer({ min: -500, max: 500 }).map((i) => i / 10),
      ),
      { minLength: 1, maxLength: 300 },
    ),
  },
  {
    name: 'one outlier',
    values: fc
      .tuple(fc.array(fc.nat(200), { minLength: 130, maxLength: 400 }), fc.integer())
      .map(([values, outlier]) => [...values, outlier]),
    kinds: [0],
  },
];

function decimals(power: number): fc.Arbitrary<number[]> {
  return fc.array(
    fc.integer({ min: -50_000, max: 50_000 }).map((i) => i / power + 0),
    { minLength: 1, maxLength: 300 },
  );
}

describe('values', () => {
  it.each(FORMS)('H5 lossless bit for bit: $name', ({ values, kinds }) => {
    fc.assert(
      fc.property(values, (column) => {
        const { back, bytes } = roundTrip(column);
        expect(bitsOf(back)).toEqual(bitsOf(column));
        if (kinds !== undefined) expect(kinds).toContain(bytes[0] >> 6);
      }),
      { numRuns: 200 },
    );
  });

  it('H5 a noisy three-digit sensor takes about a byte per sample, a steady clock almost none', () => {
    const noise = Array.from(
      { length: 60 },
      (_, i) => Math.round(500 + 60 * Math.sin(i * 12.9898) ** 3) / 10,
    );
    expect(roundTrip(noise).bytes.length).toBeLessThanOrEqual(64);
    expect(roundTrip(Array.from({ length: 60 }, (_, i) => i * 1000)).bytes.length).toBeLessThanOrEqual(6);
  });

  it('H5 a gap among the samples of a minute costs a few bytes, not the packing of the others', () => {
    const noise = Array.from({ length: 60 }, (_, i) => ((i * 37) % 16) / 100);
    const { bytes: whole } = roundTrip(noise);
    const { bytes: broken } = roundTrip([...noise.slice(0, 30), Number.NaN, ...noise.slice(30)]);
    expect(broken.length).toBeLessThan(whole.length + 24);
  });

  it('H5 no bytes at all make the reader run away', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 300 }), (bytes, n) => {
        try {
          decodeValues(new ByteReader(bytes), n, new Float64Array(n), 0);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
    );
  });
});

describe('bytes', () => {
  it('H5 integers survive as varint and signed', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: -MAX_SIGNED, max: MAX_SIGNED }), (natural, integer) => {
        const writer = new ByteWriter(1);
        writer.varint(natural);
        writer.signed(integer);
        const reader = new ByteReader(writer.copy());
        expect(reader.varint()).toBe(natural);
        expect(reader.signed()).toBe(integer);
      }),
    );
  });

  it('H5 quality survives as runs', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1, 3, 255)), (quality) => {
        const writer = new ByteWriter(1);
        encodeQuality(writer, Uint8Array.from(quality), 0, quality.length);
        const back = new Uint8Array(quality.length);
        decodeQuality(new ByteReader(writer.copy()), quality.length, back, 0);
        expect([...back]).toEqual(quality);
      }),
    );
  });
});

/** A column as a test sees it. */
interface Column {
  key: number;
  samples: { offset: number; value: number; quality: number }[];
}

const column = fc.uniqueArray(
  fc.record({
    offset: fc.oneof(
      fc.nat(59).map((s) => s * 1000),
      fc.double({ min: 0, max: 59_999, noNaN: true }).map((x) => x + 0),
    ),
    value: fc.oneof(fc.integer(), fc.double()),
    quality: fc.constantFrom(0, 0, 0, 1, 7),
  }),
  { selector: (sample) => sample.offset, minLength: 1, maxLength: 150 },
);

const columnsOf: fc.Arbitrary<Column[]> = fc
  .uniqueArray(fc.nat(70_000), { minLength: 1, maxLength: 8 })
  .chain((keys) =>
    fc
      .array(column, { minLength: keys.length, maxLength: keys.length })
      .map((all) =>
        keys
          .sort((a, b) => a - b)
          .map((key, i) => ({ key, samples: all[i % 3].toSorted((a, b) => a.offset - b.offset) })),
      ),
  );

function toColumns(columns: Column[], minute: number): Columns {
  const into = new Columns();
  for (const { key, samples } of columns) {
    into.reserveTimes(samples.length);
    into.reserveValues(samples.length);
    samples.forEach((sample, i) => {
      into.times[into.timesUsed + i] = minute * 60_000 + sample.offset;
      into.values[into.valuesUsed + i] = sample.value;
      into.quality[into.valuesUsed + i] = sample.quality;
    });
    into.add(key, into.timesUsed, into.valuesUsed, samples.length);
    into.timesUsed += samples.length;
    into.valuesUsed += samples.length;
  }
  return into;
}

function columnBits(columns: Columns, c: number): unknown {
  const n = columns.lengths[c];
  const at = columns.starts[c];
  return {
    key: columns.keys[c],
    times: bitsOf(columns.times.subarray(columns.timeStarts[c], columns.timeStarts[c] + n)),
    values: bitsOf(columns.values.subarray(at, at + n)),
    quality: [...columns.quality.subarray(at, at + n)],
  };
}

describe('chunks', () => {
  it.each([0, 1, 28_000_000, 4_000_000_000])(
    'H5 a chunk of minute %d is lossless, whole and signal by signal',
    (minute) => {
      fc.assert(
        fc.property(columnsOf, (columns) => {
          const original = toColumns(columns, minute);
          const bytes = encodeChunk(original, minute);
          const whole = new Columns();
          decodeChunk(bytes, whole);
          expect(whole.count).toBe(original.count);
          const counts: number[][] = [];
          chunkDirectory(bytes, (key, samples) => counts.push([key, samples]));
          for (let c = 0; c < original.count; c++) {
            expect(columnBits(whole, c)).toEqual(columnBits(original, c));
            const one = new Columns();
            decodeChunk(bytes, one, original.keys[c]);
            expect(columnBits(one, 0)).toEqual(columnBits(original, c));
            expect(counts[c]).toEqual([original.keys[c], original.lengths[c]]);
          }
        }),
        { numRuns: 60 },
      );
    },
  );

  it('H6 any changed byte of a chunk is found', () => {
    const bytes = encodeChunk(
      toColumns(
        [
          { key: 3, samples: [{ offset: 5, value: 1.5, quality: 1 }] },
          { key: 9, samples: [{ offset: 5, value: 2, quality: 0 }] },
        ],
        7,
      ),
      7,
    );
    for (let i = 0; i < bytes.length; i++) {
      for (const flip of [1, 0x80, 0xff]) {
        const damaged = bytes.slice();
        damaged[i] ^= flip;
        expect(() => decodeChunk(damaged, new Columns())).toThrow(FormatError);
      }
      expect(() => decodeChunk(bytes.subarray(0, i), new Columns())).toThrow(FormatError);
    }
  });
});

describe('roll-up rows and last values', () => {
  it('H3 statistics are those of the usable samples, sums exact to the decimals', () => {
    fc.assert(
      fc.property(columnsOf, (columns) => {
        const original = toColumns(columns, 5);
        const signals = new Map<number, ReturnType<typeof emptyStatistics>>();
        for (let c = 0; c < original.count; c++) {
          const statistics = emptyStatistics(60);
          addColumn(statistics, 17, original, c);
          signals.set(original.keys[c], statistics);
        }
        let c = 0;
        decodeStatistics(encodeStatistics(60, signals), (key, statistics) => {
          const usable = columns[c].samples.filter((sample) => isUsable(sample.value, sample.quality));
          expect(key).toBe(columns[c].key);
          expect(statistics.samples[17]).toBe(columns[c].samples.length);
          expect(statistics.samples[16]).toBe(0);
          expect(statistics.usable[17]).toBe(usable.length);
          expect(statistics.min[17]).toBe(Math.min(...usable.map((sample) => sample.value)));
          expect(statistics.max[17]).toBe(Math.max(...usable.map((sample) => sample.value)));
          c++;
        });
        expect(c).toBe(columns.length);
      }),
      { numRuns: 60 },
    );
    const tenths = emptyStatistics(1);
    addColumn(
      tenths,
      0,
      toColumns([{ key: 1, samples: [1, 2, 3].map((i) => ({ offset: i, value: i / 10, quality: 0 })) }], 0),
      0,
    );
    expect(tenths.sum[0]).toBe(0.6);
  });

  it('H4 last values are lossless', () => {
    const value = fc.record(
      { time: fc.double({ noNaN: true }), value: fc.double(), quality: fc.nat(255) },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(100_000), value)), (entries) => {
        const signals = new Map<number, LastValue>(entries);
        expect(new Map([...decodeLastValues(encodeLastValues(signals))].sort())).toEqual(
          new Map([...signals].sort()),
        );
      }),
    );
  });
});
