/**
 * Light and materials of the space, shared by all batches. Every material knows ghosts (isolation: only their edges are
 * drawn) and the section plane (what is cut open is drawn in a flat tone, as if solid).
 */
import {
  type Box3,
  Color,
  DirectionalLight,
  DoubleSide,
  FrontSide,
  Group,
  HemisphereLight,
  LineBasicMaterial,
  type Material,
  MeshDepthMaterial,
  MeshLambertMaterial,
  RGBADepthPacking,
  type Texture,
  Vector3,
  type WebGLProgramParametersWithUniforms,
} from 'three';
import type { SpaceTheme } from './colours.ts';
import { PlainEdges, PlainMaterial } from './plain-material.ts';

/** Share of its opacity that the edge of a ghost keeps. */
const GHOST_EDGE = 0.3;

export class Surfaces {
  readonly lights = new Group();
  readonly machines = new MeshLambertMaterial({ vertexColors: true });
  readonly backdrop = new MeshLambertMaterial({ vertexColors: true });
  readonly plainMachines = new PlainMaterial();
  readonly plainBackdrop = new PlainMaterial();
  readonly edges = new LineBasicMaterial({ transparent: true });
  readonly plainEdges = new PlainEdges(GHOST_EDGE);
  /** What shadows are drawn with. */
  readonly depth = new MeshDepthMaterial({ depthPacking: RGBADepthPacking });
  #sky = new HemisphereLight('#ffffff', '#9aa0a6', 1);
  #sun = new DirectionalLight('#ffffff', 1);
  #cutTone = { value: new Color() };
  #pictured = new Map<Texture, MeshLambertMaterial>();

  constructor() {
    for (const material of [this.machines, this.backdrop]) this.#prepare(material);
    this.depth.onBeforeCompile = hideGhosts;
    this.edges.onBeforeCompile = fadeGhosts;
    this.#sun.castShadow = true;
    this.lights.add(this.#sky, this.#sun, this.#sun.target);
  }

  set shadows(on: boolean) {
    this.#sun.castShadow = on;
  }

  setTheme(theme: SpaceTheme): void {
    this.edges.color.set(theme.edge);
    this.edges.opacity = theme.edgeOpacity;
    this.plainEdges.setTone(this.edges.color, theme.edgeOpacity);
    this.backdrop.color = new Color(theme.backdrop);
    this.#sky.intensity = theme.sky;
    this.#sun.intensity = theme.sun;
    this.#cutTone.value.set(theme.cut);
    this.plainBackdrop.tone.copy(this.backdrop.color);
    for (const plain of [this.plainMachines, this.plainBackdrop]) {
      plain.sky.copy(this.#sky.color).multiplyScalar(theme.sky);
      plain.earth.copy(this.#sky.groundColor).multiplyScalar(theme.sky);
      plain.sun.copy(this.#sun.color).multiplyScalar(theme.sun);
      plain.sunWay.copy(this.#sun.position).sub(this.#sun.target.position).normalize();
      plain.cutTone.copy(this.#cutTone.value);
    }
  }

  /** A matte surface with the picture of a GLB. */
  pictured(texture: Texture): Material {
    let material = this.#pictured.get(texture);
    if (!material) {
      material = new MeshLambertMaterial({ vertexColors: true, map: texture, side: this.machines.side });
      this.#prepare(material);
      this.#pictured.set(texture, material);
    }
    return material;
  }

  #prepare(material: MeshLambertMaterial): void {
    material.onBeforeCompile = (shader) => {
      hideGhosts(shader);
      shader.uniforms.cutTone = this.#cutTone;
      shader.fragmentShader = shader.fragmentShader
        .replace('#include <common>', '#include <common>\nuniform vec3 cutTone;')
        .replace('#include <opaque_fragment>', `#include <opaque_fragment>\n${FLAT_CUT}`);
    };
  }

  /** A section plane is there or not: what is cut shows its inside. */
  set cut(on: boolean) {
    for (const material of [this.machines, this.plainMachines, ...this.#pictured.values()]) {
      material.side = on ? DoubleSide : FrontSide;
      material.needsUpdate = true;
    }
  }

  /** Lights and shadows for a plant of these bounds. */
  fit(bounds: Box3): void {
    const size = bounds.getSize(new Vector3());
    const centre = bounds.getCenter(new Vector3());
    const reach = Math.max(size.x, size.z) * 0.5 + 6;
    const sun = this.#sun;
    sun.position.set(centre.x - reach * 0.45, centre.y + reach * 1.1, centre.z + reach * 0.75);
    sun.target.position.copy(centre);
    sun.shadow.mapSize.set(2048, 2048);
    sun.shadow.radius = 3;
    sun.shadow.bias = -0.0006;
    sun.shadow.normalBias = 0.04;
    const { camera } = sun.shadow;
    camera.left = -reach;
    camera.right = reach;
    camera.top = reach;
    camera.bottom = -reach;
    camera.near = 0.5;
    camera.far = reach * 4;
  }

  dispose(): void {
    const materials: Material[] = [this.machines, this.backdrop, this.plainMachines, this.plainBackdrop];
    for (const material of [
      ...materials,
      ...this.#pictured.values(),
      this.edges,
      this.plainEdges,
      this.depth,
    ])
      material.dispose();
    this.#sun.shadow.map?.dispose();
  }
}

/** Backs of faces are seen only where a section opened a solid. */
const FLAT_CUT = /* glsl */ `
  #if NUM_CLIPPING_PLANES > 0
    if (!gl_FrontFacing) gl_FragColor = vec4(cutTone, 1.0);
  #endif
`;

/** A ghost's corners all fall on one point outside of the picture: nothing of it is drawn. */
function hideGhosts(shader: WebGLProgramParametersWithUniforms): void {
  shader.vertexShader = shader.vertexShader
    .replace('#include <common>', '#include <common>\nattribute float ghost;')
    .replace(
      '#include <project_vertex>',
      '#include <project_vertex>\nif (ghost > 0.5) gl_Position = vec4(0.0, 0.0, -2.0, 1.0);',
    );
}

function fadeGhosts(shader: WebGLProgramParametersWithUniforms): void {
  shader.vertexShader = shader.vertexShader
    .replace('#include <common>', '#include <common>\nattribute float ghost;\nvarying float keep;')
    .replace(
      '#include <project_vertex>',
      `#include <project_vertex>\nkeep = 1.0 - ghost * ${1 - GHOST_EDGE};`,
    );
  shader.fragmentShader = shader.fragmentShader
    .replace('#include <common>', '#include <common>\nvarying float keep;')
    .replace('#include <opaque_fragment>', '#include <opaque_fragment>\ngl_FragColor.a *= keep;');
}
