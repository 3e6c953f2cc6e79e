/** A work order that is being written down: begun on the page, from an alarm or from a twin. */
import { create } from 'zustand';
import type { Priority } from '../alarms/priorities.ts';
import { useUi } from '../state/ui-store.ts';

export interface OrderDraft {
  /** Path; empty: the whole plant. */
  twin: string;
  title: string;
  /** Id of the occurrence it is about. */
  alarm?: string;
  priority?: Priority;
  procedure?: string;
}

interface DraftState {
  draft: OrderDraft | undefined;
  begin(draft: OrderDraft): void;
  end(): void;
}

export const useOrderDraft = create<DraftState>()((set) => ({
  draft: undefined,
  begin: (draft) => {
    set({ draft });
    useUi.getState().openWork('orders');
  },
  end: () => set({ draft: undefined }),
}));
