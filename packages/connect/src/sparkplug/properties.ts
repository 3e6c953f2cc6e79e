/**
 * Property sets of metrics: PropertySet { 1 keys…, 2 PropertyValue values… }, PropertyValue { 1 type, 2 is_null, 3 int,
 * 4 long, 5 float, 6 double, 7 bool, 8 string, 9 propertyset, 10 propertysets }. Keys and values run in parallel.
 */
import { integerValue } from './datatypes.ts';
import { PayloadError, WireReader } from './wire.ts';

/** Properties of one metric looked at; more are ignored. */
const MAX_PROPERTIES = 64;

const QUALITY = Buffer.from('Quality');
const probe = new WireReader();

/**
 * The integer property `Quality`, or -1. Looks for the key first, so that metrics with other properties cost little; reads
 * from `wire.at` to `end` without moving beyond.
 */
export function readQuality(wire: WireReader, end: number): number {
  let keys = 0;
  let values = 0;
  let wanted = -1;
  const start = wire.at;
  for (let pass = 0; pass < 2; pass++) {
    wire.at = start;
    values = 0;
    while (wire.at < end) {
      const tag = wire.small();
      if (pass === 0 && tag === 0x0a) {
        const length = wire.small();
        if (length === QUALITY.length && wire.equals(QUALITY)) wanted = keys;
        keys++;
        wire.at += length;
      } else if (pass === 1 && tag === 0x12) {
        const length = wire.small();
        if (wire.at + length > end) throw new PayloadError('a property reaches beyond its set', wire.at);
        if (values++ === wanted) return readInteger(wire, wire.at + length);
        wire.at += length;
      } else {
        wire.skip(tag, end);
      }
      if (wire.at > end) throw new PayloadError('a property reaches beyond its set', wire.at);
    }
    if (wanted < 0) return -1;
  }
  return -1;
}

/** Value of a PropertyValue that is an integer, or -1. */
function readInteger(wire: WireReader, end: number): number {
  let value = -1;
  while (wire.at < end) {
    const tag = wire.small();
    if (tag === 0x18 || tag === 0x20) {
      wire.varint();
      value = wire.unsigned();
    } else {
      wire.skip(tag, end);
    }
  }
  return value;
}

/** A property's value, for discovery. */
export type PropertyValue = number | boolean | string;

/**
 * All scalar properties of a metric by key. Makes objects: for births that a person looks at, never on a hot path.
 * Throws PayloadError.
 */
export function readProperties(bytes: Buffer, start: number, end: number): Map<string, PropertyValue> {
  probe.open(bytes, start);
  const keys: string[] = [];
  const values: (PropertyValue | undefined)[] = [];
  while (probe.at < end) {
    const tag = probe.small();
    if (tag === 0x0a || tag === 0x12) {
      const length = probe.small();
      const stop = probe.at + length;
      if (stop > end) throw new PayloadError('a property reaches beyond its set', probe.at);
      if (tag === 0x0a) keys.push(bytes.toString('utf8', probe.at, stop));
      else values.push(readValue(bytes, stop));
      probe.at = stop;
    } else {
      probe.skip(tag, end);
    }
  }
  const properties = new Map<string, PropertyValue>();
  for (let i = 0; i < Math.min(keys.length, MAX_PROPERTIES); i++) {
    const value = values[i];
    if (value !== undefined) properties.set(keys[i], value);
  }
  return properties;
}

function readValue(bytes: Buffer, end: number): PropertyValue | undefined {
  let type = 0;
  let value: PropertyValue | undefined;
  let low = 0;
  let high = 0;
  let integer = false;
  while (probe.at < end) {
    const tag = probe.small();
    switch (tag) {
      case 0x08:
        probe.varint();
        type = probe.unsigned();
        break;
      case 0x18:
      case 0x20:
        probe.varint();
        low = probe.low;
        high = probe.high;
        integer = true;
        break;
      case 0x2d:
        value = probe.float(end);
        break;
      case 0x31:
        value = probe.double(end);
        break;
      case 0x38:
        probe.varint();
        value = probe.low !== 0;
        break;
      case 0x42: {
        const length = probe.small();
        if (probe.at + length > end) throw new PayloadError('a text reaches beyond its property', probe.at);
        value = bytes.toString('utf8', probe.at, probe.at + length);
        probe.at += length;
        break;
      }
      default:
        probe.skip(tag, end);
    }
  }
  return integer ? integerValue(type, low, high) : value;
}
