/** The draft in components. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { DraftModel, DraftView } from './draft-model.ts';

export const DraftContext = createContext<DraftModel | undefined>(undefined);

export function useDraft(): { draft: DraftModel; view: DraftView } {
  const draft = useContext(DraftContext);
  if (draft === undefined) throw new Error('useDraft needs a DraftContext above it');
  const view = useSyncExternalStore(draft.subscribe, () => draft.view);
  return { draft, view };
}
