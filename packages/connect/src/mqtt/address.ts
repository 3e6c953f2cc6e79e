/** Addresses of plain MQTT: `topic` or `topic#/json/pointer` (RFC 6901). */

/** MQTT 3.1.1, 1.5.3: a topic has at most 65,535 bytes. */
const MAX_TOPIC_BYTES = 65_535;
/** Levels of a JSON pointer. */
const MAX_LEVELS = 32;

export interface MqttAddress {
  topic: string;
  /** Keys from the root of the payload; empty: the payload itself is the value. */
  pointer: readonly string[];
}

/** The parts of an address, or what is wrong with it. */
export function parseMqttAddress(text: string): MqttAddress | { fault: string } {
  const hash = text.indexOf('#');
  const topic = hash < 0 ? text : text.slice(0, hash);
  if (text === '#' || topic.endsWith('/') || topic.split('/').includes('+')) {
    return { fault: 'a topic filter; name one topic without + and #, and write one line per topic' };
  }
  if (topic === '') return { fault: 'without a topic; write topic#/json/pointer' };
  if (topic.includes('\0') || Buffer.byteLength(topic) > MAX_TOPIC_BYTES) {
    return { fault: 'no topic: it is longer than 65,535 bytes or holds a zero byte' };
  }
  const pointer = parsePointer(hash < 0 ? '' : text.slice(hash + 1));
  return 'fault' in pointer ? pointer : { topic, pointer: pointer.keys };
}

/** The keys of a JSON pointer, or what is wrong with it. */
export function parsePointer(text: string): { keys: readonly string[] } | { fault: string } {
  if (text === '') return { keys: [] };
  if (!text.startsWith('/')) return { fault: 'with a JSON pointer that does not begin with "/"' };
  const keys = text.slice(1).split('/');
  if (keys.length > MAX_LEVELS) return { fault: `with a JSON pointer of more than ${MAX_LEVELS} levels` };
  if (/~(?![01])/.test(text)) return { fault: 'with a "~" that is neither ~0 (for ~) nor ~1 (for /)' };
  return { keys: keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')) };
}

/** What a pointer leads to; undefined where there is nothing. Own properties only, so that no name reaches a prototype. */
export function lookUp(root: unknown, keys: readonly string[]): unknown {
  let at = root;
  for (const key of keys) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    if (Array.isArray(at) && !/^(0|[1-9]\d*)$/.test(key)) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}
