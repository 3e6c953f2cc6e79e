/** Which document is what, by its place in the folder, and its check against the schema of its kind. */
import type { ParsedDocuments } from '../compile/parsed.ts';
import type { FaultList } from '../faults.ts';
import { nearest } from '../nearest.ts';
import type { DocumentInput, PlantDocument } from './document.ts';
import { PlantSchema } from './plant-document.ts';
import { ProcedureSchema } from './procedure-document.ts';
import { SceneSchema } from './scene-document.ts';
import { SourcesSchema } from './source.ts';
import { TwinsSchema } from './twins-document.ts';
import { TypeSchema } from './type-document.ts';
import { validate } from './validate.ts';
import { PlansSchema, RoutesSchema } from './work-documents.ts';

type DocumentKind = 'plant' | 'type' | 'twins' | 'sources' | 'scene' | 'plans' | 'routes' | 'procedure';

/** As `ParsedDocuments`, where the plant document may be missing or wrong. */
export type ParsedKinds = Omit<ParsedDocuments, 'plant'> & { plant?: ParsedDocuments['plant'] };

const FILES = ['plant.yaml', 'twins.yaml', 'sources.yaml', 'work/plans.yaml', 'work/routes.yaml'] as const;

/** What the document at this place of a plant folder is; undefined: none of the model's documents. */
function kindOfDocument(file: string): DocumentKind | undefined {
  if (/^types\/[^/]+\.ya?ml$/.test(file)) return 'type';
  if (/^scene\/[^/]+\.ya?ml$/.test(file)) return 'scene';
  if (/^procedures\/[^/]+\.ya?ml$/.test(file)) return 'procedure';
  const name = file.replace(/\.yml$/, '.yaml');
  if (name === 'plant.yaml') return 'plant';
  if (name === 'twins.yaml') return 'twins';
  if (name === 'work/plans.yaml') return 'plans';
  if (name === 'work/routes.yaml') return 'routes';
  return name === 'sources.yaml' ? 'sources' : undefined;
}

export function checkKinds(
  documents: readonly { document: PlantDocument; data: unknown }[],
  inputs: readonly DocumentInput[],
  faults: FaultList,
): ParsedKinds {
  const types: ParsedDocuments['types'][number][] = [];
  const twins: ParsedDocuments['twins'][number][] = [];
  const sources: ParsedDocuments['sources'][number][] = [];
  const scene: ParsedDocuments['scene'][number][] = [];
  const plans: ParsedDocuments['plans'][number][] = [];
  const routes: ParsedDocuments['routes'][number][] = [];
  const procedures: ParsedDocuments['procedures'][number][] = [];
  let plant: ParsedDocuments['plant'] | undefined;
  const add = <T>(
    list: { document: PlantDocument; input: T }[],
    document: PlantDocument,
    input: T | undefined,
  ) => {
    if (input !== undefined) list.push({ document, input });
  };
  for (const { document, data } of documents.toSorted((a, b) => compare(a.document.file, b.document.file))) {
    const { file } = document;
    switch (kindOfDocument(file)) {
      case 'plant': {
        const input = validate(PlantSchema, data, document, faults);
        if (input) plant = { document, input };
        break;
      }
      case 'type':
        add(types, document, validate(TypeSchema, data, document, faults));
        break;
      case 'twins':
        add(twins, document, validate(TwinsSchema, data, document, faults));
        break;
      case 'sources':
        add(sources, document, validate(SourcesSchema, data, document, faults));
        break;
      case 'scene':
        add(scene, document, validate(SceneSchema, data, document, faults));
        break;
      case 'plans':
        add(plans, document, validate(PlansSchema, data, document, faults));
        break;
      case 'routes':
        add(routes, document, validate(RoutesSchema, data, document, faults));
        break;
      case 'procedure':
        add(procedures, document, validate(ProcedureSchema, data, document, faults));
        break;
      default: {
        const message =
          'not a document of the plant: expected plant.yaml, types/*.yaml, twins.yaml, sources.yaml, scene/*.yaml, work/plans.yaml, work/routes.yaml or procedures/*.yaml';
        faults.warning({ file, line: 1, column: 1 }, message, nearest(file, FILES));
      }
    }
  }
  if (!inputs.some(({ file }) => kindOfDocument(file) === 'plant')) {
    faults.error(
      { file: 'plant.yaml', line: 1, column: 1 },
      'the document is missing: it says "plant: my-plant"',
    );
  }
  return { plant, types, twins, sources, scene, plans, routes, procedures };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
