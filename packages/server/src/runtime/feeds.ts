/** Which source feeds which signal, and under which address. */
import type { Plant, SourceDefinition } from '@millwright/model';

const NONE = 0;

export class Feeds {
  /** 1 + index of the source by signal id; 0: none. A byte per signal, because a fleet has millions. */
  #source: Uint8Array;
  #sources: readonly SourceDefinition[];
  /** Addresses are made again from the mappings when asked for, and kept for the sources that were asked. */
  #addresses = new Map<number, Map<number, string>>();

  constructor(plant: Plant) {
    this.#sources = plant.sources;
    this.#source = new Uint8Array(plant.signalCount);
    plant.sources.forEach((source, index) => {
      // What comes by HTTP may be pushed by anyone with the token; it is no exclusive feed.
      if (source.kind === 'http') return;
      for (const { id } of source.mappings) this.#source[id] = Math.min(255, index + 1);
    });
  }

  /** Name of the source that alone may feed the signal. */
  sourceOf(id: number): string | undefined {
    return this.#source[id] === NONE ? undefined : this.#sources[this.#source[id] - 1].name;
  }

  /** The first call per source costs its number of mappings. */
  feedOf(id: number): { source: string; address: string } | undefined {
    const index = this.#source[id] - 1;
    if (index < 0) return undefined;
    let addresses = this.#addresses.get(index);
    if (addresses === undefined) {
      addresses = new Map(Array.from(this.#sources[index].mappings, (m) => [m.id, m.address]));
      this.#addresses.set(index, addresses);
    }
    return { source: this.#sources[index].name, address: addresses.get(id) ?? '' };
  }
}
