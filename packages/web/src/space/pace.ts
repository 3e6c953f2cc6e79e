/**
 * How often and how finely frames are drawn. On a graphics card: every animation frame, up to two device pixels. In
 * software: fewer frames, a coarser picture when they are dear, and never so many that the page cannot answer.
 */

const SOFTWARE = /swiftshader|llvmpipe|software|basic render/i;
/** In software, least time between two frames that nobody's hand asks for: two animation frames of a sixtieth, less their jitter. */
const SOFTWARE_GAP_MS = 26;
/** Animation frames come some ms early or late. */
const JITTER_MS = 7;
const DEAR_MS = 32;
const CHEAP_MS = 18;
/** Frames between two changes of the resolution. */
const SETTLE = 15;
/** A longer pause between two animation frames is a hidden page or a busy machine, not the cost of a frame. */
const COST_MOST_MS = 2000;

export interface Graphics {
  webgl: boolean;
  /** Drawn by the processor: smoothing and soft shadows cost too much. */
  software: boolean;
}

let known: Graphics | undefined;

/** What this browser can draw with; asked once. */
export function graphics(): Graphics {
  if (known) return known;
  const gl = document.createElement('canvas').getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = gl && info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : '';
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  known = { webgl: gl !== null, software: SOFTWARE.test(String(name)) };
  return known;
}

export class Pace {
  /** What the person chose; `low` also goes without shadows, and without edges while anything moves. */
  readonly quality: 'auto' | 'low' | 'high';
  #software: boolean;
  /** Milliseconds from a drawn frame to the next animation frame: script, driver and drawing together. */
  #cost = 16;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #pending = false;
  #ratio: number;
  #most: number;
  #least: number;
  #sinceChange = 0;
  #occludes: boolean;

  constructor(software: boolean, devicePixelRatio: number, quality: 'auto' | 'low' | 'high' = 'auto') {
    this.quality = quality;
    this.#software = software;
    const most = { auto: software ? 1 : 2, low: 0.75, high: 2 }[quality];
    this.#most = Math.min(most, quality === 'low' ? most : devicePixelRatio);
    this.#least = quality === 'high' ? this.#most : Math.min(software ? 0.6 : 1, this.#most);
    this.#ratio = this.#most;
    this.#occludes = quality === 'high' || (quality === 'auto' && !software);
  }

  /**
   * Whether ambient occlusion is drawn: where the person asked for the highest quality, and on a graphics card until frames
   * turn out too dear for it.
   */
  get occludes(): boolean {
    return this.#occludes;
  }

  /** How much coarser shapes may be than their size on screen deserves. */
  get coarseness(): number {
    return this.quality === 'high' ? 0.6 : this.quality === 'low' || this.#software ? 1.6 : 1;
  }

  /** Pixel ratio to draw with while the camera moves; on a graphics card always. */
  get ratio(): number {
    return this.#ratio;
  }

  /** Pixel ratio of a fine picture. */
  get most(): number {
    return this.#most;
  }

  /**
   * To be called every animation frame with its time, ms. Answers whether to draw now; `urgent`: something follows
   * the hand. `inMotion`: the camera moves, and what this frame costs tells how finely the next may be drawn.
   */
  due(now: number, wanted: boolean, urgent: boolean, inMotion = true): boolean {
    if (this.#pending) {
      this.#pending = false;
      const cost = Math.min(COST_MOST_MS, now - this.#drawnAt);
      this.#cost += (cost - this.#cost) * 0.25;
      if (inMotion || !this.#software) this.#settle();
    }
    if (!wanted) return false;
    const gap = urgent ? 0 : this.#software ? Math.max(SOFTWARE_GAP_MS, 2 * this.#cost - JITTER_MS) : 0;
    if (now - this.#drawnAt < gap) return false;
    this.#drawnAt = now;
    this.#pending = true;
    return true;
  }

  #settle(): void {
    if (++this.#sinceChange < SETTLE) return;
    const dear = this.#software ? DEAR_MS * 2 : DEAR_MS;
    const cheap = this.#software ? CHEAP_MS * 2 : CHEAP_MS;
    let next = this.#ratio;
    if (this.#cost > dear && this.quality === 'auto') this.#occludes = false;
    if (this.#cost > dear) next = Math.max(this.#least, this.#ratio * 0.8);
    else if (this.#cost < cheap) next = Math.min(this.#most, this.#ratio * 1.15);
    if (Math.abs(next - this.#ratio) < 0.02) return;
    this.#ratio = next;
    this.#sinceChange = 0;
  }
}
