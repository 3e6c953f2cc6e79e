/** People on rounds and the faults they marked, where they are in the space at the clock's instant. */
import { useMemo } from 'react';
import { Box3, Vector3 } from 'three';
import { useActorName } from '../decisions/parts.tsx';
import { useDecisionState } from '../decisions/use-office.ts';
import { formatMoment } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { openFaults, walkers } from '../work/open-faults.ts';
import type { SpaceTheme } from './colours.ts';
import { type FigureRequest, PERSON_HEIGHT, PIN_HEIGHT } from './figures.ts';
import type { LabelRequest } from './labels.ts';
import type { PlantScene } from './plant-scene.ts';

/** How far from a machine people stand, and from each other, metres. */
const BESIDE = 0.8;
const APART = 0.8;
const SEVERITY_COLOURS = { stop: 'critical', soon: 'high', watch: 'medium' } as const;

export interface RoundMarks {
  figures: FigureRequest[];
  labels: LabelRequest[];
}

/** New whenever people, faults, theme or language change. */
export function useRoundMarks(scene: PlantScene, theme: SpaceTheme): RoundMarks {
  const t = useText();
  const language = useLanguage();
  const { plant, clock } = useSession();
  const { timezone } = plant.info;
  const name = useActorName();
  const rounds = useDecisionState('rounds').data;
  // Names come a moment after the rounds do.
  const names = walkers(rounds ?? []).map(({ walker }) => name(walker));
  const named = names.join();
  return useMemo(() => {
    const marks: RoundMarks = { figures: [], labels: [] };
    if (rounds === undefined) return marks;
    const { openWork } = useUi.getState();
    const time = (at: number) => formatMoment(at, clock.now(), language, timezone);
    const add = (figure: FigureRequest, label: Pick<LabelRequest, 'text' | 'note'>, round: string) => {
      marks.figures.push(figure);
      const { kind, key, at, colour } = figure;
      const tall = kind === 'person' ? PERSON_HEIGHT : PIN_HEIGHT;
      const box = new Box3(
        at.clone().addScalar(-0.25).setY(at.y),
        at
          .clone()
          .addScalar(0.25)
          .setY(at.y + tall),
      );
      const sign = { kind, colour };
      marks.labels.push({ ...label, key, box, rank: 2, depth: 0, sign, onPick: () => openWork(round) });
    };
    const beside = new Map<string, number>();
    for (const [i, { walker, round, twin, metres, since }] of walkers(rounds).entries()) {
      const node = plant.twin(twin);
      const already = beside.get(twin ?? '') ?? 0;
      beside.set(twin ?? '', already + 1);
      const at = metres ? new Vector3(...metres) : node && standingAt(scene, node, already);
      if (!at) continue;
      const key = `person ${walker} ${round}`;
      const note = t('space.walker', { time: time(since) });
      add({ key, kind: 'person', at, colour: theme.selection }, { text: names[i], note }, round);
    }
    for (const { id, round, twin, metres, text, severity, at: since } of openFaults(rounds)) {
      const node = plant.twin(twin);
      const at = metres ? new Vector3(...metres) : node && topOf(scene, node);
      if (!at) continue;
      const note = t('space.faultMarked', { severity: t(`fault.${severity}`), time: time(since) });
      const colour = theme[SEVERITY_COLOURS[severity]];
      add({ key: `fault ${id}`, kind: 'fault', at, colour }, { text, note }, round);
    }
    return marks;
    // `named` stands for the names.
  }, [scene, theme, plant, timezone, language, rounds, named, clock, t]);
}

/** Before a machine, on the floor, on the side of its part that is meant; the next person a step further along. */
function standingAt(scene: PlantScene, twin: TwinNode, already: number): Vector3 | undefined {
  const box = scene.ownBoundsOf(twin) ?? scene.boundsOf(twin);
  if (!box) return undefined;
  let machine = twin;
  while (machine.parent?.type?.shape) machine = machine.parent;
  const whole = scene.ownBoundsOf(machine) ?? box;
  const at = box.getCenter(new Vector3());
  const isBehind = at.z < whole.getCenter(new Vector3()).z - BESIDE / 2;
  at.x += already * APART;
  at.y = scene.bounds.min.y;
  at.z = isBehind ? whole.min.z - BESIDE : whole.max.z + BESIDE;
  return at;
}

function topOf(scene: PlantScene, twin: TwinNode): Vector3 | undefined {
  const box = scene.ownBoundsOf(twin) ?? scene.boundsOf(twin);
  return box?.getCenter(new Vector3()).setY(box.max.y);
}
