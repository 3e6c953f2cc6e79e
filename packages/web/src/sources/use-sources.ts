/** Sources for components: as they are now with their rates, or as the journal says they were at the clock's instant. */
import type { ConnectionMark, SourceInfo } from '@millwright/server/client';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import { useDecisionState, useOffice } from '../decisions/use-office.ts';
import { useSession } from '../session.ts';
import { useClockState } from '../values/hooks.ts';

/** `lost`: it was connected before. `unknown`: nothing was recorded until then, or sources of its kind keep no connection. */
export type ShownState = SourceInfo['state'] | 'lost' | 'unknown';

export interface ShownSource extends Pick<SourceInfo, 'name' | 'label' | 'kind' | 'endpoint'> {
  state: ShownState;
  /** Since when, ms; undefined where it is unknown. */
  since: number | undefined;
  /** Why it was lost. */
  message: string | undefined;
  /** Rates and counts, which are known of now alone. */
  now: SourceInfo | undefined;
}

/** Undefined before the server has said it. */
export function useSources(): readonly ShownSource[] | undefined {
  const session = useSession();
  const sources = useSyncExternalStore(session.subscribe, () => session.sources);
  const { mode } = useClockState();
  const { data, isError } = useDecisionState('connections');
  return useMemo(() => {
    if (mode === 'live') return sources?.map(shownNow);
    const marks = new Map(data?.sources.map((mark) => [mark.source, mark]));
    // What cannot be asked is unknown; the sources themselves are those of the plant in any case.
    if (!data && !isError) return undefined;
    return sources?.map((source) => shownThen(source, marks.get(source.name)));
  }, [mode, sources, data, isError]);
}

function shownNow(source: SourceInfo): ShownSource {
  const { name, label, kind, endpoint, state, since, lastError } = source;
  return { name, label, kind, endpoint, state, since, message: lastError?.message, now: source };
}

function shownThen(
  { name, label, kind, endpoint }: SourceInfo,
  mark: ConnectionMark | undefined,
): ShownSource {
  const state = mark === undefined ? 'unknown' : mark.connected ? 'connected' : 'lost';
  return { name, label, kind, endpoint, state, since: mark?.at, message: mark?.message, now: undefined };
}

export interface SourceChange {
  label: SourceInfo['label'];
  /** ms */
  at: number;
  connected: boolean;
}

/** When sources were connected and lost, up to now, in the order of time: the newest the server remembers. */
export function useSourceChanges(): readonly SourceChange[] {
  const office = useOffice();
  const session = useSession();
  const sources = useSyncExternalStore(session.subscribe, () => session.sources);
  const { data } = useQuery({
    queryKey: ['decisions', office.plant, 'connections', 'live', office.version],
    queryFn: ({ signal }) => office.client.state('connections', undefined, signal),
    placeholderData: (before) => before,
    gcTime: 30_000,
  });
  return useMemo(() => {
    const labels = new Map(sources?.map(({ name, label }) => [name, label]));
    return (data?.changes ?? []).map(({ source, at, connected }) => ({
      label: labels.get(source) ?? { en: source },
      at,
      connected,
    }));
  }, [data, sources]);
}
