/**
 * Joins still WebP pictures into an animated one: the container of RFC 9649, in which each picture becomes a frame. The
 * browser that took the pictures compresses them, so nothing else is needed.
 */

/** One frame: a whole still WebP file, lossy and without transparency, and how long it is shown. */
export interface Frame {
  webp: Uint8Array;
  ms: number;
}

const HEADER = 12;

/** The bytes of an animated WebP that repeats for ever. All frames must be `width` x `height` pixels. */
export function animatedWebp(frames: readonly Frame[], width: number, height: number): Uint8Array {
  const parts = [
    // VP8X: the flag of animation, and the size of the canvas less one.
    chunk('VP8X', [2, 0, 0, 0, ...uint24(width - 1), ...uint24(height - 1)]),
    // ANIM: a white ground, repeated without end.
    chunk('ANIM', [255, 255, 255, 255, 0, 0]),
    ...frames.map(({ webp, ms }) => {
      const head = [
        ...uint24(0),
        ...uint24(0),
        ...uint24(width - 1),
        ...uint24(height - 1),
        ...uint24(ms),
        2,
      ];
      return chunk('ANMF', [...head, ...pictureOf(webp)]);
    }),
  ];
  const body = Buffer.concat([Buffer.from('WEBP'), ...parts]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from('RIFF'), size, body]);
}

/** The chunk with the picture itself of a still WebP file. */
function pictureOf(webp: Uint8Array): Uint8Array {
  const file = Buffer.from(webp);
  for (let at = HEADER; at + 8 <= file.length; ) {
    const length = file.readUInt32LE(at + 4);
    const name = file.toString('latin1', at, at + 4);
    const end = at + 8 + length + (length % 2);
    if (name === 'VP8 ' || name === 'VP8L') return file.subarray(at, end);
    at = end;
  }
  throw new Error('the file holds no WebP picture');
}

function chunk(name: string, content: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(8 + content.length + (content.length % 2));
  bytes.write(name, 'latin1');
  bytes.writeUInt32LE(content.length, 4);
  bytes.set(content, 8);
  return bytes;
}

function uint24(value: number): [number, number, number] {
  return [value & 255, (value >> 8) & 255, (value >> 16) & 255];
}
