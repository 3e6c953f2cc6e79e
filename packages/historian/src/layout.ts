/** What the historian needs to know of a plant, as plain data that can be sent to its worker. */
import type { Plant } from '@millwright/model';

export interface NamedThing {
  name: string;
  /** Former names, newest first. */
  was: readonly string[];
}

export interface LayoutType {
  name: string;
  base: number;
  rows: number;
  /** In the order of columns. */
  signals: readonly NamedThing[];
  /** In the order of rows; the name is the path. */
  twins: readonly NamedThing[];
}

export interface Layout {
  types: readonly LayoutType[];
  signalCount: number;
}

export function layoutOf(plant: Plant): Layout {
  return {
    signalCount: plant.signalCount,
    types: plant.types.map((type) => ({
      name: type.name,
      base: type.base,
      rows: type.rows,
      signals: [...type.signals]
        .sort((a, b) => a.column - b.column)
        .map((signal) => ({ name: signal.name, was: [...signal.was] })),
      twins: type.twins.map((twin) => ({ name: twin.path, was: [...twin.was] })),
    })),
  };
}
