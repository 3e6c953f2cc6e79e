/** Two lines over a chart that are dragged, or moved by arrow keys, to measure between them. */
import type { KeyboardEvent, PointerEvent } from 'react';
import { formatTime } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';

export function Cursors({
  times,
  onTimes,
  from,
  to,
  inset,
}: {
  times: readonly number[];
  onTimes: (times: readonly number[]) => void;
  /** Range of the chart, ms. */
  from: number;
  to: number;
  /** CSS pixels left and right of the plot. */
  inset: readonly [number, number];
}) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const move = (i: number, time: number) =>
    onTimes(times.map((each, k) => (k === i ? Math.round(Math.max(from, Math.min(to, time))) : each)));
  const onDrag = (i: number) => (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (box) move(i, from + ((event.clientX - box.left) / box.width) * (to - from));
  };
  const onKey = (i: number) => (event: KeyboardEvent) => {
    const step = (to - from) / (event.shiftKey ? 20 : 200);
    const direction = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (direction === 0) return;
    event.preventDefault();
    move(i, times[i] + direction * step);
  };
  return (
    <div className="cursors" style={{ left: inset[0], right: inset[1] }}>
      {times.map((time, i) => (
        <div
          // Two of them, always the same.
          key={i === 0 ? 'first' : 'second'}
          className="cursor"
          role="slider"
          tabIndex={0}
          aria-label={t('trends.cursor', { number: i + 1 })}
          aria-valuemin={Math.round(from / 1000)}
          aria-valuemax={Math.round(to / 1000)}
          aria-valuenow={Math.round(time / 1000)}
          aria-valuetext={formatTime(time, 'dateTime', language, plant.info.timezone)}
          hidden={time < from || time > to}
          style={{ left: `${(100 * (time - from)) / (to - from)}%` }}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={onDrag(i)}
          onKeyDown={onKey(i)}
        >
          <span>{i + 1}</span>
        </div>
      ))}
    </div>
  );
}
