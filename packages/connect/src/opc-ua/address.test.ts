import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addressOf, nodeIdIn, parseAddress } from './address.ts';

const NAMESPACES = ['http://opcfoundation.org/UA/', 'urn:server', 'urn:a;b%c'];

const resolve = (text: string) => {
  const address = parseAddress(text);
  return 'fault' in address ? address.fault : nodeIdIn(address, NAMESPACES);
};

it.each([
  ['nsu=urn:server;s=Motor 1.Speed', 'ns=1;s=Motor 1.Speed'],
  ['nsu=urn:a%3Bb%25c;i=7', 'ns=2;i=7'],
  ['ns=2;s=a;b', 'ns=2;s=a;b'],
  ['i=2258', 'ns=0;i=2258'],
  ['nsu=urn:gone;s=x', undefined],
  ['ns=9;s=x', undefined],
])('C19 %s means %s', (text, expected) => {
  expect(resolve(text)).toBe(expected);
});

it.each([
  ['Motor.Speed', /not of the form/],
  ['nsu=;s=x', /not of the form/],
  ['ns=1;i=4294967296', /number from 0/],
  ['ns=70000;i=1', /at most 65535/],
  ['ns=1;g=123', /GUID/],
  [`s=${'x'.repeat(9_000)}`, /longer than/],
])('C19 %s is refused', (text, fault) => {
  expect(resolve(text)).toMatch(fault);
});

it('C19 an address made from a node id leads back to it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 }), fc.string({ minLength: 1, maxLength: 40 }), (index, name) => {
      const nodeId = `ns=${index};s=${name}`;
      expect(resolve(addressOf(nodeId, NAMESPACES))).toBe(nodeId);
    }),
  );
});
