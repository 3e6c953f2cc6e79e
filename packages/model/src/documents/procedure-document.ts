/** `procedures/*.yaml`: how a task is done, step by step; one procedure per document. */
import { z } from 'zod';
import { StepCheckSchema } from './check.ts';
import { KebabName, Text } from './common.ts';

/** Ends a procedure instead of leading to a step. */
export const END = 'end';

const StepSchema = z.strictObject({
  step: KebabName.refine((name) => name !== END, '"end" is how a procedure ends: choose another name'),
  text: Text,
  picture: z
    .string()
    .max(500)
    .regex(
      /^(?!\/)(?!.*\.\.)[\w./-]+\.(png|jpe?g|webp|svg)$/,
      'a picture within the plant folder, such as "procedures/pictures/bearing.svg"',
    )
    .optional(),
  permission: z
    .enum(['acknowledge', 'operate', 'maintain', 'engineer', 'approve'])
    .optional()
    .describe('Who may do the step'),
  check: StepCheckSchema.optional(),
  next: KebabName.optional().describe('The step that follows, or "end"; the next one where nothing is said'),
});

export const ProcedureSchema = z.strictObject({
  procedure: KebabName,
  name: Text.optional(),
  description: Text.optional(),
  steps: z.array(StepSchema).min(1).max(500),
});
export type ProcedureInput = z.infer<typeof ProcedureSchema>;
