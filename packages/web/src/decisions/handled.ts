/** Which page of Alarms is shown, and the occurrence that is handled there; kept while other views are open. */
import type { AlarmOccurrence } from '@millwright/server/client';
import { create } from 'zustand';
import type { Session } from '../session.ts';
import { useUi } from '../state/ui-store.ts';

export const ALARM_PAGES = ['standing', 'hidden', 'history', 'performance'] as const;
export type AlarmPage = (typeof ALARM_PAGES)[number];

interface HandledState {
  page: AlarmPage;
  /** Id of the occurrence. */
  handled: string | undefined;
  setPage(page: AlarmPage): void;
  handle(id: string | undefined): void;
}

export const useHandled = create<HandledState>()((set) => ({
  page: 'standing',
  handled: undefined,
  setPage: (page) => set({ page }),
  handle: (handled) => set({ handled }),
}));

/** Opens everything there is to one occurrence: response, procedure, similar ones, work and changes. `over`: nobody waits for it any more. */
export function openHandled(session: Session, item: AlarmOccurrence, over: boolean): void {
  const { setPage, handle } = useHandled.getState();
  setPage(over ? 'history' : 'standing');
  handle(item.id);
  if (over) session.window.reveal(item.raisedAt);
  useUi.getState().setView('alarms');
}
