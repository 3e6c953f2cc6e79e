/** One signal around A and around B over each other, both instants at zero. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatDuration, localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { SignalNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { textScale } from '../state/text-scale.ts';
import { useThemeName } from '../state/use-theme.ts';
import { type Drawn, drawn } from '../trends/series.ts';
import { holds } from '../trends/use-series.ts';

const MINUTE = 60_000;
const AROUND_MS = [5 * MINUTE, 30 * MINUTE, 120 * MINUTE] as const;
const POINTS = 500;
const HEIGHT_PX = 220;

export function SideBySide({ signal, a, b }: { signal: SignalNode; a: number; b: number }) {
  const t = useText();
  const language = useLanguage();
  const theme = useThemeName();
  const { clock } = useSession();
  const [around, setAround] = useState<number>(AROUND_MS[0]);
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const atA = useCourse(signal, a, around);
  // While LIVE the course of B grows in steps.
  const end = clock.live ? Math.floor(b / 10_000) * 10_000 : Math.round(b);
  const atB = useCourse(signal, end, around);

  // The theme stands for the colours.
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const style = getComputedStyle(target);
    const read = (name: string) => style.getPropertyValue(name).trim();
    const grid = { stroke: read('--line'), width: 1 };
    const scale = textScale();
    const font = `${11 * scale}px system-ui, sans-serif`;
    const axis = { stroke: read('--text-2'), grid, ticks: grid, font };
    const stepped = uPlot.paths.stepped?.({ align: 1 });
    const paths = holds(signal) && stepped ? { paths: stepped } : {};
    const chart = new uPlot(
      {
        width: target.clientWidth,
        height: HEIGHT_PX * scale,
        scales: { x: { time: false, range: [-around / 1000, around / 2000] } },
        axes: [
          {
            ...axis,
            values: (_, splits) =>
              splits.map((s) =>
                s === 0 ? '0' : `${s < 0 ? '−' : '+'}${formatDuration(Math.abs(s) * 1000, language)}`,
              ),
            space: 64 * scale,
            size: 36 * scale,
          },
          { ...axis, size: 52 * scale },
        ],
        series: [
          {},
          { stroke: read('--text-2'), dash: [5, 4], width: 1.4 * scale, points: { show: false }, ...paths },
          { stroke: read('--text'), width: 1.8 * scale, points: { show: false }, ...paths },
        ],
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, y: false, points: { show: false } },
        hooks: {
          draw: [
            ({ ctx, bbox, valToPos }) => {
              const x = Math.round(valToPos(0, 'x', true));
              ctx.fillStyle = read('--replay');
              ctx.fillRect(x, bbox.top, 2, bbox.height);
            },
          ],
        },
      },
      [[], [], []],
      target,
    );
    plot.current = chart;
    const observer = new ResizeObserver(() =>
      chart.setSize({ width: target.clientWidth, height: HEIGHT_PX * scale }),
    );
    observer.observe(target);
    return () => {
      observer.disconnect();
      chart.destroy();
      plot.current = undefined;
    };
  }, [signal, around, language, theme]);

  useEffect(() => {
    const tables = [atA, atB].map((each): uPlot.AlignedData => [each?.x ?? [], each?.y ?? []]);
    plot.current?.setData(
      uPlot.join(tables, [
        [1, 1],
        [1, 1],
      ]),
    );
  }, [atA, atB, signal, around, language, theme]);

  const name = `${localText(signal.type.label, language)} — ${localText(signal.twin.info.label, language)}`;
  return (
    <figure className="compare-course">
      <figcaption>
        {t('compare.course', { name })} {signal.type.states ? '' : `(${unitText(signal.type.unit)})`}
        <span className="ranges">
          {AROUND_MS.map((ms) => (
            <button key={ms} type="button" aria-pressed={ms === around} onClick={() => setAround(ms)}>
              {formatDuration(ms, language)}
            </button>
          ))}
        </span>
      </figcaption>
      <div ref={element} style={{ height: HEIGHT_PX }} />
    </figure>
  );
}

/** The course around an instant, times in seconds from it. */
function useCourse(signal: SignalNode, at: number, around: number): Drawn | undefined {
  const { api, plant } = useSession();
  const { data } = useQuery({
    queryKey: ['course', plant.info.id, signal.path, at, around],
    queryFn: async ({ signal: abort }) => {
      const range = { from: at - around, to: at + around / 2, points: POINTS, lead: holds(signal) };
      const answer = await api.samples(plant.info.id, signal.path, range, abort);
      const course = drawn(answer, { times: [], values: [] }, holds(signal));
      return { ...course, x: course.x.map((x) => x - at / 1000) };
    },
    placeholderData: (before, query) => (query?.queryKey[2] === signal.path ? before : undefined),
    gcTime: 30_000,
  });
  return data;
}
