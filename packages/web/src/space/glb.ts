/**
 * GLB files as shapes: binary glTF 2.0 (Khronos, ISO/IEC 12113), everything embedded, metres, y up. Meshes that hang on
 * the same bound node are merged, so that twins share and instance them as they do drawn shapes.
 *
 * Nothing is ever fetched: a file that names anything outside of itself is refused before it is read.
 */
import {
  Box3,
  BoxGeometry,
  BufferAttribute,
  BufferGeometry,
  Color,
  Mesh,
  MeshStandardMaterial,
  type Object3D,
  Quaternion,
  Texture,
  Vector3,
} from 'three';
import { type GLTF, GLTFLoader, type GLTFParser } from 'three/addons/loaders/GLTFLoader.js';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import { roleColour } from './colours.ts';
import { edgesOf } from './edges.ts';
import { type Joint, type Motion, UNIT } from './joints.ts';
import { ModelError } from './model-error.ts';
import type { ModelFile, ShapeBindings } from './placement.ts';
import { EDGE_DEGREES, type ShapeGroup, type ShapeModel } from './shape-model.ts';
import { triangles } from './solids.ts';

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const JSON_BYTES_MOST = 8 * 1024 * 1024;
const TRIANGLES_MOST = 1_500_000;
/** Edges of more would cost more than they show. */
const EDGED_MOST = 60_000;
const TEXTURE_MOST = 4096;

/** Reads a file. Throws a `ModelError` that says why it cannot be drawn. */
export async function readGlb(bytes: ArrayBuffer): Promise<ModelFile> {
  checkContent(bytes);
  const loader = new GLTFLoader();
  loader.register((parser) => ({
    name: 'embedded-pictures',
    loadTexture: (i: number) => picture(parser, i),
  }));
  const gltf = await new Promise<GLTF>((resolve, reject) => {
    loader.parse(bytes, '', resolve, () => reject(new ModelError('broken')));
  });
  const { scene } = gltf;
  scene.updateMatrixWorld(true);
  const meshes: Mesh[] = [];
  let count = 0;
  scene.traverse((object) => {
    if (!(object instanceof Mesh) || !object.visible) return;
    meshes.push(object);
    count += triangles(object.geometry);
  });
  if (meshes.length === 0) throw new ModelError('broken');
  if (count > TRIANGLES_MOST) throw new ModelError('tooLarge');
  const nodes = new Map<string, Object3D>();
  scene.traverse((object) => {
    const name: unknown = object.userData.name ?? object.name;
    if (typeof name === 'string' && name !== '' && !nodes.has(name)) nodes.set(name, object);
  });
  return { nodes: new Set(nodes.keys()), model: (bindings) => toModel(meshes, nodes, bindings, count) };
}

/** Refuses what is no GLB, what names files elsewhere, and what needs decoders that are not there. */
function checkContent(bytes: ArrayBuffer): void {
  const view = new DataView(bytes);
  if (bytes.byteLength < 20 || view.getUint32(0, true) !== MAGIC || view.getUint32(4, true) !== 2)
    throw new ModelError('broken');
  const length = view.getUint32(12, true);
  if (view.getUint32(16, true) !== JSON_CHUNK || length > bytes.byteLength - 20 || length > JSON_BYTES_MOST)
    throw new ModelError('broken');
  const content = parseJson(new TextDecoder().decode(new Uint8Array(bytes, 20, length)));
  const things = [...listIn(content, 'buffers'), ...listIn(content, 'images')];
  if (things.some((each) => 'uri' in each)) throw new ModelError('outside');
  const required = content.extensionsRequired;
  const known = [
    'KHR_materials_unlit',
    'KHR_texture_transform',
    'KHR_mesh_quantization',
    'KHR_materials_emissive_strength',
  ];
  if (Array.isArray(required) && required.some((name) => !known.includes(String(name))))
    throw new ModelError('unsupported');
}

function parseJson(text: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(text);
    if (isRecord(content)) return content;
  } catch {
    // Said below, as for JSON that is no object.
  }
  throw new ModelError('broken');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listIn(content: Record<string, unknown>, key: string): Record<string, unknown>[] {
  const list = content[key];
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** An embedded picture, decoded without the detour over an address. */
async function picture(parser: GLTFParser, index: number): Promise<Texture> {
  const content: unknown = parser.json;
  if (!isRecord(content)) throw new ModelError('broken');
  const source = listIn(content, 'textures')[index]?.source;
  const image = typeof source === 'number' ? listIn(content, 'images')[source] : undefined;
  if (!image || typeof image.bufferView !== 'number') throw new ModelError('broken');
  const bytes: unknown = await parser.getDependency('bufferView', image.bufferView);
  if (!(bytes instanceof ArrayBuffer)) throw new ModelError('broken');
  const bitmap = await createImageBitmap(new Blob([bytes], { type: String(image.mimeType) }));
  if (Math.max(bitmap.width, bitmap.height) > TEXTURE_MOST) throw new ModelError('tooLarge');
  const texture = new Texture(bitmap);
  texture.flipY = false;
  texture.needsUpdate = true;
  return texture;
}

interface Piece {
  joint: Joint | undefined;
  texture: Texture | undefined;
  geometry: BufferGeometry;
}

function toModel(
  meshes: readonly Mesh[],
  nodes: ReadonlyMap<string, Object3D>,
  bindings: ShapeBindings,
  count: number,
): ShapeModel {
  const { joints, of } = jointsOf(nodes, bindings);
  const pieces = meshes.map((mesh): Piece => {
    const texture = pictureOf(mesh);
    return { joint: jointAbove(mesh, of), texture, geometry: plain(mesh, texture !== undefined) };
  });
  const edged = count <= EDGED_MOST;
  const near: ShapeGroup[] = [];
  for (const sameJoint of Map.groupBy(pieces, ({ joint }) => joint).values()) {
    for (const [texture, same] of Map.groupBy(sameJoint, (piece) => piece.texture)) {
      const mesh = mergeGeometries(same.map(({ geometry }) => geometry));
      const edges = edged ? edgesOf(mesh, EDGE_DEGREES) : new BufferGeometry();
      near.push({ joint: same[0].joint, mesh, edges, ...(texture ? { texture } : {}) });
    }
  }
  const box = new Box3();
  for (const { mesh } of near) {
    mesh.computeBoundingBox();
    if (mesh.boundingBox) box.union(mesh.boundingBox);
  }
  const medium = near.map((group) => ({ ...group, mesh: twinOf(group.mesh), edges: new BufferGeometry() }));
  return { levels: [near, medium, near.map(boxed)], joints, box, backdrop: false };
}

/** Bound nodes as joints, parents first; several bindings of one node act one after the other. */
function jointsOf(nodes: ReadonlyMap<string, Object3D>, bindings: ShapeBindings) {
  const bound = Object.entries(bindings).flatMap(([name, binding]) => {
    const node = binding.node === undefined ? undefined : nodes.get(binding.node);
    return node ? [{ name, binding, node, depth: depthOf(node) }] : [];
  });
  const joints: Joint[] = [];
  const of = new Map<Object3D, Joint>();
  for (const { name, binding, node } of bound.sort((a, b) => a.depth - b.depth)) {
    const parent = of.get(node) ?? jointAbove(node.parent, of);
    const joint: Joint = { parent, binding: name, motion: motionOf(name, binding, node) };
    joints.push(joint);
    of.set(node, joint);
  }
  return { joints, of };
}

function motionOf(name: string, binding: ShapeBindings[string], node: Object3D): Motion {
  const { axis = 'z' } = binding;
  const motion: string = binding.motion ?? name;
  const way = UNIT[axis].clone().applyQuaternion(node.getWorldQuaternion(new Quaternion()));
  const { x, y, z } = node.getWorldPosition(new Vector3());
  if (motion === 'move') return { kind: 'slide', axis: way, metres: (value) => value };
  if (motion === 'turn')
    return { kind: 'turn', at: [x, y, z], axis: way, angle: (value) => (value * Math.PI) / 180 };
  return { kind: 'spin', at: [x, y, z], axis: way, factor: 1 };
}

function depthOf(node: Object3D): number {
  let depth = 0;
  for (let up = node.parent; up; up = up.parent) depth++;
  return depth;
}

function jointAbove(from: Object3D | null, of: ReadonlyMap<Object3D, Joint>): Joint | undefined {
  for (let node = from; node; node = node.parent) {
    const joint = of.get(node);
    if (joint) return joint;
  }
  return undefined;
}

function materialOf({ material }: Mesh): MeshStandardMaterial | undefined {
  const first = Array.isArray(material) ? material[0] : material;
  return first instanceof MeshStandardMaterial ? first : undefined;
}

function pictureOf(mesh: Mesh): Texture | undefined {
  const map = materialOf(mesh)?.map;
  return map && mesh.geometry.getAttribute('uv') ? map : undefined;
}

/** Positions, normals, colours and, with a picture, its coordinates, in the frame of the file. */
function plain(mesh: Mesh, pictured: boolean): BufferGeometry {
  const source = mesh.geometry.getIndex() ? mesh.geometry : indexed(mesh.geometry);
  const geometry = new BufferGeometry();
  geometry.setIndex(source.getIndex());
  geometry.setAttribute('position', floats(source.getAttribute('position'), 3));
  if (source.getAttribute('normal'))
    geometry.setAttribute('normal', floats(source.getAttribute('normal'), 3));
  else geometry.computeVertexNormals();
  if (pictured) geometry.setAttribute('uv', floats(source.getAttribute('uv'), 2));
  const tone = materialOf(mesh)?.color ?? new Color().setRGB(...roleColour('body'));
  const own = source.getAttribute('color');
  const colours = new Float32Array(geometry.getAttribute('position').count * 3);
  for (let i = 0; i < colours.length / 3; i++) {
    colours[i * 3] = tone.r * (own ? own.getX(i) : 1);
    colours[i * 3 + 1] = tone.g * (own ? own.getY(i) : 1);
    colours[i * 3 + 2] = tone.b * (own ? own.getZ(i) : 1);
  }
  geometry.setAttribute('color', new BufferAttribute(colours, 3));
  return geometry.applyMatrix4(mesh.matrixWorld);
}

function indexed(geometry: BufferGeometry): BufferGeometry {
  const copy = geometry.clone();
  return copy.setIndex(Array.from({ length: copy.getAttribute('position').count }, (_, i) => i));
}

/** A copy as plain numbers: files may interleave and quantise. */
function floats(source: ReturnType<BufferGeometry['getAttribute']>, size: number): BufferAttribute {
  const copy = new Float32Array(source.count * size);
  for (let i = 0; i < source.count; i++) {
    for (let k = 0; k < size; k++) copy[i * size + k] = source.getComponent(i, k);
  }
  return new BufferAttribute(copy, size);
}

/** The same numbers under another name: instancing adds attributes of its own to each. */
function twinOf(source: BufferGeometry): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setIndex(source.getIndex());
  for (const [name, attribute] of Object.entries(source.attributes)) geometry.setAttribute(name, attribute);
  return geometry;
}

/** From afar: a box of the mean colour. */
function boxed({ joint, mesh }: ShapeGroup): ShapeGroup {
  const box = mesh.boundingBox ?? new Box3();
  const size = box.getSize(new Vector3());
  const geometry = new BoxGeometry(...size.toArray());
  geometry.deleteAttribute('uv');
  geometry.translate(...box.getCenter(new Vector3()).toArray());
  const colours = mesh.getAttribute('color');
  const mean = [0, 1, 2].map((k) => {
    let sum = 0;
    for (let i = 0; i < colours.count; i++) sum += colours.getComponent(i, k);
    return sum / Math.max(1, colours.count);
  });
  const filled = Float32Array.from({ length: 24 * 3 }, (_, i) => mean[i % 3]);
  geometry.setAttribute('color', new BufferAttribute(filled, 3));
  return { joint, mesh: geometry, edges: new BufferGeometry() };
}
