/** What the pages of work share: documents, the outbox, names of twins and people, and times as they are printed. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { useOffice } from '../decisions/use-office.ts';
import { formatTime, localText } from '../i18n/format.ts';
import { useLanguage } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import type { Outbox } from './outbox.ts';

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
