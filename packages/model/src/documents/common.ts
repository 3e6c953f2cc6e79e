/** Pieces shared by the schemas of the documents: names, texts, lengths of time, places and shapes. */
import { z } from 'zod';
import { readDuration } from '../duration.ts';
import type { LocalText } from '../plant.ts';
import { explainUnit } from '../unit-names.ts';

/** Words with a meaning of their own in formulas. */
const RESERVED = ['and', 'or', 'not', 'if', 'true', 'false', 'parent'] as const;

const KEBAB = /^[a-z][a-z0-9-]*$/;
const CAMEL = /^[A-Za-z][A-Za-z0-9]*$/;
const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

const MAX_NAME = 100;
const MAX_TEXT = 10_000;

/** Name of a plant, type, source or alarm. */
export const KebabName = z
  .string()
  .max(MAX_NAME)
  .regex(KEBAB, 'small letters, digits and "-", a letter first, such as "rolling-mill"');

/** Name of a signal, parameter or part: usable in formulas as it is. */
export const CamelName = z
  .string()
  .max(MAX_NAME)
  .regex(CAMEL, 'letters and digits, a letter first, such as "rollForce" or "T24"')
  .refine((name) => !RESERVED.some((word) => word === name), {
    error: (issue) => `"${String(issue.input)}" is a word of the formula language: choose another name`,
  });

/** One level of a twin's path. */
export const Segment = z
  .string()
  .max(MAX_NAME)
  .regex(SEGMENT, 'letters, digits, "_" and "-", a letter or digit first, such as "stand1"');

/** Path of a twin. */
export const TwinPath = z
  .string()
  .max(1_000)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]*(\/[A-Za-z0-9][A-Za-z0-9_-]*)*$/,
    'names of letters, digits, "_" and "-" with "/" between them, such as "mill/stand1"',
  );

/** Path of a signal, `area/machine.signal`. */
export const SignalPath = z
  .string()
  .max(1_100)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_/-]*\.[A-Za-z][A-Za-z0-9]*$/,
    'the path of a signal, such as "mill/stand1.force"',
  );

/** A text for people: English, or by language. */
export const Text = z.union([
  z.string().max(MAX_TEXT),
  z.strictObject({ en: z.string().max(MAX_TEXT), zh: z.string().max(MAX_TEXT).optional() }),
]);
export type TextInput = z.infer<typeof Text>;

/** A length of time, `10 min`. */
export const Duration = z
  .string('a number with a unit of time, such as "10 s"')
  .max(50)
  .superRefine((text, context) => {
    const fault = readDuration(text);
    if (typeof fault !== 'number') {
      context.addIssue({ code: 'custom', message: fault.message, params: { suggestion: fault.suggestion } });
    }
  })
  .describe('A length of time: a number and a UCUM unit, such as "10 min"');

/** A UCUM code; the number 1 is taken for "1". */
export const UnitCode = z
  .union([z.string().max(100), z.literal(1)])
  .superRefine((code, context) => {
    const fault = explainUnit(String(code));
    if (fault)
      context.addIssue({ code: 'custom', message: fault.message, params: { suggestion: fault.suggestion } });
  })
  .describe('A UCUM unit code, such as "mm/s", "Cel" or "1"');

export const FormulaText = z.string().min(1).max(10_000);

export const Place = z.strictObject({
  at: z.tuple([z.number(), z.number(), z.number()]).describe('metres, in the frame of the parent'),
  turn: z.number().default(0).describe('degrees around the vertical axis'),
});

/** Lowest and highest value. */
export const Band = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low < high, 'the first number must be smaller than the second');

const Binding = z.union([
  z.string().max(MAX_NAME * 4),
  z.strictObject({
    signal: z.string().max(MAX_NAME * 4),
    scale: z.number().default(1),
    offset: z.number().default(0),
  }),
]);

export const Shape = z.strictObject({
  kind: KebabName,
  params: z.record(z.string(), z.union([z.number(), z.string()])).default({}),
  bindings: z.record(z.string(), Binding).default({}),
});
export type ShapeInput = z.infer<typeof Shape>;

/** The text as the rest of the product holds it; `fallback` where there is none. */
export function localText(text: TextInput | undefined, fallback: string): LocalText {
  if (text === undefined) return { en: fallback };
  return typeof text === 'string' ? { en: text } : text;
}

/** A readable text from a name: `vibration-high` becomes "Vibration high", `rollForce` "Roll force". */
export function readableName(name: string): string {
  const words = name
    .replace(/[-_]+/g, ' ')
    .replace(/([a-z])([A-Z])(?![A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
    .replace(/([a-z])(\d)/gi, '$1 $2');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
