import { expect, it } from 'vitest';
import { unseenIn, withUnseenShown } from './texts.ts';

it('J11 characters that are not seen are found wherever they are, in names too', () => {
  expect(unseenIn({ a: ['fine', { b: 'x\u202ey' }] }, 'data')).toEqual({
    path: 'data.a.1.b',
    code: 'U+202E',
  });
  expect(unseenIn({ 'a\u0007': 1 }, 'data')).toEqual({ path: 'data', code: 'U+0007' });
  expect(unseenIn('two\r\nlines\tand 中文, עברית, 👷🏽‍♀️', 'reason')).toBeUndefined();
  expect(unseenIn(undefined, 'reason')).toBeUndefined();
  const deep: unknown = JSON.parse(`${'['.repeat(100_000)}"\\u0000"${']'.repeat(100_000)}`);
  expect(unseenIn(deep as never, 'data')?.code).toBe('U+0000');
});

it('J11 what is printed obeys no text: the characters are written out', () => {
  expect(withUnseenShown('\u001b[2Jhello\u009b31m')).toBe('{U+001B}[2Jhello{U+009B}31m');
  expect(withUnseenShown('a\nb')).toBe('a\nb');
});
