/** Circular formulas: a derived signal that depends on itself, directly or through parts and parents. */
import type { FaultList } from '../faults.ts';
import type { UsedSignal } from '../formula/check.ts';
import type { TwinType } from '../plant.ts';
import { TypeTable } from './types.ts';

interface Step {
  type: TwinType;
  signal: string;
}

/**
 * Reports each circle once. Judged on types, not twins: `x = parent.x + 1` on a type that contains itself is a circle
 * although no twin would go round it, because columns are computed per type.
 */
export function findCircles(
  reads: ReadonlyMap<TypeTable, ReadonlyMap<string, readonly UsedSignal[]>>,
  faults: FaultList,
): void {
  const subtypes = new Map<string, TwinType[]>();
  for (const type of reads.keys()) {
    for (const name of [type.name, ...type.ancestors])
      subtypes.set(name, [...(subtypes.get(name) ?? []), type]);
  }
  const done = new Set<string>();
  const chain: Step[] = [];
  const onChain = new Set<string>();
  const said = new Set<string>();
  const visit = (step: Step): void => {
    const key = `${step.type.name}.${step.signal}`;
    if (onChain.has(key)) {
      const from = chain.findIndex((s) => s.type === step.type && s.signal === step.signal);
      report([...chain.slice(from), step], said, faults);
      return;
    }
    if (done.has(key)) return;
    const used = step.type instanceof TypeTable ? reads.get(step.type)?.get(step.signal) : undefined;
    if (used) {
      chain.push(step);
      onChain.add(key);
      for (const { owners, signal, hops } of used) {
        if (!signal) continue;
        // A part may be of a more special type than its part says.
        const types = hops.length === 0 ? owners : owners.flatMap((o) => subtypes.get(o.name) ?? [o]);
        for (const type of new Set(types)) visit({ type, signal: signal.name });
      }
      chain.pop();
      onChain.delete(key);
    }
    done.add(key);
  };
  for (const [type, signals] of reads) for (const signal of signals.keys()) visit({ type, signal });
}

function report(circle: readonly Step[], said: Set<string>, faults: FaultList): void {
  const single = circle.every((s) => s.type === circle[0].type);
  const names = circle.map((s) => (single ? s.signal : `${s.type.name}.${s.signal}`));
  const key = names.slice(1).toSorted().join();
  if (said.has(key)) return;
  said.add(key);
  const { type, signal } = circle[0];
  if (!(type instanceof TypeTable)) return;
  const at = TypeTable.sourceOf(type).signals.get(signal)?.at('formula');
  if (at) faults.error(at, `circular formulas: ${names.join(' -> ')}`);
}
