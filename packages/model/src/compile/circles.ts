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
  const said = new Set<string>();
  const open = (step: Step): Open => ({ step, next: readBy(step, reads, subtypes), at: 0 });
  for (const [type, signals] of reads) {
    for (const signal of signals.keys()) {
      // A stack of our own: formulas may follow each other thousands deep.
      const chain: Open[] = done.has(keyOf({ type, signal })) ? [] : [open({ type, signal })];
      const onChain = new Set(chain.map((o) => keyOf(o.step)));
      while (chain.length > 0) {
        const top = chain[chain.length - 1];
        const step = top.next[top.at++];
        if (!step) {
          chain.pop();
          onChain.delete(keyOf(top.step));
          done.add(keyOf(top.step));
          continue;
        }
        const key = keyOf(step);
        if (onChain.has(key)) {
          const steps = chain.map((o) => o.step);
          const from = steps.findIndex((s) => keyOf(s) === key);
          report([...steps.slice(from), step], said, faults);
        } else if (!done.has(key)) {
          chain.push(open(step));
          onChain.add(key);
        }
      }
    }
  }
}

/** A derived signal on the way, with those it reads and how many of them have been looked at. */
interface Open {
  step: Step;
  next: readonly Step[];
  at: number;
}

function keyOf({ type, signal }: Step): string {
  return `${type.name}.${signal}`;
}

function readBy(
  step: Step,
  reads: ReadonlyMap<TypeTable, ReadonlyMap<string, readonly UsedSignal[]>>,
  subtypes: ReadonlyMap<string, readonly TwinType[]>,
): Step[] {
  const used = step.type instanceof TypeTable ? reads.get(step.type)?.get(step.signal) : undefined;
  const steps: Step[] = [];
  for (const { owners, signal, hops } of used ?? []) {
    if (!signal) continue;
    // A part may be of a more special type than its part says.
    const types = hops.length === 0 ? owners : owners.flatMap((o) => subtypes.get(o.name) ?? [o]);
    for (const type of new Set(types)) steps.push({ type, signal: signal.name });
  }
  return steps;
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
