/** Paints the timeline onto a canvas: axis, alarm spans in lanes, events, the key figure, now, the clock, the overview. */
import type { Priority } from '../alarms/priorities.ts';
import { formatTime } from '../i18n/format.ts';
import { paintCourse } from './paint-course.ts';
import { overviewRange, type Rows, rowsOf, type TimelineColours, type TimelinePicture } from './picture.ts';
import { LANES, type Span, spansOf } from './spans.ts';
import { ticksOf, zoneOffset } from './ticks.ts';

const SMALL_FONT = '11px system-ui, sans-serif';
const MARK_PX = 4;

type Scale = (time: number) => number;

/** Returns the spans it drew, for pointing at them. */
export function paintTimeline(
  c: CanvasRenderingContext2D,
  p: TimelinePicture,
  colours: TimelineColours,
): Span[] {
  const { width, height, from, to } = p;
  const rows = rowsOf(height, LANES);
  const x: Scale = (time) => ((time - from) / (to - from)) * width;
  c.fillStyle = colours.surface;
  c.fillRect(0, 0, width, height);
  paintNothing(c, p, colours, rows, x);
  paintAxis(c, p, colours, rows, x);
  const spans = spansOf(p.alarms, p);
  for (const span of spans) paintSpan(c, span, p, colours, rows);
  paintEvents(c, p, colours, rows, x);
  if (p.kpi)
    paintCourse(
      c,
      p.kpi,
      { x, top: rows.kpi, bottom: rows.kpiEnd, stepped: p.stepped, until: p.now },
      colours,
    );
  paintOverview(c, p, colours, rows);
  paintInstants(c, p, colours, rows, x);
  return spans;
}

/** Right of now there is nothing yet, left of the first sample nothing any more: hatched, and said where there is room. */
function paintNothing(
  c: CanvasRenderingContext2D,
  p: TimelinePicture,
  colours: TimelineColours,
  rows: Rows,
  x: Scale,
): void {
  const now = x(p.now);
  if (now < p.width) paintHatched(c, Math.max(0, now), p.width, rows, colours, p.texts.nothingYet);
  const first = p.first === null ? 0 : x(p.first);
  if (first > 0) paintHatched(c, 0, Math.min(p.width, first), rows, colours, p.texts.nothingBefore);
}

function paintHatched(
  c: CanvasRenderingContext2D,
  x0: number,
  x1: number,
  rows: Rows,
  colours: TimelineColours,
  text: string,
): void {
  c.save();
  c.beginPath();
  c.rect(x0, 0, x1 - x0, rows.axis);
  c.clip();
  c.fillStyle = colours.ground;
  c.fillRect(x0, 0, x1 - x0, rows.axis);
  c.strokeStyle = colours.faint;
  c.lineWidth = 1;
  c.beginPath();
  for (let at = Math.floor(x0 / 8) * 8 - rows.axis; at < x1; at += 8) {
    c.moveTo(at, rows.axis);
    c.lineTo(at + rows.axis, 0);
  }
  c.stroke();
  c.font = SMALL_FONT;
  c.textAlign = 'center';
  const needed = c.measureText(text).width + 16;
  if (x1 - x0 > needed) {
    const middle = (x0 + x1) / 2;
    c.fillStyle = colours.ground;
    c.fillRect(middle - needed / 2, rows.axis / 2 - 10, needed, 18);
    c.fillStyle = colours.text;
    c.fillText(text, middle, rows.axis / 2 + 3);
  }
  c.restore();
}

function paintAxis(
  c: CanvasRenderingContext2D,
  p: TimelinePicture,
  colours: TimelineColours,
  rows: Rows,
  x: Scale,
): void {
  const offset = zoneOffset((p.from + p.to) / 2, p.timezone);
  const ticks = ticksOf(p.from, p.to, p.width / 96, offset);
  c.font = SMALL_FONT;
  c.textBaseline = 'alphabetic';
  c.textAlign = 'center';
  c.lineWidth = 1;
  const nowX = x(p.now);
  const baseline = rows.overview - 5;
  for (const time of ticks.times) {
    const at = Math.round(x(time)) + 0.5;
    c.strokeStyle = colours.faint;
    line(c, at, 0, at, rows.axis);
    if (Math.abs(at - nowX) < 52 || at < 32 || at > p.width - 32) continue;
    // Midnight carries the date, so that hours of several days can be told apart.
    const midnight = (time + offset) % 86_400_000 === 0;
    c.fillStyle = colours.text;
    c.fillText(formatTime(time, midnight ? 'date' : ticks.style, p.language, p.timezone), at, baseline);
  }
  if (nowX > 0 && nowX <= p.width) {
    c.fillStyle = colours.now;
    c.font = `600 ${SMALL_FONT}`;
    c.fillText(p.texts.now, Math.min(p.width - 16, nowX), baseline);
  }
  c.strokeStyle = colours.faint;
  line(c, 0, rows.axis + 0.5, p.width, rows.axis + 0.5);
}

function paintSpan(
  c: CanvasRenderingContext2D,
  span: Span,
  p: TimelinePicture,
  colours: TimelineColours,
  rows: Rows,
): void {
  const y = rows.lanes + span.lane * rows.lane;
  const x0 = Math.max(-2, span.x0);
  const x1 = Math.min(p.width + 2, span.x1);
  c.fillStyle = colours[span.priority];
  c.globalAlpha = span.standing ? 0.9 : 0.45;
  c.fillRect(x0, y + 1.5, x1 - x0, rows.lane - 4);
  c.globalAlpha = 1;
  if (span.x0 < -MARK_PX) return;
  const count = span.alarms.length;
  paintMark(c, span.priority, span.x0 + MARK_PX, y + rows.lane / 2 - 0.5, colours[span.priority]);
  if (count === 1) return;
  c.font = `600 9px system-ui, sans-serif`;
  c.textAlign = 'left';
  const text = `×${count}`;
  const at = span.x0 + MARK_PX * 2 + 3;
  const width = c.measureText(text).width;
  c.fillStyle = colours.surface;
  c.fillRect(at - 2, y, width + 4, rows.lane);
  c.fillStyle = colours.now;
  c.fillText(text, at, y + rows.lane - 1);
}

/** The shape of a priority: what colour alone would not tell everybody. */
function paintMark(
  c: CanvasRenderingContext2D,
  priority: Priority,
  x: number,
  y: number,
  colour: string,
): void {
  const r = MARK_PX;
  c.fillStyle = colour;
  c.beginPath();
  if (priority === 'critical') {
    c.moveTo(x, y - r);
    c.lineTo(x + r, y + r);
    c.lineTo(x - r, y + r);
  } else if (priority === 'high') {
    c.moveTo(x, y - r - 0.5);
    c.lineTo(x + r + 0.5, y);
    c.lineTo(x, y + r + 0.5);
    c.lineTo(x - r - 0.5, y);
  } else if (priority === 'medium') {
    c.rect(x - r + 0.5, y - r + 0.5, 2 * r - 1, 2 * r - 1);
  } else {
    c.arc(x, y, r - 0.5, 0, Math.PI * 2);
  }
  c.fill();
}

/** Raised: a stroke downwards from the lanes; cleared: a hollow one; a source lost: a cross; restored: a tick. */
function paintEvents(
  c: CanvasRenderingContext2D,
  p: TimelinePicture,
  colours: TimelineColours,
  rows: Rows,
  x: Scale,
): void {
  const top = rows.events + 1;
  const bottom = rows.kpi - 2;
  const middle = (top + bottom) / 2;
  let before = Number.NEGATIVE_INFINITY;
  for (const event of p.events) {
    if (event.time < p.from || event.time > p.to) continue;
    const at = Math.round(x(event.time)) + 0.5;
    const source = event.kind === 'lost' || event.kind === 'restored';
    // What falls onto the same pixels is one stroke; a source is always told.
    if (!source && at - before < 2) continue;
    if (!source) before = at;
    c.strokeStyle = event.priority ? colours[event.priority] : colours.now;
    c.lineWidth = source ? 1.5 : 1;
    c.beginPath();
    if (event.kind === 'raised') {
      c.moveTo(at, top);
      c.lineTo(at, bottom);
    } else if (event.kind === 'cleared') {
      c.arc(at, middle, 2, 0, Math.PI * 2);
    } else if (event.kind === 'lost') {
      c.moveTo(at - 3, middle - 3);
      c.lineTo(at + 3, middle + 3);
      c.moveTo(at + 3, middle - 3);
      c.lineTo(at - 3, middle + 3);
    } else {
      c.moveTo(at - 4, middle);
      c.lineTo(at - 1, middle + 3);
      c.lineTo(at + 4, middle - 3);
    }
    c.stroke();
  }
}

/** All of history in a strip: the key figure, alarms as dots, and which part of it the timeline shows. */
function paintOverview(
  c: CanvasRenderingContext2D,
  p: TimelinePicture,
  colours: TimelineColours,
  rows: Rows,
): void {
  const [begin, end] = overviewRange(p.first, p.now, p.from, p.to);
  const x: Scale = (time) => ((time - begin) / (end - begin)) * p.width;
  const top = rows.overview;
  c.fillStyle = colours.ground;
  c.fillRect(0, top, p.width, rows.end - top);
  if (p.whole)
    paintCourse(
      c,
      p.whole,
      { x, top: top + 3, bottom: rows.end - 3, stepped: p.stepped, plain: true },
      colours,
    );
  for (const item of p.alarms) {
    c.fillStyle = colours[item.priority];
    c.fillRect(Math.round(x(item.raisedAt)), top + 1, 1.5, 4);
  }
  const x0 = Math.max(0, Math.min(p.width - 4, x(p.from)));
  const x1 = Math.max(x0 + 4, Math.min(p.width, x(p.to)));
  c.strokeStyle = colours.strong;
  c.lineWidth = 1;
  line(c, 0, top + 0.5, p.width, top + 0.5);
  c.globalAlpha = 0.16;
  c.fillStyle = colours.now;
  c.fillRect(x0, top, x1 - x0, rows.end - top);
  c.globalAlpha = 1;
  c.strokeStyle = colours.text;
  c.strokeRect(x0 + 0.5, top + 0.5, x1 - x0 - 1, rows.end - top - 1);
  for (const [time, colour] of [
    [p.pinned, colours.now],
    [p.at, colours.replay],
  ] as const) {
    if (time === undefined) continue;
    c.fillStyle = colour;
    c.fillRect(Math.round(x(time)) - 1, top, 2, rows.end - top);
  }
}

function paintInstants(
  c: CanvasRenderingContext2D,
  p: TimelinePicture,
  colours: TimelineColours,
  rows: Rows,
  x: Scale,
): void {
  const nowX = Math.round(x(p.now)) + 0.5;
  c.strokeStyle = colours.now;
  c.lineWidth = 1;
  line(c, nowX, 0, nowX, rows.axis);
  if (p.pinned !== undefined) {
    const at = Math.round(x(p.pinned));
    c.fillStyle = colours.now;
    c.fillRect(at - 1, 0, 2, rows.axis);
    c.fillRect(at - 6, 0, 12, 12);
    c.fillStyle = colours.surface;
    c.font = '600 10px system-ui, sans-serif';
    c.textAlign = 'center';
    c.fillText('A', at, 9.5);
  }
  if (p.at === undefined) {
    c.fillStyle = colours.now;
    c.beginPath();
    c.arc(nowX, 4, 3.5, 0, Math.PI * 2);
    c.fill();
    return;
  }
  const at = Math.round(x(p.at));
  c.fillStyle = colours.replay;
  c.fillRect(at - 1, 0, 2, rows.axis);
  c.beginPath();
  c.moveTo(at - 6, 0);
  c.lineTo(at + 6, 0);
  c.lineTo(at, 8);
  c.fill();
}

function line(c: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  c.beginPath();
  c.moveTo(x0, y0);
  c.lineTo(x1, y1);
  c.stroke();
}
