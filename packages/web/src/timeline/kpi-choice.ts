/** Which signal the timeline draws: the plant's key figure, or one the person chose; remembered for each plant. */
import { create } from 'zustand';
import type { PlantModel, SignalNode } from '../plant/plant-model.ts';
import { recall, remember } from '../state/ui-store.ts';

const KEY = 'millwright.kpi.';
/** Signals offered besides those the person already looks at. */
const OFFERED = 24;

interface KpiState {
  /** Path by plant id; an empty one is no choice. */
  chosen: Readonly<Record<string, string>>;
  choose(plant: string, path: string): void;
}

const useChoice = create<KpiState>()((set) => ({
  chosen: {},
  choose: (plant, path) => {
    remember(KEY + plant, path);
    set((state) => ({ chosen: { ...state.chosen, [plant]: path } }));
  },
}));

export function chooseKpi(plant: string, path: string): void {
  useChoice.getState().choose(plant, path);
}

/** The chosen signal; the plant's key figure where none, or one that is gone, was chosen. */
export function useKpi(plant: PlantModel): SignalNode | undefined {
  const { id, kpi } = plant.info;
  const chosen = useChoice((state) => state.chosen[id]) ?? recall(KEY + id) ?? '';
  return plant.signal(chosen) ?? plant.signal(kpi);
}

/** What the menu offers: the key figure, the choice, what is selected or drawn, then signals of the upper levels. */
export function kpiOffers(plant: PlantModel, looked: readonly (string | undefined)[]): readonly SignalNode[] {
  const offers = new Set<SignalNode>();
  for (const path of [plant.info.kpi, ...looked]) {
    const signal = plant.signal(path);
    if (signal) offers.add(signal);
  }
  const least = offers.size + OFFERED;
  for (const signal of [...plant.signals].sort((a, b) => a.twin.depth - b.twin.depth || a.index - b.index)) {
    if (offers.size >= least) break;
    if (signal.type.kind !== 'setpoint') offers.add(signal);
  }
  return [...offers];
}
