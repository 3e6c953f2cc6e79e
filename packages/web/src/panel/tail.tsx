/** The tail of a value: its course over the last minutes, beside its number. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { SignalNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useInstant } from '../values/hooks.ts';

const TAIL_MS = 5 * 60_000;
const GRID_MS = 20_000;
const POINTS = 60;
const WIDTH = 92;
const HEIGHT = 20;

interface Tail {
  times: number[];
  values: (number | null)[];
  /** Least and most within; not finite where nothing is. */
  low: number;
  high: number;
}

/** Samples of the five minutes before the clock's instant, asked for every 20 s; undefined before the first answer. */
export function useTail(signal: SignalNode): Tail | undefined {
  const { api, plant } = useSession();
  const to = Math.ceil(useInstant(GRID_MS) / GRID_MS) * GRID_MS + GRID_MS;
  const { data } = useQuery({
    queryKey: ['tail', plant.info.id, signal.path, to],
    queryFn: async ({ signal: abort }): Promise<Tail> => {
      const range = { from: to - TAIL_MS - GRID_MS, to, points: POINTS };
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

/**
 * The tail on a scale of its own: the middle three fifths of what moved, but never finer than a fiftieth of `least`,
 * the width of the bar beside it, so that noise stays small.
 */
export function TailLine({ tail, least }: { tail: Tail | undefined; least: number }) {
  const instant = useInstant(1000);
  const path = useMemo(() => tail && tailPath(tail, instant, least / 50), [tail, instant, least]);
  return (
    <svg className="tail" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {path && <path d={path} />}
    </svg>
  );
}

function tailPath(tail: Tail, now: number, least: number): string {
  const middle = (tail.low + tail.high) / 2;
  const half = Math.max(least, tail.high - tail.low, 1e-9) / 2;
  let path = '';
  let pen = false;
  tail.times.forEach((time, i) => {
    const value = tail.values[i];
    if (value === null || time > now) {
      pen = false;
      return;
    }
    const x = WIDTH * (1 - (now - time) / TAIL_MS);
    const y = HEIGHT / 2 - ((value - middle) / half) * (HEIGHT / 2 - 3);
    if (x < 0) return;
    path += `${pen ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = true;
  });
  return path;
}
