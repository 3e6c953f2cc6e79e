/** The documents of a plant after their schemas have accepted them. */
import type { PlantDocument } from '../documents/document.ts';
import type { PlantInput } from '../documents/plant-document.ts';
import type { ProcedureInput } from '../documents/procedure-document.ts';
import type { SceneItemInput } from '../documents/scene-document.ts';
import type { SourceInput } from '../documents/source.ts';
import type { TwinInput } from '../documents/twins-document.ts';
import type { TypeInput } from '../documents/type-document.ts';
import type { PlanInput, RouteInput } from '../documents/work-documents.ts';

export interface Parsed<T> {
  document: PlantDocument;
  input: T;
}

export interface ParsedDocuments {
  plant: Parsed<PlantInput>;
  types: readonly Parsed<TypeInput>[];
  twins: readonly Parsed<{ twins: TwinInput[] }>[];
  sources: readonly Parsed<{ sources: Record<string, SourceInput> }>[];
  scene: readonly Parsed<{ items: SceneItemInput[] }>[];
  plans: readonly Parsed<{ plans: Record<string, PlanInput> }>[];
  routes: readonly Parsed<{ routes: Record<string, RouteInput> }>[];
  procedures: readonly Parsed<ProcedureInput>[];
}
