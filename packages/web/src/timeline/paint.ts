/** Paints the timeline onto a canvas: axis, alarm spans in lanes, the key figure with its band, now and the clock. */
import type { AlarmOccurrence, SamplesAnswer } from '@millwright/server/client';
import { PRIORITIES, type Priority } from '../alarms/priorities.ts';
import { formatTime } from '../i18n/format.ts';
import type { Language } from '../i18n/languages.ts';
import { ticksOf, zoneOffset } from './ticks.ts';

export interface TimelineColours {
  ground: string;
  text: string;
  faint: string;
  line: string;
  band: string;
  replay: string;
  now: string;
  future: string;
  critical: string;
  high: string;
  medium: string;
  low: string;
}

export interface TimelinePicture {
  width: number;
  height: number;
  from: number;
  to: number;
  /** Server time. */
  now: number;
  /** The clock's instant; undefined while LIVE. */
  at: number | undefined;
  first: number | null;
  alarms: readonly AlarmOccurrence[];
  kpi: SamplesAnswer | undefined;
  language: Language;
  timezone: string;
  nowText: string;
}

const AXIS_PX = 18;
const LANE_PX = 7;
const LANE_GAP_PX = 2;
const LANES = PRIORITIES.length;
const LANES_TOP_PX = 6;

export function paintTimeline(
  c: CanvasRenderingContext2D,
  p: TimelinePicture,
  colours: TimelineColours,
): void {
  const { width, height, from, to } = p;
  const x = (time: number) => ((time - from) / (to - from)) * width;
  c.fillStyle = colours.ground;
  c.fillRect(0, 0, width, height);
  c.fillStyle = colours.future;
  if (x(p.now) < width) c.fillRect(x(p.now), 0, width - x(p.now), height - AXIS_PX);
  if (p.first !== null && x(p.first) > 0) c.fillRect(0, 0, x(p.first), height - AXIS_PX);
  paintAxis(c, p, colours, x);
  paintAlarms(c, p, colours, x);
  const top = LANES_TOP_PX + LANES * (LANE_PX + LANE_GAP_PX) + 5;
  if (p.kpi) paintKpi(c, p.kpi, colours, x, top, height - AXIS_PX - 4);
  const nowX = Math.round(x(p.now)) + 0.5;
  c.strokeStyle = colours.now;
  c.lineWidth = 1;
  line(c, nowX, 0, nowX, height - AXIS_PX);
  if (p.at !== undefined) {
    const atX = Math.round(x(p.at));
    c.fillStyle = colours.replay;
    c.fillRect(atX - 1, 0, 2, height - AXIS_PX);
    c.beginPath();
    c.moveTo(atX - 6, 0);
    c.lineTo(atX + 6, 0);
    c.lineTo(atX, 8);
    c.fill();
  } else {
    c.fillStyle = colours.now;
    c.beginPath();
    c.arc(nowX, 4, 3.5, 0, Math.PI * 2);
    c.fill();
  }
}

function paintAxis(
  c: CanvasRenderingContext2D,
  p: TimelinePicture,
  colours: TimelineColours,
  x: (time: number) => number,
): void {
  const offset = zoneOffset((p.from + p.to) / 2, p.timezone);
  const ticks = ticksOf(p.from, p.to, p.width / 90, offset);
  c.font = '11px system-ui, sans-serif';
  c.textBaseline = 'alphabetic';
  c.textAlign = 'center';
  c.lineWidth = 1;
  const nowX = x(p.now);
  for (const time of ticks.times) {
    const at = Math.round(x(time)) + 0.5;
    c.strokeStyle = colours.faint;
    line(c, at, 0, at, p.height - AXIS_PX);
    if (Math.abs(at - nowX) < 40 || at < 28 || at > p.width - 28) continue;
    c.fillStyle = colours.text;
    c.fillText(formatTime(time, ticks.style, p.language, p.timezone), at, p.height - 5);
  }
  if (nowX > 0 && nowX <= p.width) {
    c.fillStyle = colours.now;
    c.font = '600 11px system-ui, sans-serif';
    c.fillText(p.nowText, Math.min(p.width - 16, nowX), p.height - 5);
  }
  c.strokeStyle = colours.faint;
  line(c, 0, p.height - AXIS_PX + 0.5, p.width, p.height - AXIS_PX + 0.5);
}

function paintAlarms(
  c: CanvasRenderingContext2D,
  p: TimelinePicture,
  colours: TimelineColours,
  x: (time: number) => number,
): void {
  for (const item of p.alarms) {
    const end = item.clearedAt ?? p.now;
    if (end < p.from || item.raisedAt > p.to) continue;
    const lane = PRIORITIES.indexOf(item.priority);
    const y = LANES_TOP_PX + lane * (LANE_PX + LANE_GAP_PX);
    const x0 = Math.max(0, x(item.raisedAt));
    const x1 = Math.max(x0 + 3, Math.min(p.width, x(end)));
    c.fillStyle = colours[item.priority];
    c.globalAlpha = item.clearedAt === null ? 0.95 : 0.55;
    c.fillRect(x0, y, x1 - x0, LANE_PX);
    c.globalAlpha = 1;
    if (x(item.raisedAt) >= 0) paintMark(c, item.priority, x0, y + LANE_PX / 2, colours[item.priority]);
  }
}

/** The shape of a priority at the beginning of its span. */
function paintMark(
  c: CanvasRenderingContext2D,
  priority: Priority,
  x: number,
  y: number,
  colour: string,
): void {
  const r = 4.5;
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

function paintKpi(
  c: CanvasRenderingContext2D,
  kpi: SamplesAnswer,
  colours: TimelineColours,
  x: (time: number) => number,
  top: number,
  bottom: number,
): void {
  const low = kpi.kind === 'raw' ? kpi.values : kpi.min;
  const high = kpi.kind === 'raw' ? kpi.values : kpi.max;
  const middle = kpi.kind === 'raw' ? kpi.values : kpi.mean;
  const [least, most] = robustRange(low, high);
  if (!(most >= least)) return;
  const pad = (most - least) * 0.05 || Math.abs(most) * 0.1 || 1;
  const y = (value: number) => {
    const share = (value - least + pad) / (most - least + 2 * pad);
    return bottom - Math.max(0, Math.min(1, share)) * (bottom - top);
  };
  // A gap is a gap: the line breaks where samples are missing for much longer than usual.
  const gap = kpi.kind === 'buckets' ? kpi.width * 2.5 : usualGap(kpi.times) * 8;
  if (kpi.kind === 'buckets') {
    c.fillStyle = colours.band;
    kpi.times.forEach((time, i) => {
      const lo = low[i];
      const hi = high[i];
      if (lo === null || hi === null) return;
      const x0 = x(time);
      c.fillRect(x0, y(hi), Math.max(1, x(time + kpi.width) - x0), Math.max(1, y(lo) - y(hi)));
    });
  }
  c.strokeStyle = colours.line;
  c.lineWidth = 1.2;
  c.beginPath();
  let before = Number.NEGATIVE_INFINITY;
  kpi.times.forEach((time, i) => {
    const value = middle[i];
    if (value === null) {
      before = Number.NEGATIVE_INFINITY;
      return;
    }
    const at = kpi.kind === 'buckets' ? time + kpi.width / 2 : time;
    if (time - before > gap) c.moveTo(x(at), y(value));
    else c.lineTo(x(at), y(value));
    before = time;
  });
  c.stroke();
}

/** From the 1st to the 99th hundredth, so that one spike does not flatten everything; zero is kept in when near. */
function robustRange(low: readonly (number | null)[], high: readonly (number | null)[]): [number, number] {
  const lows = low.filter((v) => v !== null).sort((a, b) => a - b);
  const highs = high.filter((v) => v !== null).sort((a, b) => a - b);
  return [lows[Math.floor(lows.length * 0.01)], highs[Math.ceil(highs.length * 0.99) - 1]];
}

function usualGap(times: readonly number[]): number {
  if (times.length < 3) return Number.POSITIVE_INFINITY;
  const gaps = times.slice(1).map((time, i) => time - times[i]);
  gaps.sort((a, b) => a - b);
  return Math.max(1000, gaps[Math.floor(gaps.length / 2)]);
}

function line(c: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  c.beginPath();
  c.moveTo(x0, y0);
  c.lineTo(x1, y1);
  c.stroke();
}
