/** Keys and buttons of the space: tools on and off, down into a machine and up again. */
import { useEffect } from 'react';
import type { PlantModel, TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { endOneTool, useSpace } from './space-store.ts';

export type SpaceAction =
  | 'isolate'
  | 'explode'
  | 'section'
  | 'measure'
  | 'walk'
  | 'map'
  | 'down'
  | 'up'
  | 'back';

const ACTIONS: Readonly<Record<string, SpaceAction>> = {
  i: 'isolate',
  e: 'explode',
  x: 'section',
  m: 'measure',
  w: 'walk',
  n: 'map',
  enter: 'down',
  backspace: 'up',
  escape: 'back',
};

/** Does it; false where there is nothing to do. */
export function spaceAction(plant: PlantModel, action: SpaceAction): boolean {
  const space = useSpace.getState();
  const ui = useUi.getState();
  const twin = plant.twin(ui.twin);
  if (action === 'isolate') space.setIsolated(space.isolated ? undefined : ui.twin);
  else if (action === 'explode') space.setExploded(space.exploded ? undefined : machineOf(twin)?.info.path);
  else if (action === 'section')
    space.setSection(space.section ? undefined : { axis: 'z', share: 0.5, flipped: false });
  else if (action === 'measure') space.setTool(space.tool === 'measure' ? 'none' : 'measure');
  else if (action === 'walk') space.setTool(space.tool === 'walk' ? 'none' : 'walk');
  else if (action === 'map') space.setMap(!space.map);
  else if (action === 'down') return down(plant, twin);
  else if (action === 'up') return up(twin);
  else return endOneTool();
  return true;
}

/** The twin itself when it has parts, else what it is a part of. */
function machineOf(twin: TwinNode | undefined): TwinNode | undefined {
  return twin && twin.children.length === 0 ? twin.parent : twin;
}

function down(plant: PlantModel, twin: TwinNode | undefined): boolean {
  const next = twin ? twin.children[0] : plant.twins.find((each) => !each.parent);
  if (!next) return false;
  useUi.getState().selectTwin(next.info.path, { focus: true });
  return true;
}

function up(twin: TwinNode | undefined): boolean {
  if (!twin) return false;
  const { selectTwin, home } = useUi.getState();
  selectTwin(twin.parent?.info.path, { focus: twin.parent !== undefined });
  if (!twin.parent) home();
  return true;
}

/** Listens while the space is seen, before the keys of the whole screen do: Escape first ends a tool. */
export function useSpaceKeys(visible: boolean): void {
  const { plant } = useSession();
  useEffect(() => {
    if (!visible) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (useUi.getState().searching || !isFree(event.target)) return;
      const key = event.key.toLowerCase();
      const { tool } = useSpace.getState();
      const onCanvas = event.target instanceof HTMLCanvasElement;
      let action = ACTIONS[key];
      if (!action) return;
      // Walking has its own keys; measuring takes Enter for a point.
      if (tool === 'walk' && key !== 'escape') return;
      if (tool === 'measure' && key === 'enter') return;
      // Enter on a button presses it.
      if (action === 'down' && !onCanvas && event.target !== document.body) return;
      if (action === 'back' && onCanvas && !endOneTool()) action = 'up';
      else if (action === 'back' && onCanvas) {
        event.preventDefault();
        event.stopPropagation();
        return;
      }
      if (!spaceAction(plant, action)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, [visible, plant]);
}

/** Nobody types, and no dialog or list has the key. */
function isFree(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return true;
  return target.closest('input, textarea, select, dialog, [role=dialog], [contenteditable]') === null;
}
