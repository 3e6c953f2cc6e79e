/** Paints the course of a signal into a row: band, line or steps, and its gaps. */
import type { SamplesAnswer } from '@millwright/server/client';
import { courseOf } from './course.ts';
import type { TimelineColours } from './picture.ts';

interface CourseRow {
  x: (time: number) => number;
  top: number;
  bottom: number;
  /** Told when it changes: drawn in steps, and silence is no gap. */
  stepped: boolean;
  /** Until when the newest value is known to last, ms; of signals in steps. */
  until?: number;
  /** Without gaps and band. */
  plain?: boolean;
}

export function paintCourse(
  c: CanvasRenderingContext2D,
  answer: SamplesAnswer,
  { x, top, bottom, stepped, until, plain = false }: CourseRow,
  colours: TimelineColours,
): void {
  const { times, middle, low, high, width, range, gaps } = courseOf(answer, stepped);
  const [least, most] = range;
  if (!(most >= least)) return;
  const pad = (most - least) * 0.05 || Math.abs(most) * 0.1 || 1;
  const y = (value: number) => {
    const share = (value - least + pad) / (most - least + 2 * pad);
    return bottom - Math.max(0, Math.min(1, share)) * (bottom - top);
  };
  if (!plain) {
    c.fillStyle = colours.band;
    if (width > 0) {
      for (let i = 0; i < times.length; i++) {
        const from = low[i];
        const to = high[i];
        if (from === null || to === null) continue;
        const x0 = x(times[i] - width / 2);
        c.fillRect(x0, y(to), Math.max(1, x(times[i] + width / 2) - x0), Math.max(1, y(from) - y(to)));
      }
    }
    // A gap is shown as such, and not only by a line that is missing.
    c.fillStyle = colours.ground;
    c.strokeStyle = colours.strong;
    c.lineWidth = 1;
    for (const [from, to] of gaps) {
      const x0 = x(from);
      const x1 = x(to);
      if (x1 - x0 < 2) continue;
      c.fillRect(x0, top, x1 - x0, bottom - top);
      c.setLineDash([2, 3]);
      c.beginPath();
      c.moveTo(x0, (top + bottom) / 2);
      c.lineTo(x1, (top + bottom) / 2);
      c.stroke();
      c.setLineDash([]);
    }
  }
  c.strokeStyle = plain ? colours.strong : colours.line;
  c.lineWidth = plain ? 1 : 1.2;
  c.beginPath();
  let gap = 0;
  let pen: number | undefined;
  for (let i = 0; i < times.length; i++) {
    const value = middle[i];
    if (value === null) {
      pen = undefined;
      continue;
    }
    while (gap < gaps.length && gaps[gap][1] <= times[i]) {
      gap++;
      pen = undefined;
    }
    const at = x(times[i]);
    const height = y(value);
    if (pen === undefined) c.moveTo(at, height);
    else {
      if (stepped) c.lineTo(at, pen);
      c.lineTo(at, height);
    }
    pen = height;
  }
  if (stepped && pen !== undefined && until !== undefined) c.lineTo(x(until), pen);
  c.stroke();
}
