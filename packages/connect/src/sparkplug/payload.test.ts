import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { encodePayload, type UMetric } from 'sparkplug-payload/lib/sparkplugbpayload.js';
import { expect, it } from 'vitest';
import { integerValue } from './datatypes.ts';
import { INTEGER, IS_HISTORICAL, IS_NULL, NUMBER, OTHER, PayloadReader, STRING_VALUE } from './payload.ts';
import { readProperties } from './properties.ts';
import { PayloadError } from './wire.ts';

const SAMPLES = fileURLToPath(
  new URL('../../../../../shared/data/sparkplug-b/payload_samples.json', import.meta.url),
);

interface Seen {
  name?: string;
  alias?: number;
  time?: number;
  value: unknown;
  historical: boolean;
  quality: number;
}

/** Reads a payload into objects, for comparison. */
function read(bytes: Buffer): { timestamp: number; seq: number; metrics: Seen[] } {
  const columns = new PayloadReader().read(bytes);
  const metrics = Array.from({ length: columns.count }, (_, i): Seen => {
    const seen: Seen = {
      value: null,
      historical: (columns.flags[i] & IS_HISTORICAL) !== 0,
      quality: columns.qualities[i],
    };
    if (columns.nameEnd[i] > 0) seen.name = bytes.toString('utf8', columns.nameStart[i], columns.nameEnd[i]);
    if (columns.alias[i] >= 0) seen.alias = columns.alias[i];
    if (!Number.isNaN(columns.times[i])) seen.time = columns.times[i];
    if ((columns.flags[i] & IS_NULL) !== 0) return seen;
    const kind = columns.kinds[i];
    if (kind === NUMBER) seen.value = columns.types[i] === 11 ? columns.values[i] === 1 : columns.values[i];
    if (kind === INTEGER) seen.value = integerValue(columns.types[i], columns.low[i], columns.high[i]);
    if (kind === STRING_VALUE) seen.value = bytes.toString('utf8', columns.textStart[i], columns.textEnd[i]);
    if (kind === OTHER) seen.value = 'other';
    return seen;
  });
  return { timestamp: columns.timestamp, seq: columns.seq, metrics };
}

const time = fc.integer({ min: 0, max: 4_102_444_800_000 });
const RANGES = {
  Int8: [-128, 127],
  Int16: [-32_768, 32_767],
  Int32: [-2_147_483_648, 2_147_483_647],
  UInt8: [0, 255],
  UInt16: [0, 65_535],
  UInt32: [0, 4_294_967_295],
  Int64: [0, Number.MAX_SAFE_INTEGER],
  UInt64: [0, Number.MAX_SAFE_INTEGER],
  DateTime: [0, 4_102_444_800_000],
} as const;
type IntegerName = keyof typeof RANGES;
const INTEGERS: IntegerName[] = [
  'Int8',
  'Int16',
  'Int32',
  'UInt8',
  'UInt16',
  'UInt32',
  'Int64',
  'UInt64',
  'DateTime',
];

const metric: fc.Arbitrary<UMetric> = fc
  .record(
    {
      name: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
      alias: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      timestamp: time,
      isHistorical: fc.boolean(),
      typed: fc.oneof(
        ...INTEGERS.map((type) =>
          fc.integer({ min: RANGES[type][0], max: RANGES[type][1] }).map((value) => ({ type, value })),
        ),
        fc.float({ noNaN: true }).map((value) => ({ type: 'Float' as const, value })),
        fc.double({ noNaN: true }).map((value) => ({ type: 'Double' as const, value })),
        fc.boolean().map((value) => ({ type: 'Boolean' as const, value })),
        fc.string().map((value) => ({ type: 'String' as const, value })),
      ),
    },
    { requiredKeys: ['typed', 'name'] },
  )
  .map(({ typed, ...rest }) => ({ ...rest, ...typed }));

it('C30 every data type reads as an independent encoder wrote it', () => {
  fc.assert(
    fc.property(fc.array(metric, { maxLength: 200 }), time, fc.nat(255), (metrics, timestamp, seq) => {
      const got = read(Buffer.from(encodePayload({ timestamp, seq, metrics })));
      expect(got.timestamp).toBe(timestamp);
      expect(got.seq).toBe(seq);
      expect(got.metrics).toEqual(
        metrics.map((one) => ({
          name: one.name,
          ...(one.alias === undefined ? {} : { alias: one.alias }),
          ...(one.timestamp === undefined ? {} : { time: one.timestamp }),
          value: one.value,
          historical: one.isHistorical === true,
          quality: -1,
        })),
      );
    }),
    { numRuns: 200 },
  );
});

it('C30 signed integers are two’s complement in 32, 64 or fewer bits', () => {
  expect(integerValue(1, 0xf9, 0)).toBe(-7);
  expect(integerValue(1, 0xffff_fff9, 0)).toBe(-7);
  expect(integerValue(1, 0xffff_fff9, 0xffff_ffff)).toBe(-7);
  expect(integerValue(2, 0xffff, 0)).toBe(-1);
  expect(integerValue(3, 0x8000_0000, 0)).toBe(-2_147_483_648);
  expect(integerValue(4, -7, -1)).toBe(-7);
  expect(integerValue(4, 0, 0x8000_0000 | 0)).toBe(-(2 ** 63));
  expect(integerValue(8, -1, -1)).toBe(2 ** 64);
  expect(integerValue(7, -6, 0)).toBe(4_294_967_290);
  expect(integerValue(0, -6, 0)).toBe(4_294_967_290);
});

it('C30 the property Quality and other properties are found among each other', () => {
  const properties: UMetric['properties'] = {
    engUnit: { type: 'String', value: 'degC' },
    engHigh: { type: 'Double', value: 120.5 },
    Quality: { type: 'Int32', value: 500 },
    offset: { type: 'Int32', value: -4 },
    on: { type: 'Boolean', value: true },
  };
  const bytes = Buffer.from(
    encodePayload({ timestamp: 1, metrics: [{ name: 'a', type: 'Double', value: 2, properties }] }),
  );
  const columns = new PayloadReader().read(bytes);
  expect(columns.qualities[0]).toBe(500);
  expect(columns.values[0]).toBe(2);
  expect([...readProperties(bytes, columns.propertiesStart[0], columns.propertiesEnd[0])]).toEqual([
    ['engUnit', 'degC'],
    ['engHigh', 120.5],
    ['Quality', 500],
    ['offset', -4],
    ['on', true],
  ]);
});

it('C30 data sets, templates and bytes are no numbers, and null is no value', () => {
  const got = read(
    Buffer.from(
      encodePayload({
        timestamp: 1,
        metrics: [
          { name: 'b', type: 'Bytes', value: new Uint8Array([1, 2]) },
          {
            name: 't',
            type: 'DataSet',
            value: { numOfColumns: 1, columns: ['c'], types: ['Int32'], rows: [[1]] },
          },
          { name: 'n', type: 'Double', value: null, isNull: true },
          { name: 'v', type: 'Double', value: 5 },
        ],
      }),
    ),
  );
  expect(got.metrics.map(({ value }) => value)).toEqual(['other', 'other', null, 5]);
});

it('C30 damaged bytes raise PayloadError and nothing else', () => {
  const valid = Buffer.from(
    encodePayload({
      timestamp: 1_700_000_000_000,
      seq: 7,
      metrics: Array.from({ length: 5 }, (_, i) => ({
        name: `metric ${i}`,
        alias: i,
        type: 'Double' as const,
        value: i / 3,
        properties: { Quality: { type: 'Int32' as const, value: 192 } },
      })),
    }),
  );
  const reader = new PayloadReader();
  const attempt = (bytes: Buffer) => {
    try {
      const columns = reader.read(bytes);
      for (let i = 0; i < columns.count; i++) {
        if (columns.propertiesEnd[i] > 0)
          readProperties(bytes, columns.propertiesStart[i], columns.propertiesEnd[i]);
      }
    } catch (error) {
      expect(error).toBeInstanceOf(PayloadError);
    }
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => attempt(Buffer.from(bytes))),
    { numRuns: 3000 },
  );
  fc.assert(
    fc.property(fc.nat(valid.length - 1), fc.nat(255), fc.nat(valid.length), (at, byte, cut) => {
      const damaged = Buffer.from(valid);
      damaged[at] = byte;
      attempt(damaged);
      attempt(damaged.subarray(0, cut));
    }),
    { numRuns: 3000 },
  );
  for (let cut = 0; cut < valid.length; cut++) attempt(valid.subarray(0, cut));
});

it.skipIf(!existsSync(SAMPLES))(
  'C30 the recorded payloads of the reference encoder read right (skipped where ../shared/data is absent)',
  () => {
    const samples: {
      payload_base64: string;
      input: { timestamp?: number; seq?: number; metrics: UMetric[] };
    }[] = JSON.parse(readFileSync(SAMPLES, 'utf8'));
    expect(samples.length).toBeGreaterThan(0);
    for (const { payload_base64, input } of samples) {
      // STATE messages are JSON.
      if (input.metrics === undefined) continue;
      const got = read(Buffer.from(payload_base64, 'base64'));
      if (input.timestamp !== undefined) expect(got.timestamp).toBe(input.timestamp);
      if (input.seq !== undefined) expect(got.seq).toBe(input.seq);
      expect(got.metrics).toHaveLength(input.metrics.length);
      input.metrics.forEach((metric, i) => {
        if (metric.name !== undefined && metric.name !== null) expect(got.metrics[i].name).toBe(metric.name);
        const { value } = metric;
        if (metric.type === 'Float') expect(got.metrics[i].value).toBeCloseTo(Number(value), 4);
        else if (typeof value !== 'object') expect(got.metrics[i].value).toBe(value);
      });
    }
  },
);
