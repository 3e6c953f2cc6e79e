/** What lies where: twins whose shape says which signal names the piece of material on them. */
import type { PlantModel, SignalNode, TwinNode } from '../plant/plant-model.ts';

/** The signal that names what lies at a twin, by the binding `identity` of its shape. */
export function identityOf(plant: PlantModel, twin: TwinNode): SignalNode | undefined {
  const binding = twin.type?.shape?.bindings.identity;
  return binding && plant.resolve(twin, binding.signal);
}
