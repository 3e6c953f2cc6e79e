/** What the pages of work share: documents, the outbox, names of twins and people, and times as they are printed. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { useDecisionState, useOffice } from '../decisions/use-office.ts';
import { formatTime, localText } from '../i18n/format.ts';
import { useLanguage } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { useClockState } from '../values/hooks.ts';
import type { Outbox } from './outbox.ts';
import { runAsDone } from './run-as-done.ts';
import { type OutboxContent, ordersAsDone } from './waiting.ts';
import { walkedRounds } from './walked-round.ts';

/** Plans, routes, procedures and shifts of the plant. */
export function useDocuments() {
  const office = useOffice();
  return useQuery({
    queryKey: ['work', office.plant, office.version],
    queryFn: ({ signal }) => office.client.work(signal),
    placeholderData: (before) => before,
    gcTime: 30_000,
  });
}

export function useOutbox(): Outbox {
  const { outbox } = useSession();
  useSyncExternalStore(outbox.subscribe, () => outbox.version);
  return outbox;
}

/** Orders; in LIVE with what was done in this browser and waits to be sent. */
export function useOrders() {
  const { data, ...rest } = useLaid('orders');
  const { content, me } = useLaidOver();
  return { ...rest, data: data && content ? ordersAsDone(data, content, me) : data };
}

/** Rounds, as `useOrders`. */
export function useRounds() {
  const { data, ...rest } = useLaid('rounds');
  const { content, me } = useLaidOver();
  const routes = useDocuments().data?.routes ?? [];
  return { ...rest, data: data && walkedRounds(data, routes, content ?? NOTHING, me) };
}

/** Procedures that are or were carried out, as `useOrders`. */
export function useRuns() {
  const { data, ...rest } = useLaid('procedures');
  const { content, me } = useLaidOver();
  return { ...rest, data: data?.map((one) => runAsDone(one, content ?? NOTHING, me)) };
}

const NOTHING: OutboxContent = { parcels: [], sent: [] };

function useLaid<Name extends 'orders' | 'rounds' | 'procedures'>(name: Name) {
  const { data, error, isPending, refetch } = useDecisionState(name);
  return { data, error, isPending, refetch };
}

/** What was done here belongs to the present: nothing of it is laid over the past. */
function useLaidOver(): { content: OutboxContent | undefined; me: string } {
  const outbox = useOutbox();
  const office = useOffice();
  const { mode } = useClockState();
  return { content: mode === 'live' ? outbox : undefined, me: office.who?.actor ?? '' };
}

/** The name of a thing that was made here, once the server has given it one; the address follows. */
export function useServerName(id: string): string {
  const outbox = useOutbox();
  const openWork = useUi((ui) => ui.openWork);
  const name = outbox.named(id) ?? id;
  useEffect(() => {
    if (name !== id) openWork(name);
  }, [name, id, openWork]);
  return name;
}

/** The name of a twin in the language of the screen; its path where the plant has it no more. */
export function useTwinName(): (path: string | undefined) => string {
  const language = useLanguage();
  const { plant } = useSession();
  return (path) => {
    if (path === undefined) return localText(plant.info.label, language);
    const twin = plant.twin(path);
    if (!twin) return path;
    const name = localText(twin.info.label, language);
    const above = twin.parent?.parent ? localText(twin.parent.info.label, language) : undefined;
    return above === undefined ? name : `${above} · ${name}`;
  };
}

/** An instant as date and time in the plant's time zone. */
export function useWhen(): (time: number) => string {
  const language = useLanguage();
  const { timezone } = useSession().plant.info;
  return useCallback((time) => formatTime(time, 'dateTime', language, timezone), [language, timezone]);
}
