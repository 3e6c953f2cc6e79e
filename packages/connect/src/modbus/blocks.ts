/** Which reads a poll needs: neighbours share one request, within the limits of the protocol. */
import type { ModbusAddress, ModbusTable } from './address.ts';

/** Modbus application protocol 1.1b3, 6.1 and 6.3. */
const MAX_REGISTERS = 125;
const MAX_BITS = 2_000;
/** Reading a few unused registers is cheaper than another request; a device that refuses them is read piece by piece. */
const MERGE_REGISTERS = 8;
const MERGE_BITS = 128;

export interface BlockItem {
  slot: number;
  address: ModbusAddress;
}

/** One request. Items are in order of offset. */
export interface Block {
  table: ModbusTable;
  start: number;
  length: number;
  items: BlockItem[];
}

/** Groups items into as few requests as the limits allow. */
export function planBlocks(items: readonly BlockItem[]): Block[] {
  return plan(items, (table) => (isBits(table) ? MERGE_BITS : MERGE_REGISTERS));
}

/**
 * What to try when a device refuses a block with "illegal address": without the registers nobody asked for; if there were
 * none, each value by itself. The block alone where it cannot be split.
 */
export function splitBlock(block: Block): Block[] {
  const exact = plan(block.items, () => 0);
  if (exact.length > 1) return exact;
  return block.items.flatMap((item) => plan([item], () => 0));
}

export function isBits(table: ModbusTable): boolean {
  return table === 'coil' || table === 'discrete';
}

function plan(items: readonly BlockItem[], mergeOver: (table: ModbusTable) => number): Block[] {
  const sorted = [...items].sort(
    (a, b) =>
      a.address.table.localeCompare(b.address.table) ||
      a.address.offset - b.address.offset ||
      a.slot - b.slot,
  );
  const blocks: Block[] = [];
  let block: Block | undefined;
  for (const item of sorted) {
    const { table, offset, size } = item.address;
    const most = isBits(table) ? MAX_BITS : MAX_REGISTERS;
    const end = offset + size;
    if (
      block !== undefined &&
      block.table === table &&
      offset <= block.start + block.length + mergeOver(table) &&
      end - block.start <= most
    ) {
      block.length = Math.max(block.length, end - block.start);
      block.items.push(item);
    } else {
      block = { table, start: offset, length: size, items: [item] };
      blocks.push(block);
    }
  }
  return blocks;
}
