/** JSON Schema 2020-12 of every kind of document, so that editors complete and check them. */
import { z } from 'zod';
import { PlantSchema } from './plant-document.ts';
import { ProcedureSchema } from './procedure-document.ts';
import { SceneSchema } from './scene-document.ts';
import { SourcesSchema } from './source.ts';
import { TwinsSchema } from './twins-document.ts';
import { TypeSchema } from './type-document.ts';
import { PlansSchema, RoutesSchema } from './work-documents.ts';

const SCHEMAS = {
  plant: { schema: PlantSchema, title: 'Millwright plant: plant.yaml' },
  type: { schema: TypeSchema, title: 'Millwright twin type: types/*.yaml' },
  twins: { schema: TwinsSchema, title: 'Millwright twins: twins.yaml' },
  sources: { schema: SourcesSchema, title: 'Millwright sources: sources.yaml' },
  scene: { schema: SceneSchema, title: 'Millwright scene: scene/*.yaml' },
  plans: { schema: PlansSchema, title: 'Millwright maintenance plans: work/plans.yaml' },
  routes: { schema: RoutesSchema, title: 'Millwright inspection routes: work/routes.yaml' },
  procedure: { schema: ProcedureSchema, title: 'Millwright procedure: procedures/*.yaml' },
} as const;

export type SchemaName = keyof typeof SCHEMAS;

/** A schema per kind of document. It checks form; names, units and formulas are checked by `loadPlant`. */
export function jsonSchemas(): Record<SchemaName, Record<string, unknown>> {
  return {
    plant: schemaOf('plant'),
    type: schemaOf('type'),
    twins: schemaOf('twins'),
    sources: schemaOf('sources'),
    scene: schemaOf('scene'),
    plans: schemaOf('plans'),
    routes: schemaOf('routes'),
    procedure: schemaOf('procedure'),
  };
}

function schemaOf(name: SchemaName): Record<string, unknown> {
  const { schema, title } = SCHEMAS[name];
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  return { $schema, title, ...rest };
}
