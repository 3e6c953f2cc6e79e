/** What a host application sends: rebirth requests and its own state. */

/** Payload of an NCMD that asks for a rebirth: one metric `Node Control/Rebirth`, Boolean (11), true. */
export function rebirthPayload(now: number): Buffer {
  const name = Buffer.from('Node Control/Rebirth');
  const time = varint(now);
  const metric = Buffer.concat([
    Buffer.from([0x0a, name.length]),
    name,
    Buffer.from([0x18]),
    time,
    Buffer.from([0x20, 11, 0x70, 1]),
  ]);
  return Buffer.concat([Buffer.from([0x08]), time, Buffer.from([0x12, metric.length]), metric]);
}

/** STATE of a host: JSON, retained. `timestamp` is the same in the will and in the birth that follows it. */
export function statePayload(online: boolean, timestamp: number): string {
  return JSON.stringify({ online, timestamp: Math.round(timestamp) });
}

/** Whether a STATE payload says that the host is online; false for anything that is no STATE. */
export function saysOnline(payload: Buffer): boolean {
  if (payload.length > 1024) return false;
  try {
    const state: unknown = JSON.parse(payload.toString('utf8'));
    return typeof state === 'object' && state !== null && 'online' in state && state.online === true;
  } catch {
    return false;
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = Math.round(value);
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
