/** A change that is being written down: begun at its set point, or from the alarm that it answers. One at a time. */
import type { AlarmOccurrence } from '@millwright/server/client';
import { create } from 'zustand';
import { limitsOf } from '../alarms/limits.ts';
import type { PlantModel, SignalNode } from '../plant/plant-model.ts';
import { useUi } from '../state/ui-store.ts';
import type { ChangeDraft } from './change-forms.ts';

interface DraftState {
  /** Path of the set point. */
  signal: string | undefined;
  draft: ChangeDraft | undefined;
  set(signal: string, draft: ChangeDraft): void;
  end(): void;
}

export const useChangeDraft = create<DraftState>()((set) => ({
  signal: undefined,
  draft: undefined,
  set: (signal, draft) => set({ signal, draft }),
  end: () => set({ signal: undefined, draft: undefined }),
}));

const NEW: ChangeDraft = {
  value: '',
  reason: '',
  promised: '',
  comparison: '<',
  promisedValue: '',
  within: '60',
  evidence: '',
};

/** Opens the form of a set point in the panel; from an alarm it promises that what raised it goes away. */
export function beginChange(plant: PlantModel, signal: SignalNode, alarm?: AlarmOccurrence): void {
  const draft = { ...NEW, ...(alarm && { evidence: alarm.id, ...promiseOf(plant, alarm) }) };
  useChangeDraft.getState().set(signal.path, draft);
  useUi.getState().selectTwin(signal.twin.info.path, { tab: 'now', alarm: alarm?.id, signal: signal.path });
}

/** The limit that was passed, turned around; empty where the condition is more than a comparison. */
function promiseOf(plant: PlantModel, alarm: AlarmOccurrence): Partial<ChangeDraft> {
  for (const { path } of alarm.inputs) {
    const signal = plant.signal(path);
    if (!signal?.twin.type || signal.twin.info.path !== alarm.twin) continue;
    const limit = limitsOf(signal.twin.type, signal.type).find((each) => each.alarm.name === alarm.alarm);
    if (!limit) continue;
    return {
      promised: path,
      comparison: limit.side === 'above' ? '<' : '>',
      promisedValue: String(limit.value),
    };
  }
  return {};
}

/** Set points that may be written and act on a twin: its own, then those of the levels above it. */
export function settableFor(plant: PlantModel, path: string): SignalNode[] {
  const found: SignalNode[] = [];
  for (let twin = plant.twin(path); twin; twin = twin.parent)
    found.push(...plant.signalsOf(twin).filter(({ type }) => type.write !== undefined));
  return found;
}
