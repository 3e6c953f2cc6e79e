/**
 * Several signals over the window of the timeline: an axis for each unit, min/max bands when zoomed out, gaps, limits,
 * normal band, events, states as lanes. A click moves the clock, a drag zooms, Shift and a drag moves, the wheel zooms.
 */
import { useEffect, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { formatTime, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { ValueText } from '../panel/value-text.tsx';
import { useSession } from '../session.ts';
import { Failed } from '../shell/message.tsx';
import { useThemeName } from '../state/use-theme.ts';
import { buildChart, type ChartEvent, chartData } from './build-chart.ts';
import { Cursors } from './cursors.tsx';
import { Lanes } from './lanes.tsx';
import { LineSample } from './line-sample.tsx';
import { linesOf } from './lines.ts';
import { useChartBeat } from './use-beat.ts';
import { useSeries } from './use-series.ts';
import { listenWindow } from './window-gestures.ts';

interface Props {
  paths: readonly string[];
  /** CSS pixels; without it the chart fills its box. */
  height?: number;
  /** Without the names beneath: a table says them. */
  bare?: boolean;
  /** Times of two cursors, ms, or none. */
  cursors?: readonly number[];
  onCursors?: (times: readonly number[]) => void;
}

const NO_CURSORS: readonly number[] = [];

export function TrendChart({ paths, height, bare = false, cursors = NO_CURSORS, onCursors }: Props) {
  const t = useText();
  const language = useLanguage();
  const theme = useThemeName();
  const { plant, clock, alarms, window: span } = useSession();
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const [inset, setInset] = useState<readonly [number, number]>([58, 0]);
  useChartBeat();

  const { from, to } = span;
  const end = Math.min(to, clock.serverNow());
  const { series, loading, error, retry } = useSeries(paths, from, end);
  const { lines, lanes } = useMemo(
    () =>
      linesOf(
        paths.flatMap((path) => plant.signal(path) ?? []),
        theme,
        language,
      ),
    [paths, plant, theme, language],
  );
  const courseOf = (path: string) => series[paths.indexOf(path)];
  const courses = lines.map((line) => courseOf(line.path));
  const banded = courses.map((course) => course?.low !== undefined);
  const shape = JSON.stringify([lines.map((line) => line.path), banded, language, theme, height]);
  const events = useRef<readonly ChartEvent[]>([]);
  const twins = new Set(lines.map((line) => line.signal.twin.info.path));
  events.current = alarms
    .all()
    .filter((item) => twins.has(item.twin) && item.raisedAt >= from && item.raisedAt <= to)
    .map((item) => ({ time: item.raisedAt / 1000, colour: `--${item.priority}` }));

  // The shape stands for the lines.
  useEffect(() => {
    const target = element.current;
    if (!target || lines.length === 0) return;
    const chart = buildChart(target, lines, {
      height: () => height ?? target.clientHeight,
      banded,
      at: () => (clock.live ? undefined : clock.now() / 1000),
      events: () => events.current,
      time: (seconds, style) => formatTime(seconds * 1000, style, language, plant.info.timezone),
      timezone: plant.info.timezone,
      onPick: (seconds) => clock.pauseAt(seconds * 1000),
      onStretch: (first, last) => {
        // While LIVE the window would slide away from what was chosen.
        if (clock.live) clock.pauseAt(last * 1000);
        span.show(first * 1000, last * 1000);
      },
      onInset: (left, right) =>
        setInset((before) => (before[0] === left && before[1] === right ? before : [left, right])),
    });
    plot.current = chart;
    const off = listenWindow(chart.over, span);
    const observer = new ResizeObserver(() =>
      chart.setSize({ width: target.clientWidth, height: height ?? target.clientHeight }),
    );
    observer.observe(target);
    return () => {
      off();
      observer.disconnect();
      chart.destroy();
      plot.current = undefined;
    };
  }, [shape, clock, plant, span]);

  useEffect(() => {
    const chart = plot.current;
    if (!chart) return;
    chart.batch(() => {
      chart.setData(chartData(courses, banded), false);
      chart.setScale('x', { min: from / 1000, max: to / 1000 });
    });
  });

  const empty = !loading && series.every((each) => !each || each.x.length === 0);
  return (
    <div className={`trend${bare ? ' trend-bare' : ''}`}>
      {lines.length > 0 && (
        <div className="trend-box" style={height ? { height } : undefined}>
          <div className="trend-plot" ref={element} style={height ? { height } : undefined} />
          {cursors.length === 2 && onCursors && (
            <Cursors times={cursors} onTimes={onCursors} from={from} to={to} inset={inset} />
          )}
        </div>
      )}
      {lanes.length > 0 && (
        <Lanes
          lanes={lanes}
          courses={lanes.map((lane) => courseOf(lane.path))}
          from={from / 1000}
          to={to / 1000}
          end={Math.min(end, clock.live ? end : to) / 1000}
          inset={lines.length > 0 ? inset : [58, 0]}
        />
      )}
      {error ? <Failed error={error} onRetry={retry} /> : null}
      {empty && paths.length > 0 && !error && <p className="trend-empty">{t('trends.noData')}</p>}
      {!bare && (
        <ul className="trend-legend">
          {lines.map((line) => (
            <li key={line.path}>
              <LineSample line={line} />
              <span className="trend-name" title={line.path}>
                {line.label} <small>{localText(line.signal.twin.info.label, language)}</small>
              </span>
              <ValueText signal={line.signal} />
            </li>
          ))}
        </ul>
      )}
      {banded.some(Boolean) && <p className="trend-note">{t('trends.band')}</p>}
    </div>
  );
}
