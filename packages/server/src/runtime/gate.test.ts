import { expect, it } from 'vitest';
import { Gate } from './gate.ts';

it('S30 lets a few through at a time, the others in order, and refuses beyond', async () => {
  const gate = new Gate(2, 2);
  const log: string[] = [];
  const ends: (() => void)[] = [];
  const work = (name: string) => () =>
    new Promise<string>((resolve, reject) => {
      log.push(name);
      ends.push(() => (name === 'a' ? reject(new Error('failed')) : resolve(name)));
    });
  const all = ['a', 'b', 'c', 'd', 'e'].map((name) => gate.pass(work(name)));
  expect(log).toEqual(['a', 'b']);
  expect(all[4]).toBeUndefined();
  ends[0]();
  await expect(all[0]).rejects.toThrow('failed');
  expect(log).toEqual(['a', 'b', 'c']);
  ends[1]();
  expect(await all[1]).toBe('b');
  expect(log).toEqual(['a', 'b', 'c', 'd']);
  ends[2]();
  ends[3]();
  expect(await Promise.all([all[2], all[3]])).toEqual(['c', 'd']);
  const again = gate.pass(work('f'));
  ends[4]();
  expect(await again).toBe('f');
});
