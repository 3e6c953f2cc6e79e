/** Draws exhibits into any number of canvases with one renderer: a browser gives away few of those. */
import { BasicShadowMap, Color, NoToneMapping, PCFShadowMap, WebGLRenderer } from 'three';
import { SPACE_THEMES } from '../space/colours.ts';
import { graphics } from '../space/pace.ts';
import type { Exhibit, Look, ThemeName } from './exhibit.ts';

/** Largest picture, device pixels. */
const WIDEST = 1800;
const HIGHEST = 1200;

export class Studio {
  #gl: WebGLRenderer;
  #ground = new Color();
  #waiting = new Set<() => void>();
  #handle = 0;

  constructor() {
    this.#gl = new WebGLRenderer({ antialias: true, alpha: false, preserveDrawingBuffer: true });
    this.#gl.toneMapping = NoToneMapping;
    this.#gl.shadowMap.enabled = true;
    this.#gl.shadowMap.type = graphics().software ? BasicShadowMap : PCFShadowMap;
    this.#gl.shadowMap.autoUpdate = false;
    this.#gl.setScissorTest(true);
  }

  /**
   * Draws into a canvas at its size in CSS pixels times the density of the screen. `shadows`: cast anew, which costs
   * as much as the picture.
   */
  paint(
    canvas: HTMLCanvasElement,
    exhibit: Exhibit,
    view: { level: number; look: Look; theme: ThemeName; shadows: boolean },
  ): void {
    const density = graphics().software ? 1 : Math.min(2, globalThis.devicePixelRatio || 1);
    const width = Math.min(WIDEST, Math.round(canvas.clientWidth * density));
    const height = Math.min(HIGHEST, Math.round(canvas.clientHeight * density));
    if (width < 2 || height < 2) return;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const { domElement } = this.#gl;
    if (domElement.width < width || domElement.height < height) {
      this.#gl.setSize(Math.max(domElement.width, width), Math.max(domElement.height, height), false);
    }
    exhibit.setTheme(view.theme);
    exhibit.prepare(view.level, view.look, width / height);
    this.#gl.shadowMap.needsUpdate = view.shadows;
    exhibit.scene.background = this.#ground.set(SPACE_THEMES[view.theme].ground);
    this.#gl.setViewport(0, 0, width, height);
    this.#gl.setScissor(0, 0, width, height);
    this.#gl.render(exhibit.scene, exhibit.camera);
    canvas
      .getContext('2d')
      ?.drawImage(domElement, 0, domElement.height - height, width, height, 0, 0, width, height);
  }

  /** Runs some drawing soon, one a frame. Returns how to call it off. */
  queue(draw: () => void): () => void {
    this.#waiting.add(draw);
    if (this.#handle === 0) this.#handle = requestAnimationFrame(this.#next);
    return () => this.#waiting.delete(draw);
  }

  #next = (): void => {
    const [draw] = this.#waiting;
    this.#handle = 0;
    if (!draw) return;
    this.#waiting.delete(draw);
    draw();
    if (this.#waiting.size > 0) this.#handle = requestAnimationFrame(this.#next);
  };

  dispose(): void {
    cancelAnimationFrame(this.#handle);
    this.#gl.dispose();
    this.#gl.forceContextLoss();
  }
}
