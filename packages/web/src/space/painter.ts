/**
 * How a frame is drawn. On a graphics card: everything, each time. In software: while the camera moves everything, as
 * coarsely as the pace says; once it rests what stands still is baked and only what moves is drawn over it.
 */
import type { Color, Object3D, PerspectiveCamera, Scene, WebGLRenderer } from 'three';
import type { Pace } from './pace.ts';
import type { PlantScene, Showing } from './plant-scene.ts';
import { StillLayer } from './still-layer.ts';

/** The camera rests when it has not moved for so long, ms. */
const REST_MS = 160;

export class Painter {
  #layer: StillLayer | undefined;
  #scene: PlantScene;
  #pace: Pace;
  #marks: Object3D;
  #movedAt = Number.NEGATIVE_INFINITY;
  #showing: Showing = { which: 'all', plain: false, edges: true };
  #shadowsDue = true;
  /** The camera or the picture's size changed since it was chosen what is worth drawing. */
  #lookDue = true;

  /** `marks`: outlines, drawn over everything else. `baked`: what stands still is drawn once while the camera rests. */
  constructor(scene: PlantScene, marks: Object3D, pace: Pace, baked: boolean) {
    this.#scene = scene;
    this.#marks = marks;
    this.#pace = pace;
    if (baked) {
      this.#layer = new StillLayer();
      scene.root.add(this.#layer.sheet);
    }
  }

  /** The camera is somewhere else. `now`: performance.now(). */
  cameraMoved(now: number): void {
    this.#movedAt = now;
    this.#lookDue = true;
    this.stillChanged();
  }

  /** The picture has another size. */
  resized(): void {
    this.#lookDue = true;
    this.stillChanged();
  }

  /** Something that stands still looks different: theme, size, greyed things, outlines that hide nothing. */
  stillChanged(): void {
    if (this.#layer) this.#layer.valid = false;
  }

  /** Things stand elsewhere, or their light changed: shadows are drawn again with the next frame. */
  shadowsChanged(): void {
    this.#shadowsDue = true;
    this.stillChanged();
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
    const { quality } = this.#pace;
    const coarse = !layer || this.inMotion(now);
    const ratio = coarse ? this.#pace.ratio : this.#pace.most;
    // The drawing buffer is resized in the frame that fills it again, so that nothing blank is ever seen.
    if (Math.abs(gl.getPixelRatio() - ratio) > 0.001) gl.setPixelRatio(ratio);
    world.background = ground;
    if (this.#shadowsDue && quality !== 'low') {
      this.#shadowFrame(gl, world, camera);
      return;
    }
    if (this.#lookDue || this.#scene.roams) this.#detail(gl, camera);
    if (coarse) {
      if (layer) layer.sheet.visible = false;
      this.#show('all', layer !== undefined || quality === 'low', quality !== 'low');
    } else {
      if (!layer.valid) {
        this.#show('still', quality === 'low', true);
        this.#marks.visible = false;
        layer.bake(gl, world, camera);
        this.#marks.visible = true;
      }
      layer.sheet.visible = true;
      world.background = null;
      this.#show('moving', true, quality !== 'low');
    }
    gl.render(world, camera);
  }

  dispose(): void {
    if (!this.#layer) return;
    this.#scene.root.remove(this.#layer.sheet);
    this.#show('all', false, true);
    this.#layer.dispose();
  }

  #show(which: Showing['which'], plain: boolean, edges: boolean): void {
    this.#showing.which = which;
    this.#showing.plain = plain;
    this.#showing.edges = edges;
    this.#scene.show(this.#showing);
  }

  #detail(gl: WebGLRenderer, camera: PerspectiveCamera): void {
    this.#lookDue = false;
    const height = gl.domElement.clientHeight || gl.domElement.height;
    if (this.#scene.look(camera, height, this.#pace.coarseness)) this.stillChanged();
  }

  /** Shadows fall from everything, also from what is out of view: a frame that draws all of it, only when things stand elsewhere. */
  #shadowFrame(gl: WebGLRenderer, world: Scene, camera: PerspectiveCamera): void {
    this.#shadowsDue = false;
    this.#lookDue = true;
    if (this.#layer) this.#layer.sheet.visible = false;
    this.#scene.lookEverywhere();
    this.#show('all', false, this.#pace.quality !== 'low');
    gl.shadowMap.needsUpdate = true;
    gl.render(world, camera);
    this.stillChanged();
  }
}
