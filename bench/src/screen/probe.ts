/**
 * Runs in the page before anything else: counts the draw calls and the script time of each animation frame, and how
 * long a move of the pointer takes until a picture of the new instant is drawn: one for which the clock does not say that it
 * is still loading. Must not use anything outside of itself.
 */

export interface Probe {
  /** From the beginning to the end of the script of each frame in which something was drawn, waits for a core included, ms. */
  script: number[];
  /** From the end of the script of such a frame to the next animation frame, ms: driver, raster and compositing. */
  rest: number[];
  draws: number[];
  /** Ms since navigation at which the first picture was complete; 0 before. */
  firstPicture: number;
  /** Pointer to picture, ms. */
  scrubs: number[];
  reset(): void;
}

declare global {
  interface Window {
    probe: Probe;
  }
}

/** A frame with fewer draw calls shows no plant yet. */
export function installProbe(leastDraws: number): void {
  let draws = 0;
  let script = 0;
  let ended = 0;
  let moved = Number.NaN;
  /** First picture since the pointer moved, or since the clock last said that it loads; 0: none. */
  let pictured = 0;
  // The clock says so this long after a move at the latest, ms.
  const notice = 60;
  const probe: Probe = {
    script: [],
    rest: [],
    draws: [],
    firstPicture: 0,
    scrubs: [],
    reset() {
      this.script.length = 0;
      this.rest.length = 0;
      this.draws.length = 0;
      this.scrubs.length = 0;
    },
  };
  window.probe = probe;
  const gl = WebGL2RenderingContext.prototype;
  for (const name of [
    'drawElements',
    'drawArrays',
    'drawElementsInstanced',
    'drawArraysInstanced',
  ] as const) {
    const original: (...args: number[]) => void = gl[name];
    Object.defineProperty(gl, name, {
      value(this: WebGL2RenderingContext, ...args: number[]) {
        if (draws++ === 0) performance.mark('drawn');
        original.apply(this, args);
      },
    });
  }
  const raf = window.requestAnimationFrame.bind(window);
  let frame = -1;
  const begin = (now: number): void => {
    if (now === frame) return;
    // The frame before is over.
    if (draws > 0) {
      probe.draws.push(draws);
      probe.script.push(script);
      probe.rest.push(performance.now() - ended);
      if (draws >= leastDraws && probe.firstPicture === 0) probe.firstPicture = performance.now();
      if (pictured === 0) pictured = performance.now();
    }
    frame = now;
    draws = 0;
    script = 0;
  };
  window.requestAnimationFrame = (callback) =>
    raf((now) => {
      begin(now);
      const started = performance.now();
      callback(now);
      ended = performance.now();
      script += ended - started;
    });
  const watch = (): void => {
    raf(watch);
    if (Number.isNaN(moved)) return;
    if (document.querySelector('.clock-loading')) pictured = 0;
    else if (pictured > moved && performance.now() - moved > notice) {
      probe.scrubs.push(pictured - moved);
      moved = Number.NaN;
    }
  };
  raf(watch);
  window.addEventListener(
    'pointermove',
    (event) => {
      if (event.buttons === 0 || !Number.isNaN(moved)) return;
      moved = performance.now();
      pictured = 0;
    },
    true,
  );
}
