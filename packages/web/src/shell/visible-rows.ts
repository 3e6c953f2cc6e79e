/** Of a long table only the rows in sight exist: which ones those are. */
import { type RefObject, useEffect, useState } from 'react';

const SPARE_ROWS = 6;

/** First row to draw and the one after the last, of `count` rows of `rowHeight` pixels in a scrolling element. */
export function useVisibleRows(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
): { first: number; last: number } {
  const [view, setView] = useState({ top: 0, height: 600 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [scroller]);
  return {
    first: Math.max(0, Math.min(count, Math.floor(view.top / rowHeight) - SPARE_ROWS)),
    last: Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + SPARE_ROWS),
  };
}
