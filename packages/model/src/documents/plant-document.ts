/** `plant.yaml`: what the plant is called and how long its past is kept. */
import { z } from 'zod';
import { Duration, KebabName, SignalPath, Text, TwinPath } from './common.ts';
import { TimeOfDay } from './work-documents.ts';

export const PlantSchema = z.strictObject({
  plant: KebabName.describe('The id of the plant, part of addresses and folder names'),
  name: Text.optional(),
  description: Text.optional(),
  timezone: z
    .string()
    .max(100)
    .refine(isTimezone, {
      error: (issue) => `"${String(issue.input)}" is no IANA time zone, such as "Asia/Shanghai"`,
    })
    .default('UTC'),
  kpi: SignalPath.optional().describe('The signal drawn on the timeline'),
  retention: z
    .strictObject({ raw: Duration.optional(), rollup: Duration.optional() })
    .optional()
    .describe('How long raw samples and roll-ups are kept; for ever where nothing is said'),
  shifts: z
    .record(KebabName, z.strictObject({ name: Text.optional(), start: TimeOfDay }))
    .optional()
    .describe('Each lasts from its start, on the clock of the time zone, until the next one starts'),
  positions: z
    .record(
      KebabName,
      z.strictObject({ name: Text.optional(), places: z.array(TwinPath).min(1).max(10_000) }),
    )
    .optional()
    .describe('From where people watch which part of the plant; alarm rates are counted per position'),
  emulator: z
    .strictObject({
      command: z
        .string()
        .max(500)
        .regex(
          /^(?!\/)(?!.*\.\.)[\w./-]+\.(ts|mjs|js)$/,
          'a script within the plant folder, such as "emulator/main.ts"',
        ),
      ports: z
        .record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.int().min(0).max(65_535))
        .default({})
        .describe('Environment variable to preferred TCP port'),
    })
    .optional(),
});
export type PlantInput = z.infer<typeof PlantSchema>;

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
