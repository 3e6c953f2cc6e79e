/** `types/*.yaml`: one twin type per document. */
import { z } from 'zod';
import { RelativeSignal } from './check.ts';
import {
  Band,
  CamelName,
  Documents,
  Duration,
  FormulaText,
  KebabName,
  Segment,
  Shape,
  Text,
  UnitCode,
} from './common.ts';

/** A number with a unit, such as "0.5 mm/s"; without one it is of the signal. */
const Size = z.union([z.string().max(100), z.number()]);

const WriteSchema = z.strictObject({
  change: z
    .strictObject({ most: Size, per: Duration })
    .optional()
    .describe('Largest total change within a length of time'),
  interlock: FormulaText.optional().describe('True while writing is allowed; without functions over time'),
  readBack: RelativeSignal.optional().describe(
    'The signal that shows the outcome; the set point itself without',
  ),
  tolerance: Size.optional().describe(
    'Largest deviation that counts as reached; exactly where nothing is said',
  ),
  within: Duration.optional().describe('Until when it must be reached; 10 s where nothing is said'),
});
export type WriteInput = z.infer<typeof WriteSchema>;

const SignalSchema = z.strictObject({
  name: Text.optional(),
  unit: UnitCode.optional().describe('UCUM code; "1" for a plain number; not needed with states'),
  kind: z.enum(['measured', 'setpoint', 'state', 'derived']).optional(),
  range: Band.optional().describe('Lowest and highest plausible value; outside it a sample is uncertain'),
  normal: Band.optional().describe('The band of normal operation'),
  resolution: z.number().positive().optional().describe('Smallest step worth keeping'),
  stale: Duration.optional().describe('Without a sample for longer, the value is stale'),
  states: z
    .record(z.string().regex(/^-?\d+$/, 'the number of the state'), Text)
    .optional()
    .describe('Number to name of a discrete state'),
  formula: FormulaText.optional(),
  stored: z
    .boolean()
    .optional()
    .describe('Whether a derived signal is written to history; true where nothing is said'),
  was: z.array(CamelName).max(100).optional().describe('Former names; history recorded under them is kept'),
  manual: z.boolean().optional().describe('Read off by people, during rounds: no source feeds it'),
  write: WriteSchema.optional().describe('A set point with it may be written to the machine'),
});
export type SignalInput = z.infer<typeof SignalSchema>;

const AlarmSchema = z.strictObject({
  name: Text.optional(),
  when: FormulaText.describe('True is the abnormal state'),
  delay: Duration.optional(),
  offDelay: Duration.optional(),
  deadband: z
    .union([z.string().max(100), z.number()])
    .optional()
    .describe('A number with a unit, such as "0.5 mm/s"'),
  priority: z.enum(['critical', 'high', 'medium', 'low']).optional(),
  respond: Text.optional().describe('What to do'),
  procedure: KebabName.optional().describe('The procedure that says step by step what to do'),
  latch: z.boolean().optional().describe('Stays after it has cleared until somebody resets it'),
  suppressedWhen: FormulaText.optional().describe(
    'True where the state of the plant makes the alarm meaningless; without functions over time',
  ),
  rationalisation: z
    .strictObject({
      cause: Text.optional(),
      consequence: Text.optional().describe('What happens if nobody responds'),
      responseTime: Duration.optional(),
      class: KebabName.optional(),
    })
    .optional()
    .describe('Why the alarm exists'),
});
export type AlarmInput = z.infer<typeof AlarmSchema>;

const ParameterSchema = z.strictObject({
  name: Text.optional(),
  unit: UnitCode,
  default: z.number().optional(),
});
export type ParameterInput = z.infer<typeof ParameterSchema>;

const PartSchema = z.strictObject({
  name: Text.optional(),
  type: KebabName,
  each: z.array(Segment).min(1).max(10_000).optional().describe('Names of the child twins of a many-part'),
});
export type PartInput = z.infer<typeof PartSchema>;

export const TypeSchema = z.strictObject({
  type: KebabName,
  name: Text.optional(),
  description: Text.optional(),
  extends: KebabName.optional(),
  parameters: z.record(CamelName, ParameterSchema).default({}),
  parts: z.record(CamelName, PartSchema).default({}),
  signals: z.record(CamelName, SignalSchema).default({}),
  // What an alarm inherits need not be said again, so every key is optional here and checked after inheritance.
  alarms: z.record(KebabName, AlarmSchema.partial()).default({}),
  shape: Shape.optional(),
  documents: Documents.optional(),
});
export type TypeInput = z.infer<typeof TypeSchema>;
