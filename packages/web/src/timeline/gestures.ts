/**
 * Pointer gestures on the timeline: a drag on the past scrubs, on the axis (or with Shift, or the middle button) moves the
 * window, on the overview moves the window over all of history; two fingers zoom and move; the wheel zooms.
 */
import type { Clock } from '../time/clock.ts';
import type { TimeWindow } from '../time/time-window.ts';

/** Letting go this near (CSS pixels) to now means LIVE. */
const NOW_SLACK_PX = 6;
/** Zoom for each pixel of the wheel. */
const WHEEL_FACTOR = 1.0016;

interface GestureParts {
  clock: Clock;
  window: TimeWindow;
  /** What lies at a height of the element. */
  part: (y: number) => 'past' | 'axis' | 'overview';
  /** The instant a share of the overview's width stands for. */
  overviewTime: (share: number) => number;
  /** The pointer is over an instant and nothing is pressed; undefined when it leaves. */
  hover: (place: { x: number; y: number; time: number } | undefined) => void;
}

/** Returns the function that takes the listeners away. */
export function listenGestures(element: HTMLElement, parts: GestureParts): () => void {
  const { clock, window } = parts;
  const pointers = new Map<number, { x: number; y: number }>();
  let drag: 'scrub' | 'pan' | 'overview' | undefined;
  const box = () => element.getBoundingClientRect();
  const timeAt = (x: number) => window.from + (x / Math.max(1, element.clientWidth)) * window.span;

  const down = (event: PointerEvent) => {
    if (event.button > 1) return;
    const { left, top } = box();
    const at = { x: event.clientX - left, y: event.clientY - top };
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, at);
    parts.hover(undefined);
    if (pointers.size === 2) {
      if (drag === 'scrub') clock.endScrub(0);
      drag = undefined;
      return;
    }
    const part = parts.part(at.y);
    if (part === 'overview') {
      drag = 'overview';
      window.center(parts.overviewTime(at.x / element.clientWidth));
    } else if (part === 'axis' || event.shiftKey || event.button === 1) {
      drag = 'pan';
    } else {
      drag = 'scrub';
      clock.startScrub();
      clock.scrubTo(timeAt(at.x));
    }
    if (event.button === 1) event.preventDefault();
  };

  const move = (event: PointerEvent) => {
    const { left, top } = box();
    const at = { x: event.clientX - left, y: event.clientY - top };
    const before = pointers.get(event.pointerId);
    if (!before) {
      const over = parts.part(at.y) === 'overview';
      const time = over ? parts.overviewTime(at.x / element.clientWidth) : timeAt(at.x);
      parts.hover({ ...at, time });
      return;
    }
    if (pointers.size === 2) pinch(event.pointerId, before, at);
    else if (drag === 'scrub') clock.scrubTo(timeAt(at.x));
    else if (drag === 'pan') window.pan(((before.x - at.x) / element.clientWidth) * window.span);
    else if (drag === 'overview') window.center(parts.overviewTime(at.x / element.clientWidth));
    pointers.set(event.pointerId, at);
  };

  /** What lies under the fingers stays under them. */
  const pinch = (id: number, before: { x: number }, at: { x: number }) => {
    const other = [...pointers].find(([key]) => key !== id)?.[1];
    if (!other) return;
    const was = Math.abs(before.x - other.x);
    const is = Math.abs(at.x - other.x);
    if (was > 8 && is > 8) window.zoom(was / is, timeAt((before.x + other.x) / 2));
    window.pan((((before.x - at.x) / 2) * window.span) / element.clientWidth);
  };

  const up = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId)) return;
    if (drag === 'scrub') clock.endScrub((window.span * NOW_SLACK_PX) / element.clientWidth);
    drag = undefined;
  };

  const leave = () => parts.hover(undefined);

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const { left } = box();
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      window.pan(((event.deltaX || event.deltaY) / 600) * window.span);
    } else {
      window.zoom(WHEEL_FACTOR ** event.deltaY, timeAt(event.clientX - left));
    }
  };

  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', up);
  element.addEventListener('pointerleave', leave);
  // A listener of our own: React's are passive and could not keep the page from scrolling.
  element.addEventListener('wheel', wheel, { passive: false });
  return () => {
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', up);
    element.removeEventListener('pointerleave', leave);
    element.removeEventListener('wheel', wheel);
  };
}
