/** What is outlined and named in the space: standing alarms at the clock's instant, selection, hover. */
import { BAD, levelOf } from '@millwright/model/web';
import type { AlarmOccurrence } from '@millwright/server/client';
import { useMemo } from 'react';
import { PRIORITY_ORDER } from '../alarms/priorities.ts';
import { decimalsOf, formatNumber, localText, unitText } from '../i18n/format.ts';
import { useLanguage } from '../i18n/use-text.ts';
import { identityOf } from '../material/identity.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { useStandingAlarms } from '../values/hooks.ts';
import type { SpaceTheme } from './colours.ts';
import type { LabelRequest, LabelValue } from './labels.ts';
import type { OutlineRequest } from './outlines.ts';
import type { PlantScene } from './plant-scene.ts';
import { useSpace } from './space-store.ts';

export interface Marks {
  outline: OutlineRequest[];
  label: LabelRequest[];
}

/** A function of what the pointer is over; a new one whenever alarms, selection, theme or language change. */
export function useMarks(
  scene: PlantScene,
  theme: SpaceTheme,
  onPick: (twin: string) => void,
): (hovered: TwinNode | undefined) => Marks {
  const { plant, values } = useSession();
  const language = useLanguage();
  const standing = useStandingAlarms();
  const selected = useUi((ui) => ui.twin);
  const isolated = useSpace((space) => space.isolated);
  const settled = useSpace((space) => space.settled);
  // Read again when parts went apart or together.
  const boxes = useMemo(() => [...scene.twins()], [scene, settled]);
  const valueText = (twin: TwinNode, alarm: AlarmOccurrence | undefined): (() => LabelValue) => {
    const identity = alarm ? undefined : identityOf(plant, twin);
    const signal = plant.signal(alarm?.inputs[0]?.path) ?? identity ?? plant.signalsOf(twin)[0];
    if (!signal) return () => ({ text: '', struck: false });
    const { index, type } = signal;
    return () => {
      const value = values.values[index];
      const struck = levelOf(values.quality[index]) >= BAD;
      if (!Number.isFinite(value) || type.states) return { text: '', struck };
      // A number that names something is no quantity.
      if (identity) return { text: String(value), struck };
      const text = `${formatNumber(value, decimalsOf(type, value), language)} ${unitText(type.unit)}`;
      return { text: text.trim(), struck };
    };
  };
  const signature = standing.map((item) => item.id).join();
  // The signature stands for the alarms; onPick only selects.
  return useMemo(
    () => (hovered) => {
      const outline: OutlineRequest[] = [];
      const byTwin = Map.groupBy(standing, (item) => item.twin);
      const alarmed = [...byTwin.entries()].sort(
        (a, b) => PRIORITY_ORDER[b[1][0].priority] - PRIORITY_ORDER[a[1][0].priority],
      );
      for (const [path, items] of alarmed) {
        const twin = plant.twin(path);
        // Named as a whole, a level without a shape would outline all that is below it: the label says it instead.
        if (!twin?.type?.shape) continue;
        const colour = theme[items[0].priority];
        outline.push({
          key: `alarm ${path}`,
          pieces: scene.piecesOf(twin),
          colour,
          pixels: path === selected ? 5 : 2.5,
          tint: 0.38,
        });
      }
      if (hovered && hovered.info.path !== selected) {
        const key = `hover ${hovered.info.path}`;
        outline.push({ key, pieces: scene.piecesOf(hovered), colour: theme.hover, pixels: 1.2, tint: 0 });
      }
      const chosen = plant.twin(selected);
      if (chosen?.type?.shape) {
        const key = `selected ${chosen.info.path}`;
        outline.push({ key, pieces: scene.piecesOf(chosen), colour: theme.selection, pixels: 2, tint: 0 });
      }
      const label: LabelRequest[] = [];
      for (const { twin, box } of boxes) {
        const { path } = twin.info;
        if (isolated && path !== isolated && !path.startsWith(`${isolated}/`)) continue;
        const worst = byTwin.get(path)?.[0];
        const isSelected = path === selected;
        label.push({
          key: path,
          text: localText(twin.info.label, language),
          box,
          rank: isSelected ? 3 : worst ? 2 : twin === hovered ? 1 : 0,
          depth: Math.max(0, twin.depth - 1),
          selected: isSelected,
          ...(worst ? { priority: worst.priority, note: localText(worst.label, language) } : {}),
          ...(worst || isSelected ? { value: valueText(twin, worst) } : {}),
          onPick: () => onPick(path),
        });
      }
      return { outline, label };
    },
    [boxes, isolated, language, plant, scene, selected, signature, theme],
  );
}
