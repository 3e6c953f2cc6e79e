/**
 * How a frame is drawn. On a graphics card: everything, each time, with ambient occlusion as long as frames are cheap. In
 * software: while the camera moves everything, as coarsely as the pace says; once it rests what stands still is baked,
 * and only what moves is drawn over it, in those squares of the picture where something moves. The rest stays as it was.
 */
import {
  type Color,
  Matrix4,
  Mesh,
  type Object3D,
  type PerspectiveCamera,
  type Scene,
  Vector2,
  type WebGLRenderer,
} from 'three';
import { Layer } from './layer.ts';
import type { Pace } from './pace.ts';
import type { PlantScene, Showing } from './plant-scene.ts';
import { Tiles } from './tiles.ts';

/** The picture rests when nothing has moved it for so long, ms. */
const REST_MS = 160;

/** Outlines stand out from what they mark by no more than this, CSS pixels. */
const OUTLINE_PX = 6;
/** Pixels finer than this need fewer samples each. */
const FINE_RATIO = 1.5;

export class Painter {
  #layer: Layer | undefined;
  /** Whether the processor draws. */
  #software: boolean;
  #scene: PlantScene;
  #pace: Pace;
  #marks: Object3D;
  #movedAt = Number.NEGATIVE_INFINITY;
  #showing: Showing = { which: 'all', plain: false, edges: true };
  #shadowsDue = true;
  /** The camera or the picture's size changed since it was chosen what is worth drawing. */
  #lookDue = true;
  #tiles = new Tiles();
  /** Whether the picture on screen shows what stands still as it was baked last. */
  #kept = false;
  #size = new Vector2();
  #viewProjection = new Matrix4();
  #markOne = (object: Object3D): void => {
    if (!(object instanceof Mesh)) return;
    object.geometry.boundingBox ?? object.geometry.computeBoundingBox();
    const rim = OUTLINE_PX * this.#pace.most;
    this.#tiles.mark(object.geometry.boundingBox, object.matrixWorld.elements, 0, rim);
  };

  /** `marks`: outlines, drawn over everything else. `software`: what stands still is drawn once while the camera rests. */
  constructor(scene: PlantScene, marks: Object3D, pace: Pace, software: boolean) {
    this.#scene = scene;
    this.#marks = marks;
    this.#pace = pace;
    this.#software = software;
    if (!software && !pace.occludes) return;
    this.#layer = new Layer(pace.occludes, pace.most >= FINE_RATIO ? 2 : undefined);
    scene.root.add(this.#layer.sheet);
  }

  /** The camera is somewhere else. `now`: performance.now(). */
  cameraMoved(now: number): void {
    this.#lookDue = true;
    this.stillChanges(now);
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

  /** The same, and soon again: the picture waits to be fine until a while after, as with the camera. `now`: performance.now(). */
  stillChanges(now: number): void {
    this.#movedAt = now;
    this.stillChanged();
  }

  /** Things stand elsewhere, or their light changed: shadows are drawn again with the next frame. */
  shadowsChanged(): void {
    this.#shadowsDue = true;
    this.stillChanged();
  }

  /** Whether the camera or the time that is shown moved a moment ago, so that frames are drawn in haste. */
  inMotion(now: number): boolean {
    return now - this.#movedAt < REST_MS;
  }

  /** Whether a fine picture is due, though nothing moves. */
  owes(now: number): boolean {
    return this.#layer?.valid === false && !(this.#software && this.inMotion(now));
  }

  paint(gl: WebGLRenderer, world: Scene, camera: PerspectiveCamera, ground: Color, now: number): void {
    const { quality } = this.#pace;
    if (!this.#software && !this.#pace.occludes) this.#drop();
    const layer = this.#layer;
    const hasty = this.#software && this.inMotion(now);
    const coarse = !layer || hasty;
    const ratio = coarse || !this.#software ? this.#pace.ratio : this.#pace.most;
    // The drawing buffer is resized in the frame that fills it again, so that nothing blank is ever seen.
    if (Math.abs(gl.getPixelRatio() - ratio) > 0.001) gl.setPixelRatio(ratio);
    world.background = ground;
    // In haste no shadows are drawn: the first picture does not wait for them.
    if (this.#shadowsDue && quality !== 'low' && !hasty) {
      this.#shadowFrame(gl, world, camera);
      return;
    }
    if (this.#lookDue || this.#scene.roams) this.#detail(gl, camera);
    if (coarse) {
      if (layer) layer.sheet.visible = false;
      this.#show('all', this.#software || quality === 'low', quality !== 'low');
    } else {
      if (!layer.valid || !this.#software) {
        this.#kept = false;
        this.#show(this.#software ? 'still' : 'all', quality === 'low', true);
        this.#marks.visible = false;
        layer.bake(gl, world, camera);
        this.#marks.visible = true;
      }
      layer.sheet.visible = true;
      world.background = null;
      if (this.#software) {
        this.#show('moving', true, quality !== 'low');
        this.#renderOver(layer, gl, world, camera);
        return;
      }
      this.#show('none', false, false);
    }
    this.#kept = false;
    gl.render(world, camera);
  }

  dispose(): void {
    this.#drop();
    this.#tiles.dispose();
    this.#show('all', false, true);
  }

  /** What stands still is copied only where something is drawn over it, or was in the frame before. Needs the picture preserved. */
  #renderOver(layer: Layer, gl: WebGLRenderer, world: Scene, camera: PerspectiveCamera): void {
    const { x, y } = gl.getDrawingBufferSize(this.#size);
    camera.updateMatrixWorld();
    this.#tiles.begin(
      x,
      y,
      this.#viewProjection.multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse),
    );
    this.#scene.markMoving(this.#tiles);
    this.#marks.updateMatrixWorld();
    this.#marks.traverseVisible(this.#markOne);
    this.#tiles.end();
    layer.within = this.#kept ? this.#tiles : undefined;
    gl.autoClear = !this.#kept;
    if (this.#kept) gl.clear(false, false, true);
    gl.render(world, camera);
    gl.autoClear = true;
    this.#kept = true;
  }

  #drop(): void {
    if (!this.#layer) return;
    this.#scene.root.remove(this.#layer.sheet);
    this.#layer.dispose();
    this.#layer = undefined;
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
    this.#kept = false;
    gl.shadowMap.needsUpdate = true;
    gl.render(world, camera);
    this.stillChanged();
  }
}
