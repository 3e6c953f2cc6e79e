/** `twins.yaml`: the machines of the plant and the levels above them. */
import { z } from 'zod';
import { Documents, KebabName, Place, Text, TwinPath } from './common.ts';

const TwinSchema = z.strictObject({
  path: TwinPath,
  type: KebabName.optional().describe(
    'Left out for a plain level, such as an area, and for parts of a listed twin',
  ),
  name: Text.optional(),
  place: Place.optional(),
  parameters: z.record(z.string(), z.number()).optional(),
  documents: Documents.optional(),
  was: z.array(TwinPath).max(100).optional().describe('Former paths; history recorded under them is kept'),
});
export type TwinInput = z.infer<typeof TwinSchema>;

export const TwinsSchema = z.strictObject({ twins: z.array(TwinSchema) });
