import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Address, readAddress, writeAddress } from './address.ts';
import { TABS, VIEWS } from './ui-store.ts';

it('W7 an address read back is what was written', () => {
  const path = fc.stringMatching(/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+){0,3}$/);
  const instant = fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: undefined });
  const address: fc.Arbitrary<Address> = fc.record({
    plant: fc.option(path, { nil: undefined }),
    view: fc.constantFrom(...VIEWS),
    twin: fc.option(path, { nil: undefined }),
    signal: fc.option(path, { nil: undefined }),
    tab: fc.constantFrom(...TABS),
    alarm: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
    area: fc.option(path, { nil: undefined }),
    settings: fc.constantFrom(undefined, 'account' as const, 'tokens' as const),
    trends: fc.array(path, { maxLength: 4 }),
    at: instant,
    span: fc.option(fc.integer({ min: 1, max: 2e8 }), { nil: undefined }),
    from: instant,
    pin: instant,
    cursors: fc.constantFrom<number[]>([], [1_700_000_000_000, 1_700_000_060_000]),
  });
  fc.assert(
    fc.property(address, (each) => {
      expect(readAddress(writeAddress(each))).toEqual(each);
    }),
  );
});

it('W7 nonsense in an address is left out', () => {
  const nonsense = '?view=nowhere&tab=x&at=yesterday&span=-3&from=x&cursors=2026-01-01T00:00:00Z,never';
  expect(readAddress(nonsense)).toEqual({ view: 'space', tab: 'now', trends: [], cursors: [] });
});
