/**
 * How a frame is drawn. On a graphics card: everything, each time. In software: while the camera moves everything, as
 * coarsely as the pace says; once it rests what stands still is baked and only what moves is drawn over it.
 */
import type { Color, Object3D, PerspectiveCamera, Scene, WebGLRenderer } from 'three';
import type { Pace } from './pace.ts';
import type { PlantScene } from './plant-scene.ts';
import { StillLayer } from './still-layer.ts';

/** The camera rests when it has not moved for so long, ms. */
const REST_MS = 160;

export class Painter {
  #layer: StillLayer | undefined;
  #scene: PlantScene;
  #pace: Pace;
  #marks: Object3D;
  #movedAt = Number.NEGATIVE_INFINITY;

  /** `marks`: outlines, drawn over everything else. */
  constructor(scene: PlantScene, marks: Object3D, pace: Pace, software: boolean) {
    this.#scene = scene;
    this.#marks = marks;
    this.#pace = pace;
    if (software) {
      this.#layer = new StillLayer();
      scene.root.add(this.#layer.sheet);
    }
  }

  /** The camera is somewhere else. `now`: performance.now(). */
  cameraMoved(now: number): void {
    this.#movedAt = now;
    this.stillChanged();
  }

  /** Something that stands still looks different: theme, size, greyed things. */
  stillChanged(): void {
    if (this.#layer) this.#layer.valid = false;
  }

  /** Whether the camera moved a moment ago. */
  inMotion(now: number): boolean {
    return now - this.#movedAt < REST_MS;
  }

  /** Whether a fine picture is due, though nothing moves. */
  owes(now: number): boolean {
    return this.#layer !== undefined && !this.#layer.valid && !this.inMotion(now);
  }

  paint(gl: WebGLRenderer, world: Scene, camera: PerspectiveCamera, ground: Color, now: number): void {
    const layer = this.#layer;
    const coarse = !layer || this.inMotion(now);
    const ratio = coarse ? this.#pace.ratio : this.#pace.most;
    // The drawing buffer is resized in the frame that fills it again, so that nothing blank is ever seen.
    if (Math.abs(gl.getPixelRatio() - ratio) > 0.001) gl.setPixelRatio(ratio);
    world.background = ground;
    if (coarse) {
      if (layer) layer.sheet.visible = false;
      this.#scene.show('all', layer !== undefined);
    } else {
      if (!layer.valid) {
        this.#scene.show('still');
        this.#marks.visible = false;
        layer.bake(gl, world, camera);
        this.#marks.visible = true;
      }
      layer.sheet.visible = true;
      world.background = null;
      this.#scene.show('moving', true);
    }
    gl.render(world, camera);
  }

  dispose(): void {
    if (!this.#layer) return;
    this.#scene.root.remove(this.#layer.sheet);
    this.#scene.show('all');
    this.#layer.dispose();
  }
}
