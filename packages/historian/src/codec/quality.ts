/**
 * Run-length coding of quality bytes: runs of { quality u8, length varint } until n bytes are covered.
 * A column that is good (0) throughout is not written at all.
 */
import { type ByteReader, type ByteWriter, FormatError } from './bytes.ts';

export function isAllGood(quality: Uint8Array, start: number, n: number): boolean {
  for (let i = start; i < start + n; i++) if (quality[i] !== 0) return false;
  return true;
}

export function encodeQuality(out: ByteWriter, quality: Uint8Array, start: number, n: number): void {
  const end = start + n;
  for (let i = start; i < end; ) {
    let j = i + 1;
    while (j < end && quality[j] === quality[i]) j++;
    out.u8(quality[i]);
    out.varint(j - i);
    i = j;
  }
}

/** Throws FormatError when the runs do not make exactly n bytes. */
export function decodeQuality(from: ByteReader, n: number, into: Uint8Array, start: number): void {
  for (let done = 0; done < n; ) {
    const quality = from.u8();
    const run = from.varint();
    if (run === 0 || done + run > n) throw new FormatError('has quality runs of the wrong length');
    into.fill(quality, start + done, start + done + run);
    done += run;
  }
}
