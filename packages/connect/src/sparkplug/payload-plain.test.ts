import fc from 'fast-check';
import { encodePayload, type UMetric } from 'sparkplug-payload/lib/sparkplugbpayload.js';
import { expect, it } from 'vitest';
import { NUMBER, PayloadReader } from './payload.ts';
import { PayloadError } from './wire.ts';

const time = fc.integer({ min: 946_684_800_000, max: 4_102_444_800_000 });
const metric: fc.Arbitrary<UMetric> = fc
  .record({
    alias: fc.integer({ min: 0, max: 2 ** 28 - 1 }),
    timestamp: time,
    type: fc.constantFrom('Double' as const, 'Float' as const),
    value: fc.double({ noNaN: true }).map(Math.fround),
  })
  .map((one) => one);
const payload = fc.record({
  timestamp: time,
  metrics: fc.array(metric, { maxLength: 80 }),
  seq: fc.integer({ min: 0, max: 255 }),
});

/** What both ways of reading must agree on. */
function seen(reader: PayloadReader) {
  const { count, timestamp, seq, alias, times, values } = reader.columns;
  return {
    timestamp,
    seq,
    alias: [...alias.subarray(0, count)],
    times: [...times.subarray(0, count)],
    values: [...values.subarray(0, count)],
  };
}

it('C30 the quick way of reading sees what the general one sees', () => {
  const quick = new PayloadReader();
  const general = new PayloadReader();
  fc.assert(
    fc.property(payload, (data) => {
      const bytes = Buffer.from(encodePayload(data));
      expect(quick.readPlain(bytes)).toBe(true);
      general.read(bytes);
      expect(seen(quick)).toEqual(seen(general));
    }),
  );
});

it('C30 the quick way leaves to the general one what is of another form, damaged bytes too', () => {
  const quick = new PayloadReader();
  const general = new PayloadReader();
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 });
  fc.assert(
    fc.property(payload, damage, fc.nat(), (data, changes, cut) => {
      const whole = Buffer.from(encodePayload(data));
      const bytes = Buffer.from(whole.subarray(0, cut % 3 === 0 ? cut % (whole.length + 1) : whole.length));
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      if (!quick.readPlain(bytes)) return;
      try {
        general.read(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(PayloadError);
        throw error;
      }
      expect(seen(quick)).toEqual(seen(general));
      for (let i = 0; i < general.columns.count; i++) {
        expect(general.columns.kinds[i]).toBe(NUMBER);
        expect(general.columns.flags[i]).toBe(0);
        expect(general.columns.qualities[i]).toBe(-1);
      }
    }),
    { numRuns: 2000 },
  );
});
