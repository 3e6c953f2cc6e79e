import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseModbusAddress } from './address.ts';
import { type BlockItem, isBits, planBlocks, splitBlock } from './blocks.ts';

const items = (texts: readonly string[]): BlockItem[] =>
  texts.map((text, slot) => {
    const address = parseModbusAddress(text);
    if ('fault' in address) throw new Error(address.fault);
    return { slot, address };
  });
const plan = (texts: readonly string[]) =>
  planBlocks(items(texts)).map(({ table, start, length }) => `${table}:${start}+${length}`);

it('C21 neighbours share a request, small holes included, large ones not', () => {
  expect(plan(['holding:0:float32', 'holding:2', 'holding:11', 'holding:100', 'input:3'])).toEqual([
    'holding:0+12',
    'holding:100+1',
    'input:3+1',
  ]);
});

it('C21 overlapping values share a request', () => {
  expect(plan(['holding:0:float64', 'holding:1', 'holding:1:bit3'])).toEqual(['holding:0+4']);
});

it('C21 every value is read once, within the limits of the protocol', () => {
  const address = fc
    .tuple(
      fc.constantFrom('holding', 'input', 'coil'),
      fc.integer({ min: 0, max: 3_000 }),
      fc.constantFrom(1, 2, 4),
    )
    .map(([table, offset, size]) =>
      table === 'coil'
        ? `coil:${offset}`
        : `${table}:${offset}:${{ 1: 'uint16', 2: 'float32', 4: 'float64' }[size]}`,
    );
  fc.assert(
    fc.property(fc.array(address, { maxLength: 200 }), (texts) => {
      const blocks = planBlocks(items(texts));
      const slots: number[] = [];
      for (const block of blocks) {
        expect(block.length).toBeLessThanOrEqual(isBits(block.table) ? 2_000 : 125);
        for (const { slot, address: one } of block.items) {
          slots.push(slot);
          expect(one.offset).toBeGreaterThanOrEqual(block.start);
          expect(one.offset + one.size).toBeLessThanOrEqual(block.start + block.length);
        }
      }
      expect(slots.sort((a, b) => a - b)).toEqual(texts.map((_, i) => i));
    }),
  );
});

it('C21 a refused request is split at its holes first, then value by value', () => {
  const [block] = planBlocks(items(['holding:0', 'holding:1', 'holding:5']));
  const [first, second] = splitBlock(block);
  expect([first.length, second.length]).toEqual([2, 1]);
  expect(splitBlock(first).map((one) => one.start)).toEqual([0, 1]);
  expect(splitBlock(second)).toHaveLength(1);
});
