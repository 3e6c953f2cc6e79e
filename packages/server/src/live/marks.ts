/**
 * Which signals changed since when: one number per signal of a plant, the tick of its last change. Every subscription
 * finds what is new for it by comparing with the tick of its own last frame, so that no set of changes is kept per client.
 * The live store has these numbers anyway (`LiveStore.marks`).
 */
export interface ChangeMarks {
  /** Tick of the last change by signal id; 0: never changed. */
  readonly ticks: Uint32Array;
  /** Of the newest change. It grows, but begins anew after some months, and all marks with it. */
  readonly tick: number;
}
