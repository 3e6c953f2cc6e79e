/** Where in Build one is, so that other pages can lead there. */
import { create } from 'zustand';
import { useUi } from '../state/ui-store.ts';

export const BUILD_TABS = ['sources', 'types', 'twins', 'plans', 'documents', 'changes'] as const;
export type BuildTab = (typeof BUILD_TABS)[number];

interface BuildPlace {
  tab: BuildTab;
  /** Name of the plan that is open; undefined: the first. */
  plan: string | undefined;
  setTab(tab: BuildTab): void;
  setPlan(plan: string | undefined): void;
}

export const useBuildPlace = create<BuildPlace>()((set) => ({
  tab: 'sources',
  plan: undefined,
  setTab: (tab) => set({ tab }),
  setPlan: (plan) => set({ plan }),
}));

/** To the form of a maintenance plan; without a name to the list of them. */
export function openPlanForm(plan?: string): void {
  useBuildPlace.setState({ tab: 'plans', plan });
  useUi.getState().setView('engineering');
}
