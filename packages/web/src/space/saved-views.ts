/** Named places of the camera, kept per plant in this browser. */
import { recall, remember } from '../state/ui-store.ts';
import { type Eye, readEye, writeEye } from './eye.ts';

export interface SavedView {
  name: string;
  eye: Eye;
}

/** More are not kept: the list would be no help. */
export const VIEWS_MOST = 40;
export const NAME_MOST = 60;

const keyOf = (plant: string) => `millwright.views.${plant}`;

/** Views of a plant, in the order they were saved. What is damaged in storage is left out. */
export function savedViews(plant: string): SavedView[] {
  let stored: unknown;
  try {
    stored = JSON.parse(recall(keyOf(plant)) ?? '[]');
  } catch {
    return [];
  }
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((each: unknown) => {
    if (typeof each !== 'object' || each === null || !('name' in each) || !('eye' in each)) return [];
    const eye = readEye(String(each.eye));
    return typeof each.name === 'string' && eye ? [{ name: each.name, eye }] : [];
  });
}

/** Keeps a view; one of the same name is replaced, the oldest goes when there are too many. Returns all. */
export function saveView(plant: string, view: SavedView): SavedView[] {
  const name = view.name.trim().slice(0, NAME_MOST);
  const others = savedViews(plant).filter((each) => each.name !== name);
  return store(plant, [...others, { name, eye: view.eye }].slice(-VIEWS_MOST));
}

export function removeView(plant: string, name: string): SavedView[] {
  return store(
    plant,
    savedViews(plant).filter((each) => each.name !== name),
  );
}

function store(plant: string, views: SavedView[]): SavedView[] {
  remember(keyOf(plant), JSON.stringify(views.map(({ name, eye }) => ({ name, eye: writeEye(eye) }))));
  return views;
}
