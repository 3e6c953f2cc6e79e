/** Payloads of plain MQTT: JSON, or a bare number or name of a state. */

/** Larger payloads are refused unread. */
export const MAX_PAYLOAD_BYTES = 1_000_000;
/** Levels of arrays and objects in one another. */
const MAX_DEPTH = 100;
/** A text that is no JSON may be the name of a state, which is short. */
const MAX_BARE_TEXT = 64;

const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

export type Payload = { value: unknown; fault?: undefined } | { fault: string };

/**
 * Reads a payload. A short text that is no JSON is a text by itself where `bare` allows it: many devices send `12.5`,
 * `ON` or `NaN` and nothing around it.
 */
export function readPayload(bytes: Uint8Array, bare: boolean): Payload {
  if (bytes.length > MAX_PAYLOAD_BYTES) {
    return { fault: `the payload has ${bytes.length} bytes; at most ${MAX_PAYLOAD_BYTES} are read` };
  }
  if (isDeep(bytes)) return { fault: `the payload is nested more than ${MAX_DEPTH} deep` };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = buffer.toString('utf8').replace(/^\uFEFF/, '');
  try {
    return { value: JSON.parse(text) };
  } catch {
    const short = text.trim();
    if (bare && short !== '' && short.length <= MAX_BARE_TEXT && !/^[[{"]/.test(short))
      return { value: short };
    return {
      fault: `the payload is no JSON: ${JSON.stringify(text.slice(0, 40))}${text.length > 40 ? '…' : ''}`,
    };
  }
}

/** Whether arrays and objects are nested too deep; what stands in texts does not count. */
function isDeep(bytes: Uint8Array): boolean {
  if (bytes.length <= MAX_DEPTH) return false;
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (quoted) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      if (++depth > MAX_DEPTH) return true;
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth--;
  }
  return false;
}

/** Below: seconds since 1970, above: milliseconds (as seconds this is the year 5138, as milliseconds 1973). */
const SECONDS_BELOW = 1e11;
const MILLISECONDS_BELOW = 1e14;
const MICROSECONDS_BELOW = 1e17;

/**
 * Milliseconds since 1970 from a number of seconds, milliseconds, microseconds or nanoseconds since 1970 (told apart by
 * their size) or from an ISO 8601 text with a zone. Undefined where it is neither.
 */
export function readTime(raw: unknown): number | undefined {
  if (typeof raw === 'number' && Number.isFinite(raw)) return scaled(raw);
  if (typeof raw !== 'string' || raw.length > 64) return undefined;
  const text = raw.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return scaled(Number(text));
  // Without a zone a text would mean another instant on every machine.
  if (!/^\d{4}-\d\d-\d\d[Tt ].*([Zz]|[+-]\d\d:?\d\d)$/.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

function scaled(value: number): number {
  const size = Math.abs(value);
  if (size < SECONDS_BELOW) return Math.round(value * 1000);
  if (size < MILLISECONDS_BELOW) return Math.round(value);
  return Math.round(size < MICROSECONDS_BELOW ? value / 1e3 : value / 1e6);
}
