/** The mapped nodes of a source: addresses as written, and the node ids they have in one session. */
import type { SignalMapping } from '@millwright/model';
import { type NodeAddress, nodeIdIn, parseAddress } from './address.ts';
import type { MonitoredNode } from './monitor.ts';

export class NodeTable {
  /** Addresses that cannot be parsed, in words. */
  readonly faults: string[] = [];
  #mappings: { path: string; address: string }[] = [];
  #addresses: (NodeAddress | undefined)[] = [];

  /** Adds the next slot. */
  add(mapping: SignalMapping): void {
    const address = parseAddress(mapping.address);
    this.#mappings.push({ path: mapping.path, address: mapping.address });
    if ('fault' in address) {
      this.#addresses.push(undefined);
      this.faults.push(`${mapping.path}: address "${mapping.address.slice(0, 200)}" is ${address.fault}`);
    } else {
      this.#addresses.push(address);
    }
  }

  /** Path and address of a slot. */
  mappingOf(slot: number): { path: string; address: string } {
    return this.#mappings[slot];
  }

  /** Node ids in the index of a session; `unknown` are the slots whose namespace the server does not have. */
  resolve(namespaces: readonly string[]): {
    known: MonitoredNode[];
    unknown: { slot: number; reason: string }[];
  } {
    const known: MonitoredNode[] = [];
    const unknown: { slot: number; reason: string }[] = [];
    this.#addresses.forEach((address, slot) => {
      if (address === undefined) return;
      const nodeId = nodeIdIn(address, namespaces);
      if (nodeId === undefined) unknown.push({ slot, reason: 'no such namespace' });
      else known.push({ slot, nodeId });
    });
    return { known, unknown };
  }
}
