/** Checks as they are copied into a round or a procedure when it begins, and answers to them. */
import { Refusal } from '@millwright/journal';
import { type Check, conversion, type Plant, type Twin, unitOf } from '@millwright/model';
import { z } from 'zod';
import { attachment, text } from './attachments.ts';

export const localText = z.object({ en: z.string(), zh: z.string().optional() });

/** A check with every name resolved, so that a later change of the documents does not change what was asked. */
export const askedCheck = z.object({
  name: z.string(),
  label: localText,
  kind: z.enum(['value', 'choice', 'photo', 'note', 'confirm']),
  optional: z.boolean(),
  /** UCUM code, of a value. */
  unit: z.string().optional(),
  /** In `unit`. */
  limits: z.tuple([z.number(), z.number()]).optional(),
  /** Path of the signal that takes the reading. */
  signal: z.string().optional(),
  options: z.array(z.object({ name: z.string(), label: localText, fault: z.boolean() })).optional(),
});
export type AskedCheck = z.infer<typeof askedCheck>;

/** What a person gives: exactly what the check asks for, and a note with it. */
export const answerData = z.strictObject({
  value: z.number().optional(),
  choice: z.string().max(100).optional(),
  photo: attachment.strict().optional(),
  confirmed: z.literal(true).optional(),
  note: text.optional(),
});
export type Answer = z.infer<typeof answerData>;

export function asked(check: Check, twin: Twin | undefined, plant: Plant): AskedCheck {
  const { name, label, kind, optional, unit, limits, signal, options } = check;
  const copy: AskedCheck = { name, label: { ...label }, kind, optional };
  if (unit) copy.unit = unit.code;
  if (limits) copy.limits = [limits[0], limits[1]];
  if (options) copy.options = options.map((option) => ({ ...option, label: { ...option.label } }));
  const id = twin && signal ? plant.resolve(twin, signal.hops, signal.name)[0] : undefined;
  if (id !== undefined) copy.signal = plant.signalAt(id).path;
  return copy;
}

/** Whether an answer is a finding. Throws Refusal where it does not answer the check. */
export function isFinding(check: AskedCheck, answer: Answer): boolean {
  const given = (['value', 'choice', 'photo', 'confirmed'] as const).filter(
    (key) => answer[key] !== undefined,
  );
  const wanted = check.kind === 'confirm' ? 'confirmed' : check.kind;
  if (
    wanted === 'note'
      ? answer.note === undefined || given.length > 0
      : given.length !== 1 || given[0] !== wanted
  ) {
    const hint = wanted === 'note' ? 'Write a note.' : `Give "${wanted}", and a note if you like.`;
    throw new Refusal('malformed', `"${check.name}" asks for a ${check.kind}.`, hint);
  }
  if (answer.value !== undefined && check.limits) {
    return answer.value < check.limits[0] || answer.value > check.limits[1];
  }
  if (answer.choice === undefined) return false;
  const option = check.options?.find(({ name }) => name === answer.choice);
  if (option) return option.fault;
  const known = check.options?.map(({ name }) => name).join(', ');
  throw new Refusal(
    'malformed',
    `"${answer.choice}" is no option of "${check.name}".`,
    `Choose one of ${known}.`,
  );
}

/** A reading in the unit of the signal that takes it. Throws Refusal where the signal cannot have such a value. */
export function readingOf(
  plant: Plant,
  check: AskedCheck,
  value: number,
): { path: string; value: number } | undefined {
  const id = check.signal === undefined ? undefined : plant.signalId(check.signal);
  if (id === undefined) return undefined;
  const { path, type } = plant.signalAt(id);
  const change = conversion(unitOf(check.unit ?? '1'), type.unit);
  if (!change) return undefined;
  const reading = Number((value * change.factor + change.offset).toPrecision(12));
  const [low, high] = type.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (reading >= low && reading <= high) return { path, value: reading };
  throw new Refusal(
    'out-of-range',
    `${value} ${check.unit} cannot be: ${path} lies between ${low} and ${high} ${type.unit.code}.`,
    'Read it again; put the decimal point where it belongs.',
  );
}
