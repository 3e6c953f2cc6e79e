/** A uPlot chart of our lines. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { AlarmLimit } from '../alarms/limits.ts';
import type { Drawn } from './series.ts';

export interface ChartLine {
  path: string;
  label: string;
  /** As printed; lines of one unit share an axis. */
  unit: string;
  stepped: boolean;
  colour: string;
  dash: readonly number[];
  /** Whether it has a min/max band. */
  banded: boolean;
  limits: readonly AlarmLimit[];
}

export interface ChartOptions {
  height: () => number;
  /** The clock's instant in seconds; undefined while LIVE. */
  at: () => number | undefined;
  time: (seconds: number, style: 'time' | 'minute' | 'date' | 'dateTime') => string;
  timezone: string;
  onPick: (seconds: number) => void;
}

const DAY_SECONDS = 86_400;

/** Series per line: band low, band high where banded, then the line. */
export function buildChart(target: HTMLElement, lines: readonly ChartLine[], options: ChartOptions): uPlot {
  const style = getComputedStyle(target);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const grid = { stroke: read('--line'), width: 1 };
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  for (const line of lines) {
    const scale = scaleOf(line);
    if (line.banded) {
      series.push({ scale, show: true, stroke: 'transparent', points: { show: false } });
      series.push({ scale, show: true, stroke: 'transparent', points: { show: false } });
      const top = series.length - 1;
      bands.push({ series: [top, top - 1], fill: `${line.colour}33` });
    }
    series.push({
      scale,
      label: line.label,
      stroke: line.colour,
      width: 1.6,
      dash: [...line.dash],
      points: { show: false },
      spanGaps: false,
      ...(line.stepped && stepped ? { paths: stepped } : {}),
    });
  }
  const units = [...new Set(lines.map((line) => line.unit))];
  const font = '11px system-ui, sans-serif';
  const scales: uPlot.Scales = { x: { time: true, auto: false } };
  const axes: uPlot.Axis[] = [
    {
      stroke: read('--text-2'),
      grid,
      ticks: grid,
      font,
      size: 28,
      space: 78,
      values: (_, splits, __, ___, step) =>
        splits.map((x) => options.time(x, step < 60 ? 'time' : step < DAY_SECONDS ? 'minute' : 'date')),
    },
  ];
  units.forEach((unit, i) => {
    const own = lines.filter((line) => line.unit === unit);
    const limits = own.flatMap((line) => line.limits.map((limit) => limit.value));
    scales[scaleName(unit)] = {
      range: (_u, low, high) => {
        if (low === null || high === null) return [0, 1];
        // A limit that is near is drawn into the picture; a far one does not flatten the line.
        const reach = Math.max(high - low, Math.abs(high) * 0.02, 1e-9);
        const near = limits.filter((value) => value > low - reach * 1.5 && value < high + reach * 1.5);
        return uPlot.rangeNum(Math.min(low, ...near), Math.max(high, ...near), 0.08, true);
      },
    };
    axes.push({
      scale: scaleName(unit),
      side: i % 2 === 0 ? 3 : 1,
      stroke: own.length === 1 ? own[0].colour : read('--text-2'),
      grid: i === 0 ? grid : { show: false },
      ticks: grid,
      font,
      size: 58,
      label: unit,
      labelSize: unit === '' ? 0 : 20,
      labelGap: 0,
      labelFont: font,
      show: i < 4,
    });
  });
  const chart = new uPlot(
    {
      width: target.clientWidth,
      height: options.height(),
      series,
      bands,
      scales,
      axes,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), options.timezone),
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
      hooks: {
        draw: [(u) => drawMarks(u, lines, options.at(), read)],
        ready: [
          (u) => {
            u.over.addEventListener('click', () => {
              const { left } = u.cursor;
              if (left !== undefined && left !== null && left >= 0) options.onPick(u.posToVal(left, 'x'));
            });
          },
        ],
      },
    },
    [[]],
    target,
  );
  return chart;
}

/** The data of all lines on one axis of time: missing places are undefined (skipped), gaps null (drawn as gaps). */
export function chartData(
  series: readonly (Drawn | undefined)[],
  lines: readonly ChartLine[],
): uPlot.AlignedData {
  const tables: uPlot.AlignedData[] = [];
  const modes: uPlot.JoinNullMode[][] = [];
  lines.forEach((line, i) => {
    const one = series[i];
    const x = one?.x ?? [];
    const y = one?.y ?? [];
    const columns = line.banded ? [one?.low ?? y, one?.high ?? y, y] : [y];
    tables.push([x, ...columns]);
    modes.push([1, ...columns.map((): uPlot.JoinNullMode => 1)]);
  });
  if (tables.length === 0) return [[]];
  return tables.length === 1 ? tables[0] : uPlot.join(tables, modes);
}

function scaleOf(line: ChartLine): string {
  return scaleName(line.unit);
}

function scaleName(unit: string): string {
  return `unit ${unit}`;
}

function drawMarks(
  u: uPlot,
  lines: readonly ChartLine[],
  at: number | undefined,
  read: (name: string) => string,
): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const line of lines) {
    for (const limit of line.limits) {
      const y = Math.round(u.valToPos(limit.value, scaleOf(line), true)) + 0.5;
      ctx.strokeStyle = read(`--${limit.alarm.priority}`);
      ctx.lineWidth = 1.5 * devicePixelRatio;
      ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
    }
  }
  if (at !== undefined) {
    const x = Math.round(u.valToPos(at, 'x', true));
    ctx.setLineDash([]);
    ctx.strokeStyle = read('--replay');
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
