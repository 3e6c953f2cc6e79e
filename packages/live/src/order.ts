/** The order in which formulas are evaluated: every formula after those it reads. */

export interface Ordered {
  /** For messages. */
  name: string;
  /** The column it writes. */
  column: number;
  /** The columns it reads. */
  reads: ReadonlySet<number>;
}

/**
 * Sorts formulas so that each comes after those it reads; among free choices the given order is kept.
 * Throws an Error that names the circle where there is one. Cost: linear in formulas and references.
 */
export function inOrder<T extends Ordered>(formulas: readonly T[]): T[] {
  const writers = new Map(formulas.map((formula) => [formula.column, formula]));
  const sorted: T[] = [];
  const state = new Map<T, 'open' | 'done'>();
  const path: T[] = [];
  const visit = (formula: T): void => {
    const known = state.get(formula);
    if (known === 'done') return;
    if (known === 'open') {
      const circle = [...path.slice(path.indexOf(formula)), formula].map((f) => f.name).join(' → ');
      throw new Error(
        `Formulas read each other in a circle: ${circle}. Break it, for example with a measured signal.`,
      );
    }
    state.set(formula, 'open');
    path.push(formula);
    for (const column of formula.reads) {
      const writer = writers.get(column);
      if (writer !== undefined) visit(writer);
    }
    path.pop();
    state.set(formula, 'done');
    sorted.push(formula);
  };
  for (const formula of formulas) visit(formula);
  return sorted;
}
