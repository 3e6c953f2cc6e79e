/**
 * Outlines on the things themselves: alarm colour, selection, hover. They show through what stands in front, so that a
 * bearing within its stand is found.
 *
 * Per outlined piece two meshes: a mask that marks its pixels in the stencil buffer (and tints them), and a hull pushed
 * outwards by some pixels that is drawn only where no mask is.
 */
import {
  BackSide,
  BufferAttribute,
  type BufferGeometry,
  Color,
  DoubleSide,
  Group,
  KeepStencilOp,
  Mesh,
  MeshBasicMaterial,
  NotEqualStencilFunc,
  ReplaceStencilOp,
  ShaderMaterial,
  Vector2,
} from 'three';
import type { Piece } from './plant-scene.ts';

export interface OutlineRequest {
  /** Same key, same outline. */
  key: string;
  pieces: readonly Piece[];
  colour: string;
  /** Width of the rim in CSS pixels. */
  pixels: number;
  /** Opacity of the tint, 0 to 1. */
  tint: number;
}

/** More outlines than this say nothing; the list does. Also the stencil buffer counts only to 255. */
const MOST = 60;

const VERTEX = /* glsl */ `
  #include <clipping_planes_pars_vertex>
  attribute vec3 smoothNormal;
  uniform vec2 viewport;
  uniform float pixels;
  void main() {
    vec4 mvPosition = modelViewMatrix * vec4(position, 1.0);
    vec4 at = projectionMatrix * mvPosition;
    vec4 out_ = projectionMatrix * modelViewMatrix * vec4(position + smoothNormal * 0.01, 1.0);
    vec2 way = out_.xy / out_.w - at.xy / at.w;
    way *= viewport;
    float size = length(way);
    if (size > 1e-6) at.xy += way / size * pixels * 2.0 / viewport * at.w;
    gl_Position = at;
    #include <clipping_planes_vertex>
  }
`;
const FRAGMENT = /* glsl */ `
  #include <clipping_planes_pars_fragment>
  uniform vec3 colour;
  void main() {
    #include <clipping_planes_fragment>
    gl_FragColor = vec4(colour, 1.0);
    #include <colorspace_fragment>
  }
`;

interface Entry {
  request: OutlineRequest;
  meshes: { mesh: Mesh; piece: Piece }[];
  materials: (MeshBasicMaterial | ShaderMaterial)[];
}

export class Outlines {
  readonly root = new Group();
  /** Drawing buffer in CSS pixels. */
  readonly viewport = new Vector2(1, 1);
  #entries = new Map<string, Entry>();
  #signature = '';

  /** Shows exactly these outlines, later ones on top. Returns whether anything changed. */
  show(requests: readonly OutlineRequest[]): boolean {
    const wanted = requests.slice(-MOST);
    const signature = wanted.map((r) => `${r.key} ${r.colour} ${r.pixels} ${r.tint}`).join('\n');
    if (signature === this.#signature) return false;
    this.#signature = signature;
    this.clear();
    wanted.forEach((request, i) => {
      const entry = this.#make(request, i + 1);
      this.#entries.set(request.key, entry);
      for (const { mesh } of entry.meshes) this.root.add(mesh);
    });
    return true;
  }

  /** Puts the outlines onto their things; once per frame, allocates nothing. */
  follow(): void {
    for (const entry of this.#entries.values()) {
      for (const { mesh, piece } of entry.meshes) piece.read(mesh.matrixWorld);
    }
  }

  clear(): void {
    for (const entry of this.#entries.values()) {
      for (const { mesh } of entry.meshes) this.root.remove(mesh);
      for (const material of entry.materials) material.dispose();
    }
    this.#entries.clear();
  }

  #make(request: OutlineRequest, ref: number): Entry {
    const mask = new MeshBasicMaterial({
      color: new Color(request.colour),
      transparent: true,
      opacity: request.tint,
      depthTest: false,
      depthWrite: false,
      side: DoubleSide,
      stencilWrite: true,
      stencilRef: ref,
      stencilZPass: ReplaceStencilOp,
    });
    // Each pixel is tinted once: where the mask already is, it is not drawn again.
    mask.stencilFunc = NotEqualStencilFunc;
    const hull = new ShaderMaterial({
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      clipping: true,
      uniforms: {
        viewport: { value: this.viewport },
        pixels: { value: request.pixels },
        colour: { value: new Color(request.colour) },
      },
      transparent: true,
      depthTest: false,
      depthWrite: false,
      side: BackSide,
      stencilWrite: true,
      stencilRef: ref,
      stencilFunc: NotEqualStencilFunc,
      stencilZPass: KeepStencilOp,
    });
    const meshes: Entry['meshes'] = [];
    for (const piece of request.pieces) {
      const geometry = withSmoothNormals(piece.geometry);
      for (const [order, material] of [mask, hull].entries()) {
        const mesh = new Mesh(geometry, material);
        mesh.matrixAutoUpdate = false;
        mesh.matrixWorldAutoUpdate = false;
        mesh.frustumCulled = false;
        mesh.renderOrder = 10 + ref * 2 + order;
        mesh.raycast = () => {};
        meshes.push({ mesh, piece });
      }
    }
    return { request, meshes, materials: [mask, hull] };
  }
}

/** Adds `smoothNormal`: the mean of the normals of all vertices at the same place, so that the hull has no gaps. */
function withSmoothNormals(geometry: BufferGeometry): BufferGeometry {
  if (geometry.getAttribute('smoothNormal')) return geometry;
  const position = geometry.getAttribute('position');
  const normal = geometry.getAttribute('normal');
  const sums = new Map<string, [number, number, number]>();
  const keys: string[] = [];
  for (let i = 0; i < position.count; i++) {
    const key = [position.getX(i), position.getY(i), position.getZ(i)].map((x) => Math.round(x * 1e4)).join();
    keys.push(key);
    const sum = sums.get(key) ?? [0, 0, 0];
    sum[0] += normal.getX(i);
    sum[1] += normal.getY(i);
    sum[2] += normal.getZ(i);
    sums.set(key, sum);
  }
  const smooth = new Float32Array(position.count * 3);
  keys.forEach((key, i) => {
    const sum = sums.get(key) ?? [0, 1, 0];
    const length = Math.hypot(...sum) || 1;
    smooth.set([sum[0] / length, sum[1] / length, sum[2] / length], i * 3);
  });
  geometry.setAttribute('smoothNormal', new BufferAttribute(smooth, 3));
  return geometry;
}
