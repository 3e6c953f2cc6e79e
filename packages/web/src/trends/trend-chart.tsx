/**
 * Several signals over the window of the timeline: an axis per unit, min/max bands when zoomed out, gaps as gaps, alarm
 * limits, the clock's instant. A click moves the clock.
 */
import { useEffect, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { limitsOf } from '../alarms/limits.ts';
import { formatTime, localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { ValueText } from '../panel/value-text.tsx';
import { useSession } from '../session.ts';
import { Failed } from '../shell/message.tsx';
import { useThemeName } from '../state/use-theme.ts';
import { useValuesVersion } from '../values/hooks.ts';
import { buildChart, type ChartLine, chartData } from './build-chart.ts';
import { LINE_COLOURS, LINE_DASHES } from './line-colours.ts';
import { useSeries } from './use-series.ts';

/** The chart slides and takes new samples at most this often. */
const UPDATE_MS = 250;

export function TrendChart({
  paths,
  height,
  onRemove,
}: {
  paths: readonly string[];
  height?: number;
  onRemove?: (path: string) => void;
}) {
  const t = useText();
  const language = useLanguage();
  const theme = useThemeName();
  const { plant, clock, window: span } = useSession();
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const [, setBeat] = useState(0);
  useValuesVersion();
  useEffect(() => {
    let last = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const beat = () => {
      timer = undefined;
      last = Date.now();
      setBeat((count) => count + 1);
    };
    const soon = () => {
      timer ??= setTimeout(beat, Math.max(16, last + UPDATE_MS - Date.now()));
    };
    const regular = setInterval(() => (clock.live || clock.state.playing) && soon(), 500);
    const offs = [clock.subscribe(soon), span.subscribe(soon)];
    return () => {
      clearTimeout(timer);
      clearInterval(regular);
      for (const off of offs) off();
    };
  }, [clock, span]);

  const { from, to } = span;
  const { series, loading, error } = useSeries(paths, from, Math.min(to, clock.serverNow()));
  const lines: ChartLine[] = paths.flatMap((path, i) => {
    const signal = plant.signal(path);
    if (!signal) return [];
    return {
      path,
      label: localText(signal.type.label, language),
      unit: unitText(signal.type.unit),
      stepped: signal.type.kind === 'state' || signal.type.kind === 'setpoint',
      colour: LINE_COLOURS[theme][i % LINE_COLOURS[theme].length],
      dash: LINE_DASHES[Math.floor(i / LINE_COLOURS[theme].length) % LINE_DASHES.length],
      banded: series[i]?.low !== undefined,
      limits: signal.twin.type ? limitsOf(signal.twin.type, signal.type) : [],
    };
  });
  const shape = JSON.stringify([lines.map(({ path, banded }) => [path, banded]), language, theme, height]);

  // The shape stands for the lines.
  useEffect(() => {
    const target = element.current;
    if (!target || lines.length === 0) return;
    const chart = buildChart(target, lines, {
      height: () => height ?? target.clientHeight,
      at: () => (clock.live ? undefined : clock.now() / 1000),
      time: (seconds, style) => formatTime(seconds * 1000, style, language, plant.info.timezone),
      timezone: plant.info.timezone,
      onPick: (seconds) => clock.pauseAt(seconds * 1000),
    });
    plot.current = chart;
    const observer = new ResizeObserver(() =>
      chart.setSize({ width: target.clientWidth, height: height ?? target.clientHeight }),
    );
    observer.observe(target);
    return () => {
      observer.disconnect();
      chart.destroy();
      plot.current = undefined;
    };
  }, [shape, clock, plant]);

  useEffect(() => {
    const chart = plot.current;
    if (!chart) return;
    chart.batch(() => {
      chart.setData(chartData(series, lines), false);
      chart.setScale('x', { min: from / 1000, max: to / 1000 });
    });
  });

  const empty = !loading && series.every((each) => !each || each.x.length === 0);
  return (
    <div className="trend">
      <div className="trend-plot" ref={element} style={height ? { height } : undefined} />
      {error ? <Failed error={error} /> : null}
      {empty && paths.length > 0 && !error && <p className="trend-empty">{t('trends.noData')}</p>}
      <ul className="trend-legend">
        {lines.map((line) => {
          const signal = plant.signal(line.path);
          return (
            <li key={line.path}>
              <svg width="18" height="8" aria-hidden="true">
                <line
                  x1="0"
                  x2="18"
                  y1="4"
                  y2="4"
                  stroke={line.colour}
                  strokeWidth="2.5"
                  strokeDasharray={line.dash.join(' ')}
                />
              </svg>
              <span className="trend-name" title={line.path}>
                {line.label}
              </span>
              {signal && onRemove && (
                <small className="trend-twin">{localText(signal.twin.info.label, language)}</small>
              )}
              {signal && <ValueText signal={signal} />}
              {onRemove && (
                <button
                  type="button"
                  className="icon-button"
                  title={t('trends.remove', { name: line.label })}
                  aria-label={t('trends.remove', { name: line.label })}
                  onClick={() => onRemove(line.path)}
                >
                  ×
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {lines.some((line) => line.banded) && <p className="trend-note">{t('trends.band')}</p>}
    </div>
  );
}
