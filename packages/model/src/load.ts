/** Loading a plant: from its folder, from documents in memory, or from a loaded plant with one formula changed. */

import { buildPlant } from './compile/build.ts';
import { checkNamedFiles } from './compile/named-files.ts';
import type { ParsedDocuments } from './compile/parsed.ts';
import { PlantScope } from './compile/scope.ts';
import { type DocumentInput, type PlantDocument, readDocument } from './documents/document.ts';
import { type Environment, substituteEnvironment } from './documents/environment.ts';
import { readFolder, type TextDocument } from './documents/folder.ts';
import { checkKinds, type ParsedKinds } from './documents/kinds.ts';
import { LIMITS } from './documents/limits.ts';
import { type Fault, FaultList } from './faults.ts';
import type { Expr } from './formula/expr.ts';
import { checkAgainst } from './formula/index.ts';
import type { TypeScope } from './formula/references.ts';
import type { FormulaFault } from './formula/syntax.ts';
import { nearest } from './nearest.ts';
import type { Plant, TwinType } from './plant.ts';
import type { Unit } from './units.ts';

export interface LoadOptions {
  /** For `${NAME:-default}`; `process.env` where nothing is given to `loadPlant`, nothing otherwise. */
  environment?: Environment;
  /** The plant's folder, for parts that read files beside the documents. */
  folder?: string;
}

/** A plant, unless a fault of severity `error` was found. Warnings may come with a plant. */
export interface LoadResult {
  plant?: Plant;
  faults: Fault[];
}

/** What a plant was made from, so that one formula can be changed without reading the folder again. */
const origins = new WeakMap<Plant, { parsed: ParsedDocuments; folder: string }>();
const scopes = new WeakMap<Plant, TypeScope>();

/** Reads and checks a plant folder. Never rejects because of what the folder holds: that is among the faults. */
export async function loadPlant(folder: string, options: LoadOptions = {}): Promise<LoadResult> {
  const faults = new FaultList();
  const documents = await readFolder(folder, faults);
  const result = load(documents, { environment: process.env, folder, ...options }, faults);
  const origin = result.plant && origins.get(result.plant);
  if (!origin) return result;
  await checkNamedFiles(origin.parsed, folder, faults);
  return { ...result, faults: faults.sorted() };
}

/** The documents of a plant folder as they are written, with what could not be read. Never rejects. */
export async function readDocuments(folder: string): Promise<{ documents: TextDocument[]; faults: Fault[] }> {
  const faults = new FaultList();
  const documents = await readFolder(folder, faults);
  return { documents, faults: faults.sorted() };
}

/** Checks documents in memory. `file` decides what a document is: `plant.yaml`, `types/x.yaml`, `twins.yaml`, ... */
export function loadPlantFromDocuments(
  documents: readonly DocumentInput[],
  options: LoadOptions = {},
): LoadResult {
  return load(documents, options, new FaultList());
}

function load(inputs: readonly DocumentInput[], options: LoadOptions, faults: FaultList): LoadResult {
  const { environment = {}, folder = '.' } = options;
  if (inputs.length > LIMITS.documents) {
    const message = `the plant has ${inputs.length} documents, more than ${LIMITS.documents}`;
    faults.error({ file: 'plant.yaml', line: 1, column: 1 }, message);
    return { faults: faults.sorted() };
  }
  const read: { document: PlantDocument; data: unknown }[] = [];
  for (const input of inputs) {
    const document = readDocument(input, faults);
    if (document) read.push({ document, data: substituteEnvironment(document, environment, faults) });
  }
  const parsed: ParsedKinds = checkKinds(read, inputs, faults);
  // Later steps would only repeat what a broken document already caused.
  if (!parsed.plant || faults.errors > 0) return { faults: faults.sorted() };
  return finish({ ...parsed, plant: parsed.plant }, folder, faults);
}

function finish(parsed: ParsedDocuments, folder: string, faults: FaultList): LoadResult {
  const plant = buildPlant(parsed, folder, faults);
  if (!plant) return { faults: faults.sorted() };
  origins.set(plant, { parsed, folder });
  return { plant, faults: faults.sorted() };
}

/**
 * The plant with the formula of one derived signal changed, for that type and the types that inherit the signal from it.
 * All ids stay. Faults have the file `formula`; their columns count in `text`. Cost: that of building the plant without
 * reading its documents.
 */
export function withFormula(plant: Plant, typeName: string, signalName: string, text: string): LoadResult {
  const faults = new FaultList();
  const here = (start: number, end: number) => ({
    file: 'formula',
    line: 1,
    column: start + 1,
    length: end - start,
  });
  const origin = origins.get(plant);
  if (!origin) throw new Error('the plant was not made by loadPlant, loadPlantFromDocuments or withFormula');
  const type = plant.type(typeName);
  const signal = type?.signal(signalName);
  if (!type)
    faults.error(
      here(0, 0),
      `unknown type "${typeName}"`,
      nearest(
        typeName,
        plant.types.map((t) => t.name),
      ),
    );
  else if (!signal) {
    const known = type.signals.map((s) => s.name);
    faults.error(here(0, 0), `type "${typeName}" has no signal "${signalName}"`, nearest(signalName, known));
  } else if (signal.kind !== 'derived') {
    faults.error(here(0, 0), `"${signalName}" is ${signal.kind}: only derived signals have a formula`);
  }
  if (faults.errors > 0) return { faults: faults.sorted() };
  const types = origin.parsed.types.map((parsed) => {
    if (parsed.input.type !== typeName) return parsed;
    const { document, input } = parsed;
    const isFormula = (path: readonly PropertyKey[]) => path.join('/') === `signals/${signalName}/formula`;
    const changed: PlantDocument = {
      ...document,
      at: (path, what) => (isFormula(path) ? here(0, text.length) : document.at(path, what)),
      within: (path, start, end) => (isFormula(path) ? here(start, end) : document.within(path, start, end)),
    };
    const own = input.signals[signalName] ?? {};
    const signals = { ...input.signals, [signalName]: { ...own, formula: text } };
    return { document: changed, input: { ...input, signals } };
  });
  return finish({ ...origin.parsed, types }, origin.folder, faults);
}

/**
 * Checks a formula as a person types it, as if it stood on `type`: units against `unit`, where given, and true or false
 * where `expected` is 'boolean'. Never throws. Circles are found only by `withFormula`.
 */
export function checkFormula(
  text: string,
  type: TwinType,
  plant: Plant,
  unit?: Unit,
  expected?: 'number' | 'boolean',
): { expr?: Expr; faults: FormulaFault[] } {
  let scope = scopes.get(plant);
  if (!scope) {
    scope = new PlantScope(plant.types, plant.twins);
    scopes.set(plant, scope);
  }
  const { expr, faults } = checkAgainst(text, type, scope, unit, expected);
  return expr ? { expr, faults } : { faults };
}
