/** A fault that is being marked: kept while the walker goes to the space to point at it. */
import { create } from 'zustand';
import { useSpace } from '../space/space-store.ts';
import { useUi } from '../state/ui-store.ts';
import type { Photo } from './shelf.ts';
import type { SEVERITIES } from './words.ts';

export type Severity = (typeof SEVERITIES)[number];

export interface FaultDraft {
  /** Id of the round it is marked on. */
  round: string;
  /** The machine, and the point on it in metres where somebody pointed at it. */
  twin: string;
  metres?: readonly [number, number, number];
  text: string;
  severity: Severity;
  photo?: Photo;
}

interface FaultDraftState {
  draft: FaultDraft | undefined;
  begin(round: string, twin: string): void;
  change(change: Partial<FaultDraft>): void;
  end(): void;
  /** To the space, where the next click says where the fault is. */
  point(): void;
  /** The click: back to the round. */
  pointed(twin: string, metres: readonly [number, number, number]): void;
}

export const useFaultDraft = create<FaultDraftState>()((set, get) => ({
  draft: undefined,
  begin: (round, twin) => set({ draft: { round, twin, text: '', severity: 'soon' } }),
  change: (change) => set(({ draft }) => ({ draft: draft && { ...draft, ...change } })),
  end: () => set({ draft: undefined }),
  point: () => {
    const { draft } = get();
    if (!draft) return;
    const ui = useUi.getState();
    ui.selectTwin(draft.twin, { focus: true });
    ui.setView('space');
    useSpace.getState().setTool('fault');
  },
  pointed: (twin, [x, y, z]) => {
    const { draft, change } = get();
    useSpace.getState().setTool('none');
    if (!draft) return;
    change({ twin, metres: [round(x), round(y), round(z)] });
    useUi.getState().openWork(draft.round);
  },
}));

/** To the centimetre: nobody points more exactly. */
function round(metres: number): number {
  return Math.round(metres * 100) / 100;
}
