/** `scene/*.yaml`: things in the space that are no twins, such as floors, walls and walkways. */
import { z } from 'zod';
import { Place, Shape, Text } from './common.ts';

const ItemSchema = z.strictObject({
  name: Text.optional(),
  shape: z.union([Shape.shape.kind, Shape]),
  params: Shape.shape.params.optional(),
  place: Place.default({ at: [0, 0, 0], turn: 0 }),
});
export type SceneItemInput = z.infer<typeof ItemSchema>;

export const SceneSchema = z.strictObject({ items: z.array(ItemSchema).max(100_000) });
