/** Checks: what a person looks at and records, at a stop of a route or in a step of a procedure. */
import { z } from 'zod';
import { Band, CamelName, KebabName, Text, UnitCode } from './common.ts';

/** Path of a signal from a twin: its own, or of a part or `parent`. */
export const RelativeSignal = z
  .string()
  .max(400)
  .regex(
    /^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*$/,
    'a signal of the twin or of its parts, such as "temperature" or "motor.temperature"',
  );

const Option = z.union([
  Text,
  z.strictObject({
    text: Text,
    fault: z.boolean().optional().describe('Choosing it is a finding'),
    next: KebabName.optional().describe('In a procedure: the step that follows this choice, or "end"'),
  }),
]);

const shape = {
  kind: z.enum(['value', 'choice', 'photo', 'note', 'confirm']).describe('What is recorded'),
  unit: UnitCode.optional().describe('Of a value'),
  limits: Band.optional().describe('Of a value: outside is a finding'),
  signal: RelativeSignal.optional().describe('Of a value: the manual signal that takes the reading'),
  options: z.record(KebabName, Option).optional().describe('Of a choice'),
  optional: z.boolean().optional(),
};

/** A check of a stop. */
export const CheckSchema = z.strictObject({ check: CamelName, text: Text, ...shape });
/** A check of a step, which has the name and the text. */
export const StepCheckSchema = z.strictObject({
  ...shape,
  outside: KebabName.optional().describe('The step that follows a value outside its limits, or "end"'),
});
export type CheckInput = z.infer<typeof StepCheckSchema>;
