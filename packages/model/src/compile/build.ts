/** From accepted documents to the plant: types, twins, formulas, sources, in this order. */
import { createHash } from 'node:crypto';
import { localText, readableName } from '../documents/common.ts';
import { LIMITS } from '../documents/limits.ts';
import { parseDuration } from '../duration.ts';
import type { FaultList } from '../faults.ts';
import { nearest } from '../nearest.ts';
import type { Plant } from '../plant.ts';
import { buildFormulas } from './formulas.ts';
import { inheritAll } from './inherit.ts';
import type { ParsedDocuments } from './parsed.ts';
import { CompiledPlant } from './plant.ts';
import { PlantScope } from './scope.ts';
import { buildScene } from './shapes.ts';
import { buildSources } from './sources.ts';
import { buildTwins } from './twins.ts';
import { buildTypes, checkInheritedUnits } from './types.ts';
import { buildWork } from './work.ts';

/** The plant; undefined when a fault was found, which is then in `faults`. */
export function buildPlant(parsed: ParsedDocuments, folder: string, faults: FaultList): Plant | undefined {
  const before = faults.errors;
  const types = buildTypes(inheritAll(parsed.types, faults), faults);
  checkInheritedUnits(types, faults);
  // Parts in a circle would have no end.
  if (faults.errors > before) return undefined;
  const { twins, byPath } = buildTwins(parsed.twins, types, faults);
  let signalCount = 0;
  for (const type of types) {
    type.base = signalCount;
    signalCount += type.signals.length * type.rows;
  }
  const { input, document } = parsed.plant;
  if (signalCount > LIMITS.signals) {
    faults.error(
      document.at([]),
      `the plant has ${signalCount} signals, more than ${LIMITS.signals}: divide it into several plants`,
    );
    return undefined;
  }
  const scope = new PlantScope(types, twins);
  buildFormulas(types, scope, faults);
  const plant = new CompiledPlant({
    id: input.plant,
    label: localText(input.name, readableName(input.plant)),
    description: localText(input.description, ''),
    timezone: input.timezone,
    folder,
    revision: digest(parsed),
    types,
    twins,
    byPath,
    scene: buildScene(parsed.scene, faults),
    kpi: input.kpi,
    retention: { raw: keep(input.retention?.raw), rollup: keep(input.retention?.rollup) },
    emulator: input.emulator,
    signalCount,
  });
  plant.work = buildWork(parsed, plant, types, scope, faults);
  plant.sources = buildSources(parsed.sources, plant, signalCount, faults);
  // Where twins are missing for another reason, the signal is no news.
  if (faults.errors === before && input.kpi !== undefined && plant.signalId(input.kpi) === undefined) {
    const paths = twins
      .slice(0, 2_000)
      .flatMap((t) => t.type?.signals.map((s) => `${t.path}.${s.name}`) ?? []);
    faults.error(document.at(['kpi']), `unknown signal "${input.kpi}"`, nearest(input.kpi, paths));
  }
  return faults.errors > before ? undefined : plant;
}

function keep(text: string | undefined): number {
  return text === undefined ? Number.POSITIVE_INFINITY : parseDuration(text);
}

function digest(parsed: ParsedDocuments): string {
  const { plant, types, twins, sources, scene, plans, routes, procedures } = parsed;
  const hash = createHash('sha256');
  for (const { document, input } of [
    plant,
    ...types,
    ...twins,
    ...sources,
    ...scene,
    ...plans,
    ...routes,
    ...procedures,
  ]) {
    hash.update(`${document.file}\n${JSON.stringify(input)}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}
