/**
 * What of the plant is worth drawing from where the camera stands: out of view nothing, far away a coarser shape, too
 * small to be seen nothing again.
 */
import { Box3, Frustum, Matrix4, type PerspectiveCamera, Sphere } from 'three';
import { movesWhole, type Placed } from './placement.ts';

/** Least size on screen, CSS pixels across, at which the levels of detail are drawn, finest first; below the last: nothing. */
const LEAST_PX = [110, 30, 1.6] as const;
/** Not drawn at all. */
export const HIDDEN = 255;

export class Detail {
  /** Level of detail by index of what is placed; `HIDDEN`: not drawn. */
  readonly levels: Uint8Array;
  /** Whose level was changed by the last choice: the first `changedCount` numbers. */
  readonly changed: Uint32Array;
  changedCount = 0;
  #centres: Float32Array;
  #radii: Float32Array;
  #backdrop: Uint8Array;
  #placed: readonly Placed[];
  /** Numbers of those that move as a whole. */
  #roaming: Uint32Array;

  constructor(placed: readonly Placed[]) {
    this.#placed = placed;
    this.levels = new Uint8Array(placed.length);
    this.changed = new Uint32Array(placed.length);
    this.#centres = new Float32Array(placed.length * 3);
    this.#radii = new Float32Array(placed.length);
    this.#backdrop = Uint8Array.from(placed, (one) => (one.model.backdrop ? 1 : 0));
    this.#roaming = Uint32Array.from(placed.flatMap(({ bindings }, i) => (movesWhole(bindings) ? [i] : [])));
    this.measure();
  }

  /** Reads where everything stands. */
  measure(): void {
    for (let i = 0; i < this.#placed.length; i++) this.#measureOne(i);
  }

  #measureOne(i: number): void {
    const { model, now } = this.#placed[i];
    box.copy(model.box).applyMatrix4(now).getBoundingSphere(sphere);
    sphere.center.toArray(this.#centres, i * 3);
    // Coils and vehicles may grow and travel a little beyond their shape.
    this.#radii[i] = sphere.radius * 1.25 + 0.1;
  }

  /**
   * Chooses anew for a camera; `height` of the picture in CSS pixels, `coarseness` over 1 prefers coarser shapes.
   * Returns whether anything changed. Allocates nothing.
   */
  choose(camera: PerspectiveCamera, height: number, coarseness: number): boolean {
    frustum.setFromProjectionMatrix(
      viewProjection.multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse),
    );
    for (const i of this.#roaming) this.#measureOne(i);
    const scale = height / Math.tan((camera.fov * Math.PI) / 360) / coarseness;
    this.changedCount = 0;
    for (let i = 0; i < this.levels.length; i++) {
      sphere.center.fromArray(this.#centres, i * 3);
      sphere.radius = this.#radii[i];
      let level = HIDDEN;
      if (frustum.intersectsSphere(sphere)) {
        const distance = sphere.center.distanceTo(camera.position) - sphere.radius;
        const across = distance <= 0 ? Number.POSITIVE_INFINITY : (sphere.radius * scale) / distance;
        if (this.#backdrop[i] === 1 || across >= LEAST_PX[0]) level = 0;
        else if (across >= LEAST_PX[1]) level = 1;
        else if (across >= LEAST_PX[2]) level = 2;
      }
      if (level !== this.levels[i]) {
        this.levels[i] = level;
        this.changed[this.changedCount++] = i;
      }
    }
    return this.changedCount > 0;
  }

  /** Everything at one level, wherever the camera is: for shadows. */
  everything(level: number): void {
    this.levels.fill(level);
  }
}

const box = new Box3();
const sphere = new Sphere();
const frustum = new Frustum();
const viewProjection = new Matrix4();
