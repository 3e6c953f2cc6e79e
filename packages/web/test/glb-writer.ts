/** Writes small GLB files for tests: boxes as named nodes, one of them with an embedded picture. */
import { deflateSync } from 'node:zlib';

export interface GlbNode {
  name: string;
  /** Middle of its box in the frame of its parent. */
  at: [number, number, number];
  size: [number, number, number];
  colour?: [number, number, number];
  pictured?: boolean;
  children?: GlbNode[];
}

type Json = Record<string, unknown>;

const JSON_CHUNK = 0x4e4f534a;
const BINARY_CHUNK = 0x004e4942;

/** A binary glTF 2.0. `change`: a last look at its JSON, to break it. */
export function writeGlb(nodes: readonly GlbNode[], change: (content: Json) => void = () => {}): ArrayBuffer {
  const chunks: Buffer[] = [];
  const views: Json[] = [];
  const accessors: Json[] = [];
  const meshes: Json[] = [];
  const materials: Json[] = [];
  const written: Json[] = [];
  let length = 0;
  const view = (bytes: Buffer): number => {
    const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
    views.push({ buffer: 0, byteOffset: length, byteLength: bytes.length });
    chunks.push(padded);
    length += padded.length;
    return views.length - 1;
  };
  const floats = (values: readonly number[], type: string, size: number): number => {
    const count = values.length / size;
    const column = (k: number) => values.filter((_, i) => i % size === k);
    const bounds = Array.from({ length: size }, (_, k) => [Math.min(...column(k)), Math.max(...column(k))]);
    accessors.push({
      bufferView: view(Buffer.from(Float32Array.from(values).buffer)),
      componentType: 5126,
      count,
      type,
      min: bounds.map(([low]) => low),
      max: bounds.map(([, high]) => high),
    });
    return accessors.length - 1;
  };
  const add = (node: GlbNode): number => {
    const { positions, normals, uvs, index } = boxOf(node.size);
    const attributes: Json = { POSITION: floats(positions, 'VEC3', 3), NORMAL: floats(normals, 'VEC3', 3) };
    if (node.pictured) attributes.TEXCOORD_0 = floats(uvs, 'VEC2', 2);
    accessors.push({
      bufferView: view(Buffer.from(Uint16Array.from(index).buffer)),
      componentType: 5123,
      count: index.length,
      type: 'SCALAR',
    });
    const indices = accessors.length - 1;
    materials.push({
      pbrMetallicRoughness: {
        baseColorFactor: [...(node.colour ?? [0.5, 0.5, 0.5]), 1],
        ...(node.pictured ? { baseColorTexture: { index: 0 } } : {}),
      },
    });
    meshes.push({ primitives: [{ attributes, indices, material: materials.length - 1 }] });
    const mesh = meshes.length - 1;
    const children = (node.children ?? []).map(add);
    const entry: Json = { name: node.name, mesh, translation: node.at };
    if (children.length > 0) entry.children = children;
    written.push(entry);
    return written.length - 1;
  };
  const roots = nodes.map(add);
  const content: Json = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: roots }],
    nodes: written,
    meshes,
    materials,
    textures: [{ source: 0 }],
    images: [{ bufferView: view(checkerboard()), mimeType: 'image/png' }],
    accessors,
    bufferViews: views,
  };
  content.buffers = [{ byteLength: length }];
  change(content);
  return assemble(content, Buffer.concat(chunks));
}

function assemble(content: Json, binary: Buffer): ArrayBuffer {
  const text = Buffer.from(JSON.stringify(content));
  const json = Buffer.concat([text, Buffer.alloc((4 - (text.length % 4)) % 4, 0x20)]);
  const words = (...numbers: number[]) => Buffer.from(Uint32Array.from(numbers).buffer);
  const total = 12 + 8 + json.length + 8 + binary.length;
  const file = Buffer.concat([
    words(0x46546c67, 2, total),
    words(json.length, JSON_CHUNK),
    json,
    words(binary.length, BINARY_CHUNK),
    binary,
  ]);
  return Uint8Array.from(file).buffer;
}

function boxOf([x, y, z]: readonly [number, number, number]) {
  const positions: number[] = [];
  const normals: number[] = [];
  const uvs: number[] = [];
  const index: number[] = [];
  for (const axis of [0, 1, 2]) {
    for (const side of [-1, 1]) {
      const first = positions.length / 3;
      for (const [a, b] of [
        [-1, -1],
        [1, -1],
        [1, 1],
        [-1, 1],
      ]) {
        const corner = [0, 0, 0];
        corner[axis] = side;
        corner[(axis + 1) % 3] = a * side;
        corner[(axis + 2) % 3] = b;
        positions.push((corner[0] * x) / 2, (corner[1] * y) / 2, (corner[2] * z) / 2);
        normals.push(...[0, 1, 2].map((k) => (k === axis ? side : 0)));
        uvs.push((a + 1) / 2, (b + 1) / 2);
      }
      index.push(first, first + 1, first + 2, first, first + 2, first + 3);
    }
  }
  return { positions, normals, uvs, index };
}

/** A PNG of two by two pixels. */
function checkerboard(): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const framed = Buffer.alloc(8 + body.length);
    framed.writeUInt32BE(data.length, 0);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc(body), 4 + body.length);
    return framed;
  };
  const header = Buffer.from([0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0]);
  const [light, dark] = [
    [230, 230, 230],
    [70, 70, 70],
  ];
  const rows = Buffer.from([0, ...light, ...dark, 0, ...dark, ...light]);
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    magic,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** CRC-32 as PNG has it. */
function crc(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let k = 0; k < 8; k++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
