/**
 * How often and how finely frames are drawn. On a graphics card: every animation frame, up to two device pixels. In
 * software: a coarser picture while things move, a full one when they rest, and never so many frames that the page
 * cannot answer.
 */

const SOFTWARE = /swiftshader|llvmpipe|software|basic render/i;
/** Share of the main thread that frames may take. */
const SHARE = 0.5;
const SLOW_MS = 34;
const FAST_MS = 14;
/** Frames between two changes of the resolution. */
const SETTLE = 12;

export class Pace {
  readonly software: boolean;
  #cost = 8;
  #lastFrame = Number.NEGATIVE_INFINITY;
  #ratio: number;
  #most: number;
  #least: number;
  #sinceChange = 0;
  #previous = Number.NaN;

  constructor(gl: WebGLRenderingContext | WebGL2RenderingContext) {
    const info = gl.getExtension('WEBGL_debug_renderer_info');
    const name: unknown = info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : '';
    this.software = SOFTWARE.test(String(name));
    const device = globalThis.devicePixelRatio || 1;
    this.#most = this.software ? Math.min(1, device) : Math.min(2, device);
    this.#least = this.software ? 0.6 : Math.min(1, device);
    this.#ratio = Number.NaN;
  }

  /** Whether the next frame may be drawn now; `urgent` for what the hand moves. */
  due(now: number, urgent: boolean): boolean {
    const gap = urgent ? this.#cost * 0.2 : Math.max(this.software ? 48 : 0, this.#cost * (1 / SHARE - 1));
    if (now - this.#lastFrame < gap) return false;
    this.#lastFrame = now;
    return true;
  }

  /**
   * Tells that a frame begins (performance time, ms). Returns the pixel ratio to change to, or undefined. The cost is
   * taken from the time between frames that follow each other at once, since drawing ends after the script.
   */
  ratio(began: number): number | undefined {
    const between = began - this.#previous;
    this.#previous = began;
    if (Number.isFinite(between) && between < 400) this.#cost += (Math.min(200, between) - this.#cost) * 0.15;
    if (Number.isNaN(this.#ratio)) {
      this.#ratio = this.#most;
      return this.#ratio;
    }
    if (++this.#sinceChange < SETTLE) return undefined;
    const limit = this.software ? 110 : SLOW_MS;
    let next = this.#ratio;
    if (this.#cost > limit) next = Math.max(this.#least, this.#ratio * 0.85);
    else if (this.#cost < (this.software ? 62 : FAST_MS)) next = Math.min(this.#most, this.#ratio * 1.15);
    if (Math.abs(next - this.#ratio) < 0.02) return undefined;
    this.#ratio = next;
    this.#sinceChange = 0;
    return next;
  }
}
