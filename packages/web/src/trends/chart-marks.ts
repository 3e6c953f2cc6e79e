/** What a chart shows besides lines: normal band, gaps, limits, events, the clock's instant. */
import type uPlot from 'uplot';
import { textScale } from '../state/text-scale.ts';
import type { ChartOptions } from './build-chart.ts';
import type { ChartLine } from './lines.ts';

type Read = (name: string) => string;

/** `under`: before the lines are drawn; `over`: after. */
export function paintMarks(
  u: uPlot,
  lines: readonly ChartLine[],
  scaleName: (unit: string) => string,
  options: ChartOptions,
  read: Read,
  layer: 'under' | 'over',
): void {
  const { ctx, bbox } = u;
  const ratio = (devicePixelRatio || 1) * textScale();
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top - 12 * ratio, bbox.width, bbox.height + 12 * ratio);
  ctx.clip();
  if (layer === 'under') {
    for (const line of lines) paintNormal(u, line, lines, scaleName(line.unit), read);
  } else {
    paintGaps(u, lines, scaleName, options.banded, read, ratio);
    for (const line of lines) paintLimits(u, line, scaleName(line.unit), read, ratio);
    paintEvents(u, options, read, ratio);
    paintInstant(u, options.at(), read, ratio);
  }
  ctx.restore();
}

/** Only where one line of its unit has a normal band: several would not be told apart. */
function paintNormal(
  u: uPlot,
  line: ChartLine,
  lines: readonly ChartLine[],
  scale: string,
  read: Read,
): void {
  const { ctx, bbox } = u;
  const { min, max } = u.scales[scale] ?? {};
  if (!line.normal || min === undefined || max === undefined) return;
  if (lines.some((other) => other !== line && other.unit === line.unit)) return;
  const top = Math.max(bbox.top, u.valToPos(line.normal[1], scale, true));
  const bottom = Math.min(bbox.top + bbox.height, u.valToPos(line.normal[0], scale, true));
  if (bottom <= top) return;
  ctx.globalAlpha = lines.length === 1 ? 0.55 : 0.3;
  ctx.fillStyle = read('--bar');
  ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
  ctx.globalAlpha = 1;
}

/** A dotted line at the last value, from where the line ends to where it begins again. */
function paintGaps(
  u: uPlot,
  lines: readonly ChartLine[],
  scaleName: (unit: string) => string,
  banded: readonly boolean[],
  read: Read,
  ratio: number,
): void {
  const { ctx } = u;
  const times = u.data[0];
  let column = 0;
  lines.forEach((line, i) => {
    column += banded[i] ? 3 : 1;
    const values = u.data[column];
    if (!values) return;
    const scale = scaleName(line.unit);
    let last = -1;
    let broken = false;
    ctx.strokeStyle = read('--text-2');
    ctx.lineWidth = 1 * ratio;
    ctx.setLineDash([1 * ratio, 4 * ratio]);
    ctx.beginPath();
    for (let k = 0; k < values.length; k++) {
      const value = values[k];
      if (value === null) broken = true;
      if (value === null || value === undefined) continue;
      if (broken && last >= 0) {
        const y = u.valToPos(values[last] ?? value, scale, true);
        ctx.moveTo(u.valToPos(times[last], 'x', true), y);
        ctx.lineTo(u.valToPos(times[k], 'x', true), y);
      }
      last = k;
      broken = false;
    }
    ctx.stroke();
    ctx.setLineDash([]);
  });
}

function paintLimits(u: uPlot, line: ChartLine, scale: string, read: Read, ratio: number): void {
  const { ctx, bbox } = u;
  for (const limit of line.limits) {
    const y = Math.round(u.valToPos(limit.value, scale, true)) + 0.5;
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = read(`--${limit.alarm.priority}`);
    ctx.lineWidth = 1.5 * ratio;
    ctx.setLineDash([6 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

/** A short stroke from above with a head. */
function paintEvents(u: uPlot, options: ChartOptions, read: Read, ratio: number): void {
  const { ctx, bbox } = u;
  for (const event of options.events()) {
    const x = Math.round(u.valToPos(event.time, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.fillStyle = read(event.colour);
    ctx.globalAlpha = 0.35;
    ctx.fillRect(x, bbox.top, ratio, bbox.height);
    ctx.globalAlpha = 1;
    ctx.beginPath();
    ctx.moveTo(x - 4 * ratio, bbox.top - 9 * ratio);
    ctx.lineTo(x + 4 * ratio, bbox.top - 9 * ratio);
    ctx.lineTo(x, bbox.top - 2 * ratio);
    ctx.fill();
  }
}

function paintInstant(u: uPlot, at: number | undefined, read: Read, ratio: number): void {
  if (at === undefined) return;
  const { ctx, bbox } = u;
  ctx.fillStyle = read('--replay');
  ctx.fillRect(Math.round(u.valToPos(at, 'x', true)) - ratio, bbox.top, 2 * ratio, bbox.height);
}
