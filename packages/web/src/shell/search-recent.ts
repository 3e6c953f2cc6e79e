/** What was chosen in the search before, newest first, kept in this browser for each plant. */
import { recall, remember } from '../state/ui-store.ts';

const MOST = 12;

const keyOf = (plant: string) => `millwright.recent.${plant}`;

/** Keys of what was chosen: paths, names of views and commands. */
export function recentChoices(plant: string): string[] {
  try {
    const stored: unknown = JSON.parse(recall(keyOf(plant)) ?? '[]');
    return Array.isArray(stored) ? stored.filter((each): each is string => typeof each === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberChoice(plant: string, key: string): void {
  const keys = [key, ...recentChoices(plant).filter((each) => each !== key)].slice(0, MOST);
  remember(keyOf(plant), JSON.stringify(keys));
}
