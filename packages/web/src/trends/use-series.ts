/** The samples of some signals over a stretch of time, with what came in live since. */
import type { SamplesAnswer } from '@millwright/server/client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { SignalNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { type Drawn, drawn } from './series.ts';

const POINTS = 700;
const TAIL_MOST = 4000;
const NO_TAIL = { times: [], values: [] };

interface Tail {
  times: number[];
  values: number[];
}

/** Whether a signal is told when it changes: states and set points. */
export function holds(signal: SignalNode | undefined): boolean {
  return (
    signal?.type.kind === 'state' || signal?.type.kind === 'setpoint' || signal?.type.states !== undefined
  );
}

/** In the order of the paths; undefined while loading. Asks again when the grid cell of the window changes. */
export function useSeries(
  paths: readonly string[],
  from: number,
  to: number,
): { series: (Drawn | undefined)[]; loading: boolean; error: Error | null; retry: () => void } {
  const { api, plant, values, clock } = useSession();
  const grid = Math.max(5000, (to - from) / 12);
  const start = Math.floor(from / grid) * grid - grid;
  const end = Math.ceil(to / grid) * grid;
  const key = paths.join(' ');
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['samples', plant.info.id, key, start, end],
    queryFn: async ({ signal }): Promise<SamplesAnswer[]> =>
      Promise.all(
        paths.map((path) =>
          api.samples(
            plant.info.id,
            path,
            { from: start, to: end, points: POINTS, lead: holds(plant.signal(path)) },
            signal,
          ),
        ),
      ),
    // Lines that stay keep what they had until the new samples are here.
    placeholderData: (before) => before,
    enabled: paths.length > 0,
    gcTime: 30_000,
  });
  const tails = useRef(new Map<string, Tail>());
  useEffect(() => {
    const collect = () => {
      if (!clock.live) return;
      for (const path of paths) {
        const index = plant.indexOf(path);
        if (index < 0) continue;
        let tail = tails.current.get(path);
        if (!tail) {
          tail = { times: [], values: [] };
          tails.current.set(path, tail);
        }
        const time = values.times[index];
        if (!(time > (tail.times.at(-1) ?? 0))) continue;
        tail.times.push(time);
        tail.values.push((values.quality[index] & 3) >= 2 ? Number.NaN : values.values[index]);
        if (tail.times.length > TAIL_MOST) {
          tail.times.splice(0, TAIL_MOST / 4);
          tail.values.splice(0, TAIL_MOST / 4);
        }
      }
    };
    return values.subscribe(collect);
  }, [paths, values, plant, clock]);
  const tailOf = (path: string) => (clock.live ? (tails.current.get(path) ?? NO_TAIL) : NO_TAIL);
  return {
    series: paths.map((path) => {
      const answer = data?.find((each) => each.path === path);
      return answer && drawn(answer, tailOf(path), holds(plant.signal(path)));
    }),
    loading: isPending,
    error: data ? null : error,
    retry: () => void refetch(),
  };
}
