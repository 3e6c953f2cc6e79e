/**
 * Memory for samples that wait to be written: blocks of 16 values, chained into lists, in large typed arrays.
 *
 * A million signals cost no objects and nothing for the garbage collector: a list is two numbers of its owner. Quality
 * bytes are allocated per segment of blocks only where a sample is not good.
 */

/** Values per block. */
export const BLOCK = 16;
export const BLOCK_BITS = 4;
const SEGMENT_BITS = 15;
const SEGMENT_BLOCKS = 1 << SEGMENT_BITS;
const SEGMENT_MASK = SEGMENT_BLOCKS - 1;

export class Arena {
  #values: Float64Array[] = [];
  #quality: (Uint8Array | undefined)[] = [];
  #next: Int32Array[] = [];
  #tags: Uint32Array[] = [];
  #free = -1;
  #used = 0;
  #blocks = 0;

  /** Blocks in use. */
  get used(): number {
    return this.#used;
  }

  /** Takes a block; `tag` is kept with it. Its quality is good throughout. */
  allocate(tag: number): number {
    if (this.#free < 0) this.#addSegment();
    const block = this.#free;
    const segment = block >>> SEGMENT_BITS;
    const at = block & SEGMENT_MASK;
    this.#free = this.#next[segment][at];
    this.#next[segment][at] = -1;
    this.#tags[segment][at] = tag;
    this.#quality[segment]?.fill(0, at << BLOCK_BITS, (at + 1) << BLOCK_BITS);
    this.#used++;
    return block;
  }

  #addSegment(): void {
    const first = this.#blocks;
    const next = new Int32Array(SEGMENT_BLOCKS);
    for (let i = 0; i < SEGMENT_BLOCKS; i++) next[i] = first + i + 1;
    next[SEGMENT_BLOCKS - 1] = this.#free;
    this.#free = first;
    this.#next.push(next);
    this.#tags.push(new Uint32Array(SEGMENT_BLOCKS));
    this.#values.push(new Float64Array(SEGMENT_BLOCKS << BLOCK_BITS));
    this.#quality.push(undefined);
    this.#blocks += SEGMENT_BLOCKS;
  }

  next(block: number): number {
    return this.#next[block >>> SEGMENT_BITS][block & SEGMENT_MASK];
  }

  tag(block: number): number {
    return this.#tags[block >>> SEGMENT_BITS][block & SEGMENT_MASK];
  }

  link(block: number, next: number): void {
    this.#next[block >>> SEGMENT_BITS][block & SEGMENT_MASK] = next;
  }

  get(block: number, i: number): number {
    return this.#values[block >>> SEGMENT_BITS][((block & SEGMENT_MASK) << BLOCK_BITS) + i];
  }

  set(block: number, i: number, value: number): void {
    this.#values[block >>> SEGMENT_BITS][((block & SEGMENT_MASK) << BLOCK_BITS) + i] = value;
  }

  setQuality(block: number, i: number, quality: number): void {
    const segment = block >>> SEGMENT_BITS;
    let bytes = this.#quality[segment];
    if (bytes === undefined) bytes = this.#quality[segment] = new Uint8Array(SEGMENT_BLOCKS << BLOCK_BITS);
    bytes[((block & SEGMENT_MASK) << BLOCK_BITS) + i] = quality;
  }

  /** Copies n values of a list to into[at …], from place `skip` of its first block on. */
  copyValues(first: number, n: number, into: Float64Array, at: number, skip = 0): void {
    if (n === 0) return;
    let block = first;
    for (let done = -skip; done < n; done += BLOCK) {
      const values = this.#values[block >>> SEGMENT_BITS];
      const from = (block & SEGMENT_MASK) << BLOCK_BITS;
      const end = Math.min(BLOCK, n - done);
      for (let i = done < 0 ? skip : 0; i < end; i++) into[at + done + i] = values[from + i];
      block = this.next(block);
    }
  }

  copyQuality(first: number, n: number, into: Uint8Array, at: number, skip = 0): void {
    if (n === 0) return;
    into.fill(0, at, at + n);
    let block = first;
    for (let done = -skip; done < n; done += BLOCK) {
      const quality = this.#quality[block >>> SEGMENT_BITS];
      if (quality !== undefined) {
        const from = (block & SEGMENT_MASK) << BLOCK_BITS;
        const end = Math.min(BLOCK, n - done);
        for (let i = done < 0 ? skip : 0; i < end; i++) into[at + done + i] = quality[from + i];
      }
      block = this.next(block);
    }
  }

  /** Gives the first `blocks` blocks of a list back; returns the first that stays, -1 where none does. */
  releaseFirst(first: number, blocks: number): number {
    let block = first;
    for (let left = blocks; left > 0 && block >= 0; left--) {
      const next = this.next(block);
      this.link(block, this.#free);
      this.#free = block;
      this.#used--;
      block = next;
    }
    return block;
  }

  /** Gives a whole list back; -1 is the empty list. */
  release(first: number): void {
    for (let block = first; block >= 0; ) {
      const next = this.next(block);
      this.link(block, this.#free);
      this.#free = block;
      this.#used--;
      block = next;
    }
  }
}
