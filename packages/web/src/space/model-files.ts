/**
 * GLB files that shapes of the plant name. They are loaded once per plant, with the loader in a chunk of its own; what
 * is missing or broken is drawn by the shape library instead, and named with its reason.
 */

import type { TwinTypeInfo } from '@millwright/server/client';
import { type ApiClient, ApiError } from '@millwright/server/client';
import { useEffect, useState } from 'react';
import type { PlantModel } from '../plant/plant-model.ts';
import { ModelError, type ModelFault } from './model-error.ts';
import type { ModelFile, ModelFiles } from './placement.ts';

export interface LoadedModels {
  files: ModelFiles;
  /** By file; one without a node that a binding names is drawn all the same. */
  faults: ReadonlyMap<string, ModelFault>;
}

const NONE: LoadedModels = { files: new Map(), faults: new Map() };
/** At most so many at once: they may be large. */
const AT_ONCE = 3;

/** Files by name, with the types that name them; a file that only things of the scene name has none. */
export function modelFilesOf(plant: PlantModel): Map<string, TwinTypeInfo[]> {
  const files = new Map<string, TwinTypeInfo[]>();
  for (const type of plant.types.values()) {
    const model = type.shape?.model;
    if (model !== undefined) files.set(model, [...(files.get(model) ?? []), type]);
  }
  for (const { shape } of plant.info.scene) {
    if (shape.model !== undefined && !files.has(shape.model)) files.set(shape.model, []);
  }
  return files;
}

const loading = new WeakMap<PlantModel, Promise<LoadedModels>>();

/** All files of a plant. Never rejects. */
export function loadModels(plant: PlantModel, api: ApiClient): Promise<LoadedModels> {
  let loaded = loading.get(plant);
  if (!loaded) {
    loaded = load(plant, api);
    loading.set(plant, loaded);
  }
  return loaded;
}

async function load(plant: PlantModel, api: ApiClient): Promise<LoadedModels> {
  const named = modelFilesOf(plant);
  if (named.size === 0) return NONE;
  const files = new Map<string, ModelFile>();
  const faults = new Map<string, ModelFault>();
  const waiting = [...named.keys()];
  const work = async () => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      try {
        const bytes = await api.modelFile(plant.info.id, name);
        const { readGlb } = await import('./glb.ts');
        files.set(name, await readGlb(bytes));
      } catch (error) {
        faults.set(name, faultOf(error));
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const [name, types] of named) {
    const nodes = types.flatMap(({ shape }) =>
      Object.values(shape?.bindings ?? {}).flatMap((b) => b.node ?? []),
    );
    const file = files.get(name);
    if (file && nodes.some((node) => !file.nodes.has(node))) faults.set(name, 'noNode');
  }
  return { files, faults };
}

function faultOf(error: unknown): ModelFault {
  if (error instanceof ModelError) return error.fault;
  if (error instanceof ApiError) {
    if (error.status === 404) return error.message.includes('is no GLB') ? 'broken' : 'missing';
    if (error.status === 413) return 'tooLarge';
    return 'unreachable';
  }
  return error instanceof TypeError ? 'unreachable' : 'broken';
}

/** The files of the plant; undefined while they load, at once where there are none. */
export function useModelFiles(plant: PlantModel, api: ApiClient): LoadedModels | undefined {
  const [state, setState] = useState<{ plant: PlantModel; models: LoadedModels }>();
  const any = modelFilesOf(plant).size > 0;
  useEffect(() => {
    if (!any) return;
    let gone = false;
    void loadModels(plant, api).then((models) => {
      if (!gone) setState({ plant, models });
    });
    return () => {
      gone = true;
    };
  }, [plant, api, any]);
  if (!any) return NONE;
  return state?.plant === plant ? state.models : undefined;
}
