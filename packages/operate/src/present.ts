/** What decisions may know of the present: the newest samples. The server gives its live store; tests give a table. */
import { Refusal } from '@millwright/journal';
import { evaluateNow, type Newest } from '@millwright/live';
import {
  type Expr,
  isUsable,
  levelOf,
  type Plant,
  reasonOf,
  type SignalRef,
  type Twin,
} from '@millwright/model';

/** The newest sample of a signal by its id, and undefined where there is none. */
export type Present = Newest;

/** Whether a condition holds for a twin now; undefined: nobody can say, because an input is not usable. */
export function isTrue(
  plant: Plant,
  expr: Expr,
  twin: Twin,
  present: Present,
  now: number,
): boolean | undefined {
  const { value, level } = evaluateNow(plant, expr, twin, present, now);
  return level > 1 ? undefined : value !== 0;
}

/** The value of a signal now, or why there is none that one could act on. */
export function valueNow(signal: SignalRef, present: Present, now: number): number | { why: string } {
  const sample = present(signal.id);
  if (!sample || !Number.isFinite(sample.time)) return { why: `${signal.path} has no value yet` };
  if (!isUsable(sample.quality))
    return { why: `${signal.path} is ${LEVELS[levelOf(sample.quality)]} (${reasonOf(sample.quality)})` };
  if (now - sample.time > signal.type.staleAfter) return { why: `${signal.path} is stale` };
  return sample.value;
}

const LEVELS = ['good', 'uncertain', 'bad', 'stale'] as const;

/** A signal of the plant by its path. Throws Refusal. */
export function signalOf(plant: Plant, path: string): SignalRef {
  const id = plant.signalId(path);
  if (id !== undefined) return plant.signalAt(id);
  throw new Refusal('not-found', `The plant has no signal "${path}".`, 'Take a path as the plant has it.');
}
