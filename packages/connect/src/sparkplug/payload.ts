/**
 * Reads Sparkplug B payloads (protobuf) into columns, straight from the bytes of a message: no object and no string per
 * metric, 10 million metrics a second and more on one core. Proven against an independent encoder in payload.test.ts.
 *
 *     Payload  { 1 timestamp, 2 Metric metrics…, 3 seq, 4 uuid, 5 body }
 *     Metric   { 1 name, 2 alias, 3 timestamp, 4 datatype, 5 is_historical, 6 is_transient, 7 is_null, 8 metadata,
 *                9 properties, 10 int u32, 11 long u64, 12 float, 13 double, 14 bool, 15 string, 16 bytes, 17 dataset,
 *                18 template }
 *
 * Source: Eclipse Sparkplug 3.0.0, 6.4.1. Unknown fields are skipped, as protobuf asks.
 */
import { readQuality } from './properties.ts';
import { PayloadError, WireReader } from './wire.ts';

/** What kind of value field a metric has. */
export const NO_VALUE = 0;
/** `low` and `high` hold the bits; the data type says what they mean. */
export const INTEGER = 1;
/** `values` holds the number: float, double or boolean. */
export const NUMBER = 2;
/** `textStart` to `textEnd` hold UTF-8. */
export const STRING_VALUE = 3;
/** Bytes, data sets and templates have no number. */
export const OTHER = 4;

export const IS_HISTORICAL = 1;
export const IS_NULL = 4;
/** The value came in the field for 64 bits. */
export const IS_LONG = 8;

/** Metrics of one payload; more are refused. */
export const MAX_METRICS = 200_000;

/** The metrics of the payload read last, one element per metric in each array; `count` of them count. */
export class PayloadColumns {
  count = 0;
  /** Read by `readPlain`: of the metrics only `alias`, `times` and `values` mean something. */
  isPlain = false;
  /** Milliseconds; NaN where the payload gives none. */
  timestamp = Number.NaN;
  /** 0 to 255; -1 where the payload gives none. */
  seq = -1;
  /** The alias, exact below 2^53; -1 where the metric has none. */
  alias = new Float64Array(64);
  /** Bytes of the name; `nameEnd` 0 where it has none. */
  nameStart = new Int32Array(64);
  nameEnd = new Int32Array(64);
  /** Milliseconds; NaN where the metric gives none. */
  times = new Float64Array(64);
  /** See datatypes.ts; 0 where the metric gives none. */
  types = new Uint8Array(64);
  kinds = new Uint8Array(64);
  values = new Float64Array(64);
  low = new Int32Array(64);
  high = new Int32Array(64);
  textStart = new Int32Array(64);
  textEnd = new Int32Array(64);
  /** IS_HISTORICAL, IS_NULL, IS_LONG. */
  flags = new Uint8Array(64);
  /** The property `Quality`; -1 where the metric has none. */
  qualities = new Int32Array(64);
  /** Bytes of the property set; `propertiesEnd` 0 where it has none. */
  propertiesStart = new Int32Array(64);
  propertiesEnd = new Int32Array(64);

  /** Makes room for more metrics. */
  grow(): void {
    const room = this.alias.length * 2;
    const floats = (from: Float64Array) => {
      const to = new Float64Array(room);
      to.set(from);
      return to;
    };
    const ints = (from: Int32Array) => {
      const to = new Int32Array(room);
      to.set(from);
      return to;
    };
    const bytes = (from: Uint8Array) => {
      const to = new Uint8Array(room);
      to.set(from);
      return to;
    };
    this.alias = floats(this.alias);
    this.times = floats(this.times);
    this.values = floats(this.values);
    this.nameStart = ints(this.nameStart);
    this.nameEnd = ints(this.nameEnd);
    this.low = ints(this.low);
    this.high = ints(this.high);
    this.textStart = ints(this.textStart);
    this.textEnd = ints(this.textEnd);
    this.qualities = ints(this.qualities);
    this.propertiesStart = ints(this.propertiesStart);
    this.propertiesEnd = ints(this.propertiesEnd);
    this.types = bytes(this.types);
    this.kinds = bytes(this.kinds);
    this.flags = bytes(this.flags);
  }
}

/**
 * Reads payloads one after the other into the same columns, which hold until the next `read`. Positions in the columns
 * are offsets in the buffer that was read.
 */
export class PayloadReader {
  readonly columns = new PayloadColumns();
  #wire = new WireReader();

  /**
   * Reads a payload of the form that data of a large machine mostly have: every metric alias, time, perhaps a data type, and a
   * float or double, in this order. Four times as fast as `read`. Returns false for any other, which is not yet read then.
   */
  readPlain(bytes: Buffer): boolean {
    const { columns } = this;
    const end = bytes.length;
    const view = this.#wire.viewOf(bytes);
    let { alias, times, values } = columns;
    let count = 0;
    let at = 0;
    columns.isPlain = true;
    columns.timestamp = Number.NaN;
    columns.seq = -1;
    while (at < end) {
      const tag = bytes[at];
      if (tag === 0x12) {
        const stop = at + 2 + bytes[at + 1];
        if (bytes[at + 1] >= 0x80 || stop > end || bytes[at + 2] !== 0x10 || count === MAX_METRICS)
          return false;
        at += 3;
        let byte = bytes[at++];
        let name = byte & 0x7f;
        for (let shift = 7; byte >= 0x80; shift += 7) {
          if (shift > 21) return false;
          byte = bytes[at++];
          name |= (byte & 0x7f) << shift;
        }
        if (bytes[at] !== 0x18 || !isTime(bytes, at + 1)) return false;
        const time = timeAt(bytes, at + 1);
        at += 1 + TIME_BYTES;
        if (bytes[at] === 0x20 && bytes[at + 1] < 0x80) at += 2;
        let value: number;
        if (bytes[at] === 0x69 && at + 9 === stop) value = view.getFloat64(at + 1, true);
        else if (bytes[at] === 0x65 && at + 5 === stop) value = view.getFloat32(at + 1, true);
        else return false;
        at = stop;
        if (count === alias.length) {
          columns.grow();
          ({ alias, times, values } = columns);
        }
        alias[count] = name;
        times[count] = time;
        values[count++] = value;
      } else if (tag === 0x08 && isTime(bytes, at + 1)) {
        columns.timestamp = timeAt(bytes, at + 1);
        at += 1 + TIME_BYTES;
      } else if (tag === 0x18 && at + 2 <= end && bytes[at + 1] < 0x80) {
        columns.seq = bytes[at + 1];
        at += 2;
      } else if (tag === 0x18 && at + 3 <= end && bytes[at + 2] < 0x80) {
        columns.seq = (bytes[at + 1] & 0x7f) | (bytes[at + 2] << 7);
        at += 3;
      } else return false;
    }
    columns.count = count;
    return at === end;
  }

  /**
   * Reads the payload in bytes `start` to `end`. Throws PayloadError and nothing else, for bytes that are no payload and
   * for more than MAX_METRICS; the columns then hold nothing.
   */
  read(bytes: Buffer, start = 0, end = bytes.length): PayloadColumns {
    const columns = this.columns;
    columns.count = 0;
    columns.isPlain = false;
    columns.timestamp = Number.NaN;
    columns.seq = -1;
    const wire = this.#wire;
    wire.open(bytes, start);
    let count = 0;
    while (wire.at < end) {
      const tag = wire.small();
      switch (tag) {
        case 0x08:
          wire.varint();
          columns.timestamp = wire.unsigned();
          break;
        case 0x12: {
          const length = wire.small();
          const stop = wire.at + length;
          if (stop > end) throw new PayloadError(`a metric of ${length} bytes does not fit`, wire.at - start);
          if (count === MAX_METRICS)
            throw new PayloadError(`more than ${MAX_METRICS} metrics`, wire.at - start);
          if (count === columns.alias.length) columns.grow();
          readMetric(wire, stop, columns, count++);
          if (wire.at !== stop) throw new PayloadError('a field reaches beyond its metric', wire.at - start);
          break;
        }
        case 0x18:
          wire.varint();
          columns.seq = wire.unsigned();
          break;
        default:
          wire.skip(tag, end);
      }
    }
    if (wire.at !== end) throw new PayloadError('a field reaches beyond the payload', end - start);
    columns.count = count;
    return columns;
  }
}

/** Bytes of a time in ms as varint, from the year 1971 to 2109. */
const TIME_BYTES = 6;

/** Whether a varint of six bytes stands there. */
function isTime(bytes: Buffer, at: number): boolean {
  return (
    (bytes[at] & bytes[at + 1] & bytes[at + 2] & bytes[at + 3] & bytes[at + 4]) >= 0x80 &&
    bytes[at + 5] < 0x80
  );
}

function timeAt(bytes: Buffer, at: number): number {
  const low =
    (bytes[at] & 0x7f) |
    ((bytes[at + 1] & 0x7f) << 7) |
    ((bytes[at + 2] & 0x7f) << 14) |
    ((bytes[at + 3] & 0x7f) << 21);
  return low + ((bytes[at + 4] & 0x7f) | (bytes[at + 5] << 7)) * 2 ** 28;
}

/** Reads one metric that ends at `stop` into row `i`. Fields may come in any order; the last of several values counts. */
function readMetric(wire: WireReader, stop: number, to: PayloadColumns, i: number): void {
  to.alias[i] = -1;
  to.nameEnd[i] = 0;
  to.times[i] = Number.NaN;
  to.types[i] = 0;
  to.kinds[i] = NO_VALUE;
  to.flags[i] = 0;
  to.qualities[i] = -1;
  to.propertiesEnd[i] = 0;
  while (wire.at < stop) {
    const tag = wire.small();
    switch (tag) {
      case 0x0a: {
        const length = wire.small();
        to.nameStart[i] = wire.at;
        wire.at += length;
        to.nameEnd[i] = wire.at;
        break;
      }
      case 0x10:
        wire.varint();
        to.alias[i] = wire.unsigned();
        break;
      case 0x18:
        wire.varint();
        to.times[i] = wire.unsigned();
        break;
      case 0x20:
        wire.varint();
        to.types[i] = wire.high === 0 && wire.low >= 0 && wire.low < 256 ? wire.low : 0;
        break;
      case 0x28:
        wire.varint();
        if (wire.low !== 0) to.flags[i] |= IS_HISTORICAL;
        break;
      case 0x38:
        wire.varint();
        if (wire.low !== 0) to.flags[i] |= IS_NULL;
        break;
      case 0x4a: {
        const length = wire.small();
        const end = wire.at + length;
        if (end > stop) throw new PayloadError('properties reach beyond their metric', wire.at);
        to.propertiesStart[i] = wire.at;
        to.propertiesEnd[i] = end;
        to.qualities[i] = readQuality(wire, end);
        wire.at = end;
        break;
      }
      case 0x50:
      case 0x58:
        wire.varint();
        if (tag === 0x58) to.flags[i] |= IS_LONG;
        to.kinds[i] = INTEGER;
        to.low[i] = wire.low;
        to.high[i] = wire.high;
        break;
      case 0x65:
        to.values[i] = wire.float(stop);
        to.kinds[i] = NUMBER;
        break;
      case 0x69:
        to.values[i] = wire.double(stop);
        to.kinds[i] = NUMBER;
        break;
      case 0x70:
        wire.varint();
        to.values[i] = wire.low === 0 && wire.high === 0 ? 0 : 1;
        to.kinds[i] = NUMBER;
        break;
      case 0x7a: {
        const length = wire.small();
        to.textStart[i] = wire.at;
        wire.at += length;
        to.textEnd[i] = wire.at;
        to.kinds[i] = STRING_VALUE;
        break;
      }
      default:
        // Bytes, data set, template.
        if (tag === 0x82 || tag === 0x8a || tag === 0x92) to.kinds[i] = OTHER;
        wire.skip(tag, stop);
    }
  }
}
