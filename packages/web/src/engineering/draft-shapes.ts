/** The shape of a type, as it runs or as the draft writes it: for twins that do not run yet. */
import type { PlantModel } from '../plant/plant-model.ts';
import type { ShapeModel } from '../space/shape-model.ts';
import { drawShape } from '../space/shapes/index.ts';
import { recordAt, textAt } from './data.ts';

/** Undefined for a type without a shape. Each is drawn once. */
export function draftShapes(
  plant: PlantModel,
  documents: readonly { file: string; data: unknown }[],
): (type: string) => ShapeModel | undefined {
  const drawn = new Map<string, ShapeModel | undefined>();
  return (type) => {
    if (!drawn.has(type)) drawn.set(type, draw(type));
    return drawn.get(type);
  };

  function draw(type: string): ShapeModel | undefined {
    const running = plant.types.get(type)?.shape;
    if (running) {
      const { path: _, ...params } = running.params;
      return drawShape(running.kind, params, new Set(Object.keys(running.bindings)));
    }
    const seen = new Set<string>();
    for (let name = type; name !== '' && !seen.has(name); ) {
      seen.add(name);
      const data = documents.find(
        (one) => one.file.startsWith('types/') && textAt(one.data, ['type']) === name,
      )?.data;
      const kind = textAt(data, ['shape', 'kind']);
      if (kind !== '') {
        const params = Object.entries(recordAt(data, ['shape', 'params'])).flatMap(([key, value]) =>
          typeof value === 'number' && Number.isFinite(value) ? [[key, value] as const] : [],
        );
        return drawShape(kind, Object.fromEntries(params), new Set());
      }
      name = textAt(data, ['extends']);
    }
    return undefined;
  }
}
