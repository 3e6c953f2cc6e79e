/** Moving and zooming the timeline's window over a chart: Shift or the middle button and a drag, the wheel. */
import type { TimeWindow } from '../time/time-window.ts';

const WHEEL_FACTOR = 1.0016;

/** Returns the function that takes the listeners away. */
export function listenWindow(element: HTMLElement, window: TimeWindow): () => void {
  let panning: number | undefined;
  const down = (event: MouseEvent) => {
    if (event.button !== 1 && !event.shiftKey) return;
    panning = event.clientX;
    // The chart must not take it for a stretch to zoom to.
    event.stopImmediatePropagation();
    event.preventDefault();
  };
  const move = (event: MouseEvent) => {
    if (panning === undefined) return;
    window.pan(((panning - event.clientX) / Math.max(1, element.clientWidth)) * window.span);
    panning = event.clientX;
  };
  const up = () => {
    panning = undefined;
  };
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const { left, width } = element.getBoundingClientRect();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) window.pan((event.deltaX / width) * window.span);
    else
      window.zoom(WHEEL_FACTOR ** event.deltaY, window.from + ((event.clientX - left) / width) * window.span);
  };
  // Before the chart's own listeners, which sit on the same element.
  element.addEventListener('mousedown', down, { capture: true });
  document.addEventListener('mousemove', move);
  document.addEventListener('mouseup', up);
  element.addEventListener('wheel', wheel, { passive: false });
  return () => {
    element.removeEventListener('mousedown', down, { capture: true });
    document.removeEventListener('mousemove', move);
    document.removeEventListener('mouseup', up);
    element.removeEventListener('wheel', wheel);
  };
}
