/** A uPlot chart of our lines: an axis for each unit, bands, gaps, limits, normal band, events, the clock's instant. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { textScale } from '../state/text-scale.ts';
import { paintMarks } from './chart-marks.ts';
import type { ChartLine } from './lines.ts';
import { lonePlaces } from './lone-places.ts';
import type { Drawn } from './series.ts';

export interface ChartEvent {
  /** Seconds. */
  time: number;
  /** Name of the colour on the style sheet. */
  colour: string;
}

export interface ChartOptions {
  height: () => number;
  /** Lines by place that have a min/max band. */
  banded: readonly boolean[];
  /** The clock's instant in seconds; undefined while LIVE. */
  at: () => number | undefined;
  events: () => readonly ChartEvent[];
  time: (seconds: number, style: 'time' | 'minute' | 'date' | 'dateTime') => string;
  timezone: string;
  /** A click. Seconds. */
  onPick: (seconds: number) => void;
  /** A stretch was drawn over the chart. Seconds. */
  onStretch: (from: number, to: number) => void;
  /** The plot's place changed: CSS pixels left and right of it. */
  onInset: (left: number, right: number) => void;
}

const DAY_SECONDS = 86_400;
/** A drag shorter than this is a click. */
const CLICK_PX = 4;
/** Across, of a sample that stands alone. */
const POINT_PX = 6;
/** A line that rests is not drawn larger than this share of its range, so that its noise stays small. */
const LEAST_SHARE = 0.005;
/** Beyond this many axes the plot would have no room. */
const AXES_MOST = 4;

/** Series for each line: band low, band high where banded, then the line. */
export function buildChart(target: HTMLElement, lines: readonly ChartLine[], options: ChartOptions): uPlot {
  const style = getComputedStyle(target);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const grid = { stroke: read('--line'), width: 1 };
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  lines.forEach((line, i) => {
    const scale = scaleName(line.unit);
    if (options.banded[i]) {
      series.push({ scale, show: true, stroke: 'transparent', points: { show: false } });
      series.push({ scale, show: true, stroke: 'transparent', points: { show: false } });
      const top = series.length - 1;
      bands.push({ series: [top, top - 1], fill: `${line.colour}33` });
    }
    series.push({
      scale,
      label: line.label,
      stroke: line.colour,
      width: 1.6 * textScale(),
      dash: [...line.dash],
      // A sample between gaps has no line: a point says that it is there.
      points: {
        show: (u, place) => lonePlaces(u.data[place]).length > 0,
        filter: (u, place) => lonePlaces(u.data[place]),
        size: POINT_PX * textScale(),
        fill: line.colour,
      },
      spanGaps: false,
      ...(line.stepped && stepped ? { paths: stepped } : {}),
    });
  });
  const units = [...new Set(lines.map((line) => line.unit))];
  const zoom = textScale();
  const font = `${11 * zoom}px system-ui, sans-serif`;
  const scales: uPlot.Scales = { x: { time: true, auto: false } };
  const axes: uPlot.Axis[] = [
    {
      stroke: read('--text-2'),
      grid,
      ticks: grid,
      font,
      size: 28 * zoom,
      space: 78 * zoom,
      values: (_, splits, __, ___, step) =>
        splits.map((x) => options.time(x, step < 60 ? 'time' : step < DAY_SECONDS ? 'minute' : 'date')),
    },
  ];
  units.forEach((unit, i) => {
    const own = lines.filter((line) => line.unit === unit);
    scales[scaleName(unit)] = { range: (_u, low, high) => rangeOf(low, high, own) };
    axes.push({
      scale: scaleName(unit),
      side: i % 2 === 0 ? 3 : 1,
      stroke: own.length === 1 ? own[0].colour : read('--text-2'),
      grid: i === 0 ? grid : { show: false },
      ticks: grid,
      font,
      size: 58 * zoom,
      space: 34 * zoom,
      label: unit,
      labelSize: unit === '' ? 0 : 20 * zoom,
      labelGap: 0,
      labelFont: font,
      show: i < AXES_MOST,
    });
  });
  return new uPlot(
    {
      width: target.clientWidth,
      height: options.height(),
      series,
      bands,
      scales,
      axes,
      padding: [12 * zoom, null, null, null],
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), options.timezone),
      legend: { show: false },
      cursor: {
        drag: { x: true, y: false, setScale: false, dist: CLICK_PX },
        points: { show: false },
        y: false,
        bind: { dblclick: () => null },
      },
      hooks: {
        drawClear: [(u) => paintMarks(u, lines, scaleName, options, read, 'under')],
        draw: [
          (u) => {
            paintMarks(u, lines, scaleName, options, read, 'over');
            const { left, width } = u.bbox;
            const ratio = devicePixelRatio || 1;
            options.onInset(left / ratio, u.width - (left + width) / ratio);
          },
        ],
        setSelect: [
          (u) => {
            const { left, width } = u.select;
            if (width < CLICK_PX) return;
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            options.onStretch(u.posToVal(left, 'x'), u.posToVal(left + width, 'x'));
          },
        ],
        ready: [(u) => listenClicks(u, options.onPick)],
      },
    },
    [[]],
    target,
  );
}

/** A limit or a normal band that is near is drawn into the picture; a far one does not flatten the line, noise does not fill it. */
function rangeOf(low: number | null, high: number | null, own: readonly ChartLine[]): uPlot.Range.MinMax {
  if (low === null || high === null) return [0, 1];
  const marks = own.flatMap((line) => [...line.limits.map((limit) => limit.value), ...(line.normal ?? [])]);
  const reach = Math.max(high - low, Math.abs(high) * 0.02, 1e-9);
  const near = marks.filter((value) => value > low - reach * 1.5 && value < high + reach * 1.5);
  const least = Math.max(...own.map((line) => widthOf(line) * LEAST_SHARE));
  const lack = Math.max(0, least - (high - low)) / 2;
  return uPlot.rangeNum(Math.min(low - lack, ...near), Math.max(high + lack, ...near), 0.08, true);
}

/** Of the range a signal can have; 0 where its type does not say. */
function widthOf({ signal }: ChartLine): number {
  const [least, most] = signal.type.range ?? [0, 0];
  return most - least;
}

function listenClicks(u: uPlot, onPick: (seconds: number) => void): void {
  let downAt = Number.NaN;
  u.over.addEventListener('pointerdown', (event) => {
    downAt = event.clientX;
  });
  u.over.addEventListener('click', (event) => {
    if (Math.abs(event.clientX - downAt) > CLICK_PX) return;
    onPick(u.posToVal(event.clientX - u.over.getBoundingClientRect().left, 'x'));
  });
}

/** The data of all lines on one axis of time: missing places are undefined (skipped), gaps null (drawn as gaps). */
export function chartData(
  series: readonly (Drawn | undefined)[],
  banded: readonly boolean[],
): uPlot.AlignedData {
  const tables: uPlot.AlignedData[] = [];
  const modes: uPlot.JoinNullMode[][] = [];
  banded.forEach((withBand, i) => {
    const one = series[i];
    const x = one?.x ?? [];
    const y = one?.y ?? [];
    const columns = withBand ? [one?.low ?? y, one?.high ?? y, y] : [y];
    tables.push([x, ...columns]);
    modes.push([1, ...columns.map((): uPlot.JoinNullMode => 1)]);
  });
  if (tables.length === 0) return [[]];
  return tables.length === 1 ? tables[0] : uPlot.join(tables, modes);
}

function scaleName(unit: string): string {
  return `unit ${unit}`;
}
