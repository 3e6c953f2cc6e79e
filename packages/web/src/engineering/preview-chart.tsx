/** Two lines over time: what was recorded, and what the formula would have given. */
import type { PreviewAnswer } from '@millwright/server/client';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatTime } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useThemeName } from '../state/use-theme.ts';

const HEIGHT = 200;

export function PreviewChart({ preview }: { preview: PreviewAnswer }) {
  const t = useText();
  const language = useLanguage();
  const theme = useThemeName();
  const { timezone } = useSession().plant.info;
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const style = getComputedStyle(element);
    const read = (name: string) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: read('--text-2'),
      grid: { stroke: read('--line'), width: 1 },
      ticks: { stroke: read('--line') },
    };
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        scales: { x: { time: true } },
        axes: [
          {
            ...axis,
            values: (_, splits) => splits.map((x) => formatTime(x * 1000, 'minute', language, timezone)),
          },
          { ...axis, size: 56 },
        ],
        series: [
          { value: (_, x) => (x == null ? '' : formatTime(x * 1000, 'dateTime', language, timezone)) },
          {
            label: t('build.before'),
            stroke: read('--normal'),
            width: 3,
            points: { show: false },
            spanGaps: true,
          },
          {
            label: t('build.after'),
            stroke: read('--text'),
            width: 1.4,
            points: { show: false },
            spanGaps: true,
          },
        ],
      },
      merge(preview),
      element,
    );
    const watch = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.destroy();
    };
  }, [preview, theme, language, timezone, t]);
  return (
    <div
      className="preview-chart"
      ref={host}
      role="img"
      aria-label={t('build.previewLabel', { unit: preview.unit })}
    />
  );
}

/** Both lines over the times of either; where one has no sample it is undefined, which the chart passes over, null breaks it. */
function merge({ before, after }: PreviewAnswer): uPlot.AlignedData {
  const table = (line: PreviewAnswer['before']): uPlot.AlignedData => [
    line.times.map((time) => time / 1000),
    line.values,
  ];
  return uPlot.join([table(before), table(after)]);
}
