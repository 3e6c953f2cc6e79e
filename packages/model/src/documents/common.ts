/** Pieces shared by the schemas of the documents: names, texts, lengths of time, places and shapes. */
import { z } from 'zod';
import { readDuration } from '../duration.ts';
import type { LocalText } from '../plant.ts';
import { STATE_LOOKS } from '../shapes/index.ts';
import { explainUnit } from '../unit-names.ts';
import { kindSchemas } from './shape-schemas.ts';

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

const RelativeSignalText = z.string().max(MAX_NAME * 4);

const Binding = z.union([
  RelativeSignalText,
  z.strictObject({
    signal: RelativeSignalText.describe('A signal as seen from the twin, such as "speed" or "motor.speed"'),
    scale: z.number().default(1).describe('shown = value in the unit of the binding * scale + offset'),
    offset: z.number().default(0),
    node: z.string().min(1).max(200).optional().describe('Name of the node of the GLB that follows'),
    motion: z
      .enum(['spin', 'turn', 'move'])
      .optional()
      .describe('How the node moves; the name of the binding if left out'),
    axis: z.enum(['x', 'y', 'z']).optional().describe('Of the node; z if left out'),
    looks: z
      .record(z.string().regex(/^-?\d+$/, 'a value of the signal, such as 0'), z.enum(STATE_LOOKS))
      .optional()
      .describe('Of "state": what each value looks like'),
  }),
]);
export type BindingInput = z.infer<typeof Binding>;

/** More points make no better path. */
const MAX_PATH_POINTS = 1_000;
const Path = z
  .array(z.tuple([z.number(), z.number(), z.number()]))
  .min(2)
  .max(MAX_PATH_POINTS);

/** A file below `models/` of the plant folder; no way out of it. */
const ModelFile = z
  .string()
  .max(300)
  .regex(
    /^models\/(?:[A-Za-z0-9_][A-Za-z0-9._-]*\/)*[A-Za-z0-9_][A-Za-z0-9._-]*\.glb$/,
    'a GLB file in the folder "models" of the plant, such as "models/motor.glb"',
  );

/** A file below `documents/` of the plant folder; no way out of it. */
const DocumentFile = z
  .string()
  .max(300)
  .regex(
    /^documents\/(?:[\p{L}\p{N}_][\p{L}\p{N}._-]*\/)*[\p{L}\p{N}_][\p{L}\p{N}._-]*\.(?:md|pdf|png|jpg|jpeg|webp)$/u,
    'a file in the folder "documents" of the plant that ends with .md, .pdf, .png, .jpg or .webp, such as "documents/bearing-change.md"',
  );

/** What there is to read about a machine: a file of the plant, or a page elsewhere. */
const DocumentReference = z
  .strictObject({
    name: Text,
    file: z
      .union([DocumentFile, z.strictObject({ en: DocumentFile, zh: DocumentFile.optional() })])
      .optional()
      .describe('Below the folder "documents" of the plant; one for each language where they differ'),
    link: z
      .url({ protocol: /^https?$/, error: 'an address that begins with https://' })
      .max(2000)
      .optional()
      .describe('Opened in a window of its own; nothing of it is loaded before'),
  })
  .refine(({ file, link }) => (file === undefined) !== (link === undefined), 'needs either "file" or "link"');
export type DocumentInputReference = z.infer<typeof DocumentReference>;
export const Documents = z.array(DocumentReference).max(200).describe('What there is to read about it');

export const Shape = z
  .strictObject({
    kind: KebabName.describe('A kind of the shape library, see docs/reference/shapes.md'),
    model: ModelFile.optional().describe(
      'A GLB that is drawn instead; the kind is drawn while it is missing or broken',
    ),
    params: z
      .record(z.string(), z.union([z.number(), Path]))
      .default({})
      .describe(
        'Numbers of the kind, mostly metres; "path": points that "progress" and "distance" lead along',
      ),
    bindings: z.record(z.string(), Binding).default({}),
  })
  .meta({ allOf: kindSchemas() });
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
