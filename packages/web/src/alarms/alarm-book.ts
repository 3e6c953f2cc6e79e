/**
 * All alarm occurrences the screen has heard of, by id: from the live connection and from the ranges it asked for.
 * Answers which stood at an instant, so that counts, lists, timeline and space obey the clock. Outside React.
 */
import type { AlarmOccurrence } from '@millwright/server/client';
import { PRIORITY_ORDER } from './priorities.ts';

/** Occurrences kept; the oldest cleared ones go first. */
const LIMIT = 5000;

export class AlarmBook {
  #byId = new Map<string, AlarmOccurrence>();
  #sorted: AlarmOccurrence[] = [];
  #version = 0;
  #listeners = new Set<() => void>();

  /** Grows with every change: a snapshot for useSyncExternalStore. */
  get version(): number {
    return this.#version;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Adds or replaces occurrences. A cleared one is never replaced by the same one still standing. */
  put(items: readonly AlarmOccurrence[]): void {
    let changed = false;
    for (const item of items) {
      const known = this.#byId.get(item.id);
      if (known && (known.clearedAt !== null || item.clearedAt === null)) continue;
      this.#byId.set(item.id, item);
      changed = true;
    }
    if (changed) this.#settle();
  }

  /**
   * The complete list of what stands at the server's instant `at`: what we believed standing and is not in it was
   * cleared while we were not listening; `at` is then the latest time it can have cleared.
   */
  reconcile(standing: readonly AlarmOccurrence[], at: number): void {
    const ids = new Set(standing.map((item) => item.id));
    let changed = false;
    for (const item of this.#byId.values()) {
      if (item.clearedAt === null && item.raisedAt <= at && !ids.has(item.id)) {
        this.#byId.set(item.id, { ...item, clearedAt: at });
        changed = true;
      }
    }
    if (changed) this.#settle();
    this.put(standing);
  }

  get(id: string | undefined): AlarmOccurrence | undefined {
    return id === undefined ? undefined : this.#byId.get(id);
  }

  /** All known occurrences, newest first. The array is not changed later. */
  all(): readonly AlarmOccurrence[] {
    return this.#sorted;
  }

  /** What stands at an instant: worst first, then newest first. */
  standingAt(time: number): AlarmOccurrence[] {
    return this.#sorted
      .filter((item) => standsAt(item, time))
      .sort(
        (a, b) =>
          PRIORITY_ORDER[a.priority] - PRIORITY_ORDER[b.priority] ||
          b.raisedAt - a.raisedAt ||
          (a.id < b.id ? -1 : 1),
      );
  }

  #settle(): void {
    this.#sorted = [...this.#byId.values()].sort((a, b) => b.raisedAt - a.raisedAt || (a.id < b.id ? -1 : 1));
    for (let i = this.#sorted.length - 1; this.#byId.size > LIMIT && i >= 0; i--) {
      if (this.#sorted[i].clearedAt !== null) this.#byId.delete(this.#sorted[i].id);
    }
    if (this.#sorted.length > LIMIT) this.#sorted = this.#sorted.filter((item) => this.#byId.has(item.id));
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}

/** Whether an occurrence is raised and not yet cleared at an instant. */
export function standsAt(item: AlarmOccurrence, time: number): boolean {
  return item.raisedAt <= time && (item.clearedAt === null || item.clearedAt > time);
}
