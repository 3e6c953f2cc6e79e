/** A range bar with normal band, alarm limits and pointer, and beside it the tail of the last five minutes. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { AlarmLimit } from '../alarms/limits.ts';
import { isCounter, localText } from '../i18n/format.ts';
import { useLanguage } from '../i18n/use-text.ts';
import type { SignalNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useInstant, useReading } from '../values/hooks.ts';

const TAIL_MS = 5 * 60_000;
const TAIL_GRID_MS = 20_000;
const TAIL_POINTS = 60;
const TAIL_WIDTH = 92;
const HEIGHT = 20;

export function Indicator({ signal, limits }: { signal: SignalNode; limits: readonly AlarmLimit[] }) {
  const language = useLanguage();
  const { value, quality } = useReading(signal);
  const instant = useInstant(1000);
  const tail = useTail(signal);
  const { from, to } = useMemo(
    () => barRange(signal, limits, tail?.low ?? value, tail?.high ?? value),
    [signal, limits, tail, value],
  );
  const share = (x: number) => Math.max(0, Math.min(1, (x - from) / (to - from)));
  const { normal } = signal.type;
  const usable = (quality & 3) < 2 && Number.isFinite(value);
  // A pointer tells something only beside a range, a band or a limit that somebody declared.
  const comparable = signal.type.range || normal || limits.length > 0;
  const points = useMemo(() => tail && tailPoints(tail, instant, from, to), [tail, instant, from, to]);
  // An identifier has neither a place in a range nor a course.
  if (isCounter(signal.type)) return null;
  return (
    <span className={`indicator${usable ? '' : ' indicator-stale'}`} aria-hidden="true">
      {comparable ? (
        <svg role="presentation" className="bar" viewBox="0 0 100 20" preserveAspectRatio="none">
          <rect className="bar-ground" x="0" y="7" width="100" height="6" />
          {normal && (
            <rect
              className="bar-normal"
              x={share(normal[0]) * 100}
              y="7"
              width={Math.max(0.5, (share(normal[1]) - share(normal[0])) * 100)}
              height="6"
            />
          )}
          {limits.map((limit) => (
            <line
              key={`${limit.alarm.name}${limit.value}`}
              className={`bar-limit limit-${limit.alarm.priority}`}
              x1={share(limit.value) * 100}
              x2={share(limit.value) * 100}
              y1="4"
              y2="16"
            >
              <title>{localText(limit.alarm.label, language)}</title>
            </line>
          ))}
          {Number.isFinite(value) && (
            <line className="bar-pointer" x1={share(value) * 100} x2={share(value) * 100} y1="2" y2="18" />
          )}
        </svg>
      ) : (
        <span className="bar" />
      )}
      <svg
        role="presentation"
        className="tail"
        width={TAIL_WIDTH}
        height={HEIGHT}
        viewBox={`0 0 ${TAIL_WIDTH} ${HEIGHT}`}
      >
        {points && <path d={points} />}
      </svg>
    </span>
  );
}

interface Tail {
  times: number[];
  values: (number | null)[];
  low: number;
  high: number;
}

function useTail(signal: SignalNode): Tail | undefined {
  const { api, plant } = useSession();
  const to = Math.ceil(useInstant(TAIL_GRID_MS) / TAIL_GRID_MS) * TAIL_GRID_MS + TAIL_GRID_MS;
  const { data } = useQuery({
    queryKey: ['tail', plant.info.id, signal.path, to],
    queryFn: async ({ signal: abort }): Promise<Tail> => {
      const range = { from: to - TAIL_MS - TAIL_GRID_MS, to, points: TAIL_POINTS };
      const answer = await api.samples(plant.info.id, signal.path, range, abort);
      const values = answer.kind === 'raw' ? answer.values : answer.mean;
      const finite = values.filter((x): x is number => x !== null && Number.isFinite(x));
      return { times: answer.times, values, low: Math.min(...finite), high: Math.max(...finite) };
    },
    staleTime: 60_000,
    gcTime: 30_000,
    placeholderData: (before) => before,
  });
  return data;
}

function tailPoints(tail: Tail, now: number, from: number, to: number): string {
  // The tail has its own scale, the middle three fifths of what moved, but never finer than a fiftieth of the range.
  const least = (to - from) / 50;
  const middle = (tail.low + tail.high) / 2;
  const half = Math.max(least, tail.high - tail.low) / 2;
  let path = '';
  let pen = false;
  tail.times.forEach((time, i) => {
    const value = tail.values[i];
    if (value === null || time > now) {
      pen = false;
      return;
    }
    const x = TAIL_WIDTH * (1 - (now - time) / TAIL_MS);
    if (x < 0) return;
    const y = HEIGHT / 2 - ((value - middle) / half) * (HEIGHT / 2 - 3);
    path += `${pen ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = true;
  });
  return path;
}

/** The range the bar shows: declared, or around normal band, limits and what was seen lately. */
function barRange(
  signal: SignalNode,
  limits: readonly AlarmLimit[],
  low: number,
  high: number,
): { from: number; to: number } {
  const { range, normal } = signal.type;
  if (range) return { from: range[0], to: range[1] };
  const marks = [...(normal ?? []), ...limits.map((limit) => limit.value), low, high].filter(Number.isFinite);
  if (marks.length === 0) return { from: 0, to: 1 };
  const least = Math.min(...marks);
  const most = Math.max(...marks);
  const pad = (most - least) * 0.12 || Math.abs(most) * 0.5 || 1;
  return { from: least >= 0 && least - pad < 0 ? 0 : least - pad, to: most + pad };
}
