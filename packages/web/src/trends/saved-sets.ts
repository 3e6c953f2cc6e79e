/** Sets of signals kept by name in this browser, for each plant. */
import { recall, remember } from '../state/ui-store.ts';

interface SavedSet {
  name: string;
  paths: readonly string[];
}

const KEY = 'millwright.trends.';
const MOST = 50;

/** In the order of their names. What cannot be read is left out. */
export function savedSets(plant: string): SavedSet[] {
  try {
    const stored: unknown = JSON.parse(recall(KEY + plant) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isSet).sort((a, b) => a.name.localeCompare(b.name)) : [];
  } catch {
    return [];
  }
}

/** Takes the place of one with the same name. */
export function saveSet(plant: string, set: SavedSet): void {
  const others = savedSets(plant).filter((each) => each.name !== set.name);
  remember(KEY + plant, JSON.stringify([...others, set].slice(-MOST)));
}

export function deleteSet(plant: string, name: string): void {
  remember(KEY + plant, JSON.stringify(savedSets(plant).filter((each) => each.name !== name)));
}

function isSet(value: unknown): value is SavedSet {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('paths' in value)) return false;
  const { name, paths } = value;
  return typeof name === 'string' && Array.isArray(paths) && paths.every((path) => typeof path === 'string');
}
