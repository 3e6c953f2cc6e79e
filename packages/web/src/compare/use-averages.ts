/** Averages of all signals over a time that ends at an instant. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSession } from '../session.ts';
import { type Averages, averagesOf } from './differences.ts';

/** Instants an average is made of. */
const INSTANTS = 60;

/** `over`: ms before the instant; 0: the values at the instant itself. Undefined while loading or without an instant. */
export function useAverages(
  at: number | undefined,
  over: number,
): { averages: Averages | undefined; error: Error | null; retry: () => void } {
  const { api, plant } = useSession();
  const { id } = plant.info;
  const { data, error, refetch } = useQuery({
    queryKey: ['averages', id, at, over],
    queryFn: ({ signal }) => {
      const step = Math.max(1, over / INSTANTS);
      const count = over === 0 ? 1 : INSTANTS;
      return api.states(id, { from: (at ?? 0) - step * (count - 1), step, count }, signal);
    },
    enabled: at !== undefined,
    // While LIVE the newest averages take the place of those before without an empty table between.
    placeholderData: (before) => before,
    gcTime: 30_000,
  });
  const size = plant.signals.length;
  const averages = useMemo(() => data && averagesOf(data, size), [data, size]);
  return { averages: at === undefined ? undefined : averages, error, retry: () => void refetch() };
}
