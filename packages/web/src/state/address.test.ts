import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Address, readAddress, writeAddress } from './address.ts';
import { TABS, VIEWS } from './ui-store.ts';

it('W7 an address read back is what was written', () => {
  const path = fc.stringMatching(/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+){0,3}$/);
  const address: fc.Arbitrary<Address> = fc.record({
    plant: fc.option(path, { nil: undefined }),
    view: fc.constantFrom(...VIEWS),
    twin: fc.option(path, { nil: undefined }),
    signal: fc.option(path, { nil: undefined }),
    tab: fc.constantFrom(...TABS),
    alarm: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
    area: fc.option(path, { nil: undefined }),
    trends: fc.array(path, { maxLength: 4 }),
    at: fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(address, (each) => {
      expect(readAddress(writeAddress(each))).toEqual(each);
    }),
  );
});

it('W7 nonsense in an address is left out', () => {
  expect(readAddress('?view=nowhere&tab=x&at=yesterday')).toEqual({ view: 'space', tab: 'now', trends: [] });
});
