import { expect, it } from 'vitest';
import { NodeSession } from './session.ts';

const session = () => {
  const one = new NodeSession<string>(1000);
  one.birth(3, 0);
  return one;
};
const offer = (one: NodeSession<string>, seq: number, now = 0) => one.offer(seq, now, 10, () => `m${seq}`);

it('C31 sequence numbers count up and wrap from 255 to 0', () => {
  const one = session();
  for (let i = 1; i < 600; i++) expect(offer(one, i % 256)).toBe('apply');
});

it('C31 messages that came too early wait for the missing one and follow it in order', () => {
  const one = session();
  expect(offer(one, 3)).toBe('held');
  expect(offer(one, 2, 100)).toBe('held');
  expect(one.deadline).toBe(1000);
  expect(offer(one, 1, 200)).toBe('apply');
  expect(one.next()).toBe('m2');
  expect(one.next()).toBe('m3');
  expect(one.next()).toBeUndefined();
  expect(one.deadline).toBe(Number.POSITIVE_INFINITY);
  expect(offer(one, 4)).toBe('apply');
});

it('C31 when the missing message does not come, what waited counts in order', () => {
  const one = session();
  offer(one, 255);
  expect(one.timeout()).toEqual([]);
  const two = session();
  offer(two, 3);
  offer(two, 2);
  expect(two.timeout()).toEqual(['m2', 'm3']);
  expect(offer(two, 4)).toBe('apply');
});

it('C31 late and repeated messages count without disturbing the order', () => {
  const one = session();
  offer(one, 1);
  expect(offer(one, 1)).toBe('late');
  expect(offer(one, 2)).toBe('apply');
  offer(one, 4);
  expect(offer(one, 4)).toBe('late');
});

it('C31 a node that counts anew without a birth is followed and asked for a rebirth', () => {
  const one = session();
  for (let i = 1; i <= 100; i++) offer(one, i);
  expect(offer(one, 0, 50)).toBe('late');
  expect(offer(one, 1, 51)).toBe('late');
  expect(offer(one, 2, 52)).toBe('late');
  expect(offer(one, 3, 53)).toBe('late');
  expect(one.deadline).toBe(53);
  expect(offer(one, 4, 54)).toBe('apply');
});

it('C33 a death of an earlier session is ignored, one of this session ends it', () => {
  const one = session();
  expect(one.death(2)).toBe(false);
  expect(one.online).toBe(true);
  expect(one.death(3)).toBe(true);
  expect(one.online).toBe(false);
  expect(one.death(3)).toBe(false);
});

it('C32 a birth with another bdSeq is a new session, a rebirth keeps it', () => {
  const one = session();
  expect(one.birth(3, 0)).toBe(false);
  expect(one.birth(4, 0)).toBe(true);
  expect(one.conformant).toBe(true);
});

it('C35 older publishers without sequence numbers or bdSeq are accepted and marked', () => {
  const one = new NodeSession<string>(1000);
  expect(one.birth(-1, -1)).toBe(true);
  expect(one.conformant).toBe(false);
  expect(offer(one, -1)).toBe('apply');
  expect(offer(one, -1)).toBe('apply');
  expect(one.death(-1)).toBe(true);
});

it('C32 rebirth requests come less and less often until the node is born', () => {
  const one = session();
  const asked = Array.from({ length: 600 }, (_, s) => s * 1000).filter((now) => one.askRebirth(now));
  expect(asked).toEqual([0, 2000, 6000, 14_000, 30_000, 62_000, 126_000, 246_000, 366_000, 486_000]);
  one.birth(4, 0);
  expect(one.askRebirth(10_000_000)).toBe(true);
  expect(one.askRebirth(10_001_000)).toBe(false);
  expect(one.askRebirth(10_002_000)).toBe(true);
});

it('C31 a flood of messages behind a missing one is bounded', () => {
  const one = session();
  for (let i = 2; i < 128; i++) offer(one, i);
  expect(one.deadline).toBe(1000);
  const large = session();
  large.offer(2, 5, 5_000_000, () => 'large');
  expect(large.deadline).toBe(5);
});
