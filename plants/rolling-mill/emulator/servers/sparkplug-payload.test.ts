import sparkplug from 'sparkplug-payload';
import { describe, expect, it } from 'vitest';
import { asksRebirth, encodePayload } from './sparkplug-payload.ts';

const codec = sparkplug.get('spBv1.0');
if (codec === undefined || codec === null) throw new Error('sparkplug-payload has no spBv1.0');

describe('Sparkplug payloads', () => {
  it('P8 a birth written here is read by another implementation', () => {
    const bytes = encodePayload(
      1_800_000_000_123,
      [
        { name: 'bdSeq', value: 7n },
        { name: 'Node Control/Rebirth', value: false },
        { name: 'vibration', alias: 300, value: -1.5 },
      ],
      0,
    );
    const read = codec.decodePayload(bytes);
    expect(Number(read.timestamp)).toBe(1_800_000_000_123);
    expect(Number(read.seq)).toBe(0);
    const [bdSeq, rebirth, vibration] = read.metrics ?? [];
    expect([bdSeq.name, bdSeq.type, Number(bdSeq.value)]).toEqual(['bdSeq', 'UInt64', 7]);
    expect([rebirth.name, rebirth.type, rebirth.value]).toEqual(['Node Control/Rebirth', 'Boolean', false]);
    expect([vibration.type, vibration.value, Number(vibration.alias)]).toEqual(['Double', -1.5, 300]);
  });

  it('P8 a rebirth request of another implementation is understood, anything else is not', () => {
    const command = (name: string, value: boolean) =>
      codec.encodePayload({ timestamp: 1, metrics: [{ name, type: 'Boolean', value }] });
    expect(asksRebirth(command('Node Control/Rebirth', true))).toBe(true);
    expect(asksRebirth(command('Node Control/Rebirth', false))).toBe(false);
    expect(asksRebirth(command('Node Control/Reboot', true))).toBe(false);
  });

  it('P8 garbage is no rebirth request and does no harm', () => {
    expect(asksRebirth(Buffer.alloc(0))).toBe(false);
    expect(asksRebirth(Buffer.from([0x12, 0xff, 0xff, 0xff, 0xff, 0x7f]))).toBe(false);
    expect(asksRebirth(Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 31) & 255)))).toBe(false);
  });
});
