/**
 * A picture of the plant beside the space itself: one renderer and one camera for one pane or several side by side, drawn
 * only when something changed. Build places twins in it, Compare shows two instants.
 */
import {
  BasicShadowMap,
  Color,
  Group,
  PCFShadowMap,
  PerspectiveCamera,
  Raycaster,
  Scene,
  Vector2,
  WebGLRenderer,
} from 'three';
import type { ValueSource } from '../values/value-source.ts';
import type { SpaceTheme } from './colours.ts';
import { Labels } from './labels.ts';
import { Outlines } from './outlines.ts';
import { graphics } from './pace.ts';
import type { Hit, PlantScene, Showing } from './plant-scene.ts';
import { ViewControl } from './view-control.ts';

/** Least time between two frames that only values ask for, ms; in software, which draws slowly, more. */
const VALUES_MS = 33;
const VALUES_SOFTWARE_MS = 500;
/** The camera rests when it has not moved for so long, ms. */
const REST_MS = 160;
/** After a longer pause things do not catch up on their movement, ms. */
const STEP_MOST_MS = 1000;

/** One view of the plant: what is drawn, and where on the page it is seen. */
export class Pane {
  /** Lies over the canvas where the pane is seen, and hears the pointer. */
  readonly element: HTMLElement;
  readonly scene: PlantScene;
  readonly source: ValueSource;
  readonly world = new Scene();
  readonly outlines = new Outlines();
  /** Whatever else is drawn in it. */
  readonly extras = new Group();
  readonly labels: Labels;
  /** Whether time goes on in it, so that rolls turn. */
  runs = false;
  /** Version of the values that were shown last. */
  version = Number.NaN;

  constructor(element: HTMLElement, layer: HTMLElement, scene: PlantScene, source: ValueSource) {
    this.element = element;
    this.scene = scene;
    this.source = source;
    this.labels = new Labels(layer);
    this.world.add(scene.root, this.outlines.root, this.extras);
  }

  dispose(): void {
    this.labels.dispose();
    this.outlines.clear();
    this.world.clear();
  }
}

export class Vista {
  readonly camera = new PerspectiveCamera(32, 1, 0.1, 1000);
  readonly control: ViewControl;
  readonly panes: readonly Pane[];
  /** Called in each frame, before it is drawn. */
  onFrame: (() => void) | undefined;
  #gl: WebGLRenderer;
  #ground = new Color();
  #frame = 0;
  #later: ReturnType<typeof setTimeout> | undefined;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #movedAt = Number.NEGATIVE_INFINITY;
  #shadowsDue = true;
  #showing: Showing = { which: 'all', plain: false, edges: true };
  #observer: ResizeObserver;
  #offs: (() => void)[] = [];

  /** All panes have the same size. The pointer turns the one camera in any of them. */
  constructor(canvas: HTMLCanvasElement, panes: readonly Pane[], theme: SpaceTheme) {
    this.panes = panes;
    const { software } = graphics();
    this.#gl = new WebGLRenderer({ canvas, antialias: !software, alpha: false, stencil: true });
    this.#gl.setPixelRatio(software ? 1 : Math.min(2, globalThis.devicePixelRatio || 1));
    this.#gl.shadowMap.enabled = true;
    this.#gl.shadowMap.type = software ? BasicShadowMap : PCFShadowMap;
    this.#gl.shadowMap.autoUpdate = false;
    this.#gl.setScissorTest(true);
    this.#resize();
    const [first] = panes;
    this.control = new ViewControl(this.camera, first.element, first.scene.things, () => {
      this.#movedAt = performance.now();
      this.changed();
    });
    for (const pane of panes) {
      this.#offs.push(pane.source.subscribe(() => this.#valuesChanged()));
      // The one camera follows the hand in the pane that the hand is over.
      const take = () => {
        const { controls } = this.control;
        if (controls.domElement === pane.element) return;
        controls.disconnect();
        controls.connect(pane.element);
      };
      if (panes.length > 1) pane.element.addEventListener('pointerenter', take);
      this.#offs.push(() => pane.element.removeEventListener('pointerenter', take));
    }
    const restored = () => this.changed();
    canvas.addEventListener('webglcontextrestored', restored);
    this.#offs.push(() => canvas.removeEventListener('webglcontextrestored', restored));
    this.#observer = new ResizeObserver(() => {
      this.#resize();
      this.changed();
    });
    for (const pane of panes) this.#observer.observe(pane.element);
    this.setTheme(theme);
    this.control.home(true);
  }

  setTheme(theme: SpaceTheme): void {
    this.#ground.set(theme.ground);
    for (const { scene } of this.panes) scene.setTheme(theme);
    this.#shadowsDue = true;
    this.changed();
  }

  /** Something looks different: draws soon. */
  changed(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#draw);
  }

  /** What a place of the window, CSS pixels, shows of a pane; undefined where nothing is. */
  hit(pane: Pane, at: { x: number; y: number }): Hit | undefined {
    return pane.scene.hit(this.ray(pane, at));
  }

  /** The ray through a place of the window; the same object each time. */
  ray(pane: Pane, at: { x: number; y: number }): Raycaster {
    const box = pane.element.getBoundingClientRect();
    spot.set(((at.x - box.left) / box.width) * 2 - 1, 1 - ((at.y - box.top) / box.height) * 2);
    raycaster.setFromCamera(spot, this.camera);
    raycaster.far = this.camera.far * 2;
    return raycaster;
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#later);
    this.#observer.disconnect();
    for (const off of this.#offs) off();
    this.control.dispose();
    for (const pane of this.panes) pane.dispose();
    this.#gl.dispose();
    this.#gl.forceContextLoss();
  }

  #valuesChanged(): void {
    if (this.#frame !== 0 || this.#later !== undefined) return;
    const gap = graphics().software ? VALUES_SOFTWARE_MS : VALUES_MS;
    const wait = this.#drawnAt + gap - performance.now();
    this.#later = setTimeout(() => this.changed(), Math.max(0, wait));
  }

  #resize(): void {
    const { clientWidth, clientHeight } = this.panes[0].element;
    const box = this.#gl.domElement.parentElement;
    if (!box || clientWidth < 2 || clientHeight < 2) return;
    this.#gl.setSize(box.clientWidth, box.clientHeight);
    this.camera.aspect = clientWidth / clientHeight;
    this.camera.updateProjectionMatrix();
    for (const { outlines } of this.panes) outlines.viewport.set(clientWidth, clientHeight);
  }

  #draw = (): void => {
    this.#frame = 0;
    const now = performance.now();
    const ms = Math.min(STEP_MOST_MS, now - this.#drawnAt);
    this.#drawnAt = now;
    const { software } = graphics();
    const flew = this.control.step(now);
    const moves = flew || now - this.#movedAt < REST_MS;
    this.camera.updateMatrixWorld();
    this.onFrame?.();
    this.#showing.plain = software && moves;
    let moving = false;
    for (const pane of this.panes) moving = this.#drawPane(pane, pane.runs ? ms : 0) || moving;
    const cast = this.#shadowsDue && !this.#showing.plain;
    if (cast) this.#shadowsDue = false;
    if (cast || this.control.flying || (moving && !software)) this.changed();
    else if (this.#showing.plain) this.#later = setTimeout(() => this.changed(), REST_MS);
  };

  /** Returns whether something in it keeps moving by itself. */
  #drawPane(pane: Pane, ms: number): boolean {
    const { element, scene, source, world } = pane;
    const { clientWidth: width, clientHeight: height, offsetLeft: left } = element;
    if (width < 2 || height < 2) return false;
    const moving = scene.step(source, ms) && pane.runs;
    if (pane.version !== source.version) {
      pane.version = source.version;
      scene.showState(source);
    }
    const gl = this.#gl;
    const bottom = gl.domElement.clientHeight - element.offsetTop - height;
    gl.setViewport(left, bottom, width, height);
    gl.setScissor(left, bottom, width, height);
    world.background = this.#ground;
    pane.outlines.follow();
    if (this.#shadowsDue && !this.#showing.plain) {
      // Shadows fall from everything, also from what is out of view.
      scene.lookEverywhere();
      gl.shadowMap.needsUpdate = true;
    } else {
      scene.look(this.camera, height, graphics().software ? 1.6 : 1);
    }
    scene.show(this.#showing);
    gl.render(world, this.camera);
    pane.labels.layout(this.camera, width, height);
    return moving;
  }
}

const raycaster = new Raycaster();
const spot = new Vector2();
