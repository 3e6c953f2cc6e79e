/** Small figures that stand in the space beside the machines: people on a round, and pins where they marked faults. */
import {
  CapsuleGeometry,
  Color,
  GreaterDepth,
  Group,
  Material,
  Mesh,
  MeshBasicMaterial,
  MeshLambertMaterial,
  OctahedronGeometry,
  SphereGeometry,
  type Vector3,
} from 'three';

export interface FigureRequest {
  /** Same key, same figure. */
  key: string;
  kind: 'person' | 'fault';
  /** Feet of a person; the point of a fault. Metres. */
  at: Vector3;
  colour: string;
}

/** Metres. */
export const PERSON_HEIGHT = 1.75;
export const PIN_HEIGHT = 0.55;
const SHOULDERS = 0.24;
const HEAD = 0.15;
const PIN = 0.16;

/** Made once for all figures: few are ever shown. */
const body = new CapsuleGeometry(SHOULDERS, PERSON_HEIGHT - 2 * HEAD - 2 * SHOULDERS, 4, 12);
body.translate(0, (PERSON_HEIGHT - 2 * HEAD) / 2, 0);
const head = new SphereGeometry(HEAD, 12, 8);
head.translate(0, PERSON_HEIGHT - HEAD, 0);
/** Stands on its tip. */
const pin = new OctahedronGeometry(PIN);
pin.scale(1, PIN_HEIGHT / (2 * PIN), 1);
pin.translate(0, PIN_HEIGHT / 2, 0);

export class Figures {
  readonly root = new Group();
  #signature = '';

  /** Shows exactly these. Returns whether anything changed. */
  show(requests: readonly FigureRequest[]): boolean {
    const signature = requests
      .map(({ key, kind, at, colour }) => `${key} ${kind} ${at.toArray()} ${colour}`)
      .join('\n');
    if (signature === this.#signature) return false;
    this.#signature = signature;
    this.clear();
    for (const { kind, at, colour } of requests) {
      const tint = new Color(colour);
      // Seen also in the shade of a machine, and faintly through what stands in front.
      const solid = new MeshLambertMaterial({ color: tint, emissive: tint, emissiveIntensity: 0.35 });
      const behind = new MeshBasicMaterial({
        color: tint,
        transparent: true,
        opacity: 0.4,
        depthFunc: GreaterDepth,
        depthWrite: false,
      });
      for (const geometry of kind === 'person' ? [body, head] : [pin]) {
        for (const material of [behind, solid]) {
          const mesh = new Mesh(geometry, material);
          mesh.position.copy(at);
          this.root.add(mesh);
        }
      }
    }
    return true;
  }

  clear(): void {
    for (const mesh of this.root.children) {
      if (mesh instanceof Mesh && mesh.material instanceof Material) mesh.material.dispose();
    }
    this.root.clear();
  }
}
