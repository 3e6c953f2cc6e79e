/** Sources with their mappings, expanded only while someone iterates: a fleet has millions. */
import { localText, readableName } from '../documents/common.ts';
import type { PlantDocument } from '../documents/document.ts';
import type { SourceInput } from '../documents/source.ts';
import type { FaultList, Position } from '../faults.ts';
import { nearest } from '../nearest.ts';
import type { MqttWrite, SignalMapping, SignalType, SourceDefinition, Twin, TwinType } from '../plant.ts';
import { conversion, parseUnit, type Unit } from '../units.ts';
import type { Parsed } from './parsed.ts';
import {
  type AddressTemplate,
  fillAddress,
  HOLE_NAMES,
  parseAddress,
  parsePattern,
  type SignalPattern,
  unknownHoles,
} from './patterns.ts';

interface Entry {
  pattern: SignalPattern;
  address: AddressTemplate;
  /** The address, or the topic of `write`, uses what a wildcard matched. */
  numbered: boolean;
  unit?: Unit;
  scale: number;
  offset: number;
  write?: Omit<MqttWrite, 'topic'> & { topic: AddressTemplate };
  at(key?: string): Position;
}

/** What the mappings need of a plant. */
export interface MappedPlant {
  twins: readonly Twin[];
  twin(path: string): Twin | undefined;
}

/** Sources of all documents, checked; the same signal fed by two sources is a fault. */
export function buildSources(
  documents: readonly Parsed<{ sources: Record<string, SourceInput> }>[],
  plant: MappedPlant,
  signalCount: number,
  faults: FaultList,
): SourceDefinition[] {
  const sources: SourceDefinition[] = [];
  const expanders: { name: string; mappings: Mappings }[] = [];
  for (const { document, input } of documents) {
    for (const [name, source] of Object.entries(input.sources)) {
      if (sources.some((s) => s.name === name)) {
        faults.error(document.at(['sources', name], 'key'), `source "${name}" is already defined`);
        continue;
      }
      const { type, name: label, description: _, signals, ...settings } = source;
      const written = Array.isArray(signals) ? Object.fromEntries(signals.map((s) => [s, 'push'])) : signals;
      const path = (key: string) => (Array.isArray(signals) ? signals.indexOf(key) : key);
      const entries = readEntries(
        written,
        (key, inner) => ['sources', name, 'signals', path(key), ...inner],
        document,
        faults,
      );
      const mappings = new Mappings(entries, plant);
      expanders.push({ name, mappings });
      sources.push({ name, kind: type, label: localText(label, readableName(name)), settings, mappings });
    }
  }
  checkTargets(expanders, plant, signalCount, faults);
  return sources;
}

type Written = Readonly<
  Record<
    string,
    | string
    | {
        address: string;
        unit?: string | 1;
        scale?: number;
        offset?: number;
        write?: Omit<MqttWrite, 'qos'> & { qos?: 0 | 1 };
      }
  >
>;

function readEntries(
  signals: Written,
  pathOf: (key: string, inner: readonly string[]) => readonly PropertyKey[],
  document: PlantDocument,
  faults: FaultList,
): Entry[] {
  const entries: Entry[] = [];
  for (const [key, value] of Object.entries(signals)) {
    const at = (inner?: string) =>
      inner === undefined ? document.at(pathOf(key, []), 'key') : document.at(pathOf(key, [inner]));
    const pattern = parsePattern(key);
    if (typeof pattern === 'string') {
      faults.error(at(), pattern);
      continue;
    }
    const full = typeof value === 'string' ? { address: value } : value;
    const wildcards = key.match(/\*+/g)?.length ?? 0;
    for (const hole of unknownHoles(full.address, wildcards)) {
      const where = typeof value === 'string' ? document.at(pathOf(key, [])) : at('address');
      faults.error(where, `"{${hole}}" stands for nothing here`, nearest(hole, HOLE_NAMES));
    }
    for (const hole of unknownHoles(full.write?.topic ?? '', wildcards))
      faults.error(at('write'), `"{${hole}}" stands for nothing here`, nearest(hole, HOLE_NAMES));
    if (full.unit !== undefined && (full.scale !== undefined || full.offset !== undefined)) {
      faults.error(at('unit'), 'give either the unit of the source or scale and offset, not both');
    }
    const address = parseAddress(full.address);
    const topic = full.write === undefined ? undefined : parseAddress(full.write.topic);
    const entry: Entry = {
      pattern,
      address,
      numbered: [address, topic].some((text) =>
        text?.some((part) => typeof part !== 'string' && typeof part.hole === 'number'),
      ),
      scale: full.scale ?? 1,
      offset: full.offset ?? 0,
      at,
    };
    if (full.write !== undefined && topic !== undefined)
      entry.write = { ...full.write, qos: full.write.qos ?? 0, topic };
    if (full.unit !== undefined) entry.unit = parseUnit(String(full.unit));
    entries.push(entry);
  }
  return entries;
}

const NO_WILDCARDS: readonly string[] = [];

/** For each column of a type the number of the entry that feeds it, or -1. */
interface Plan {
  entries: Int32Array;
  /** Scale and offset per column, in pairs. */
  factors: Float64Array;
  fed: number;
}

/** The mappings of one source. Iterating costs one object per signal and keeps none. */
class Mappings implements Iterable<SignalMapping> {
  readonly #entries: readonly Entry[];
  readonly #plant: MappedPlant;
  /** Entries for one twin, by its path; and those with wildcards. Both as numbers, ascending. */
  readonly #exact = new Map<string, number[]>();
  readonly #wild: number[] = [];
  readonly #plans = new Map<string, Plan>();

  constructor(entries: readonly Entry[], plant: MappedPlant) {
    this.#entries = entries;
    this.#plant = plant;
    entries.forEach(({ pattern }, i) => {
      if (pattern.twinPath === undefined) this.#wild.push(i);
      else this.#exact.set(pattern.twinPath, [...(this.#exact.get(pattern.twinPath) ?? []), i]);
    });
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  *[Symbol.iterator](): Iterator<SignalMapping> {
    for (const [twin, type, plan] of this.plans()) {
      for (const signal of type.signals) {
        const index = plan.entries[signal.column];
        if (index < 0) continue;
        const { pattern, address, numbered, write } = this.#entries[index];
        const wildcards = numbered
          ? [
              ...(pattern.matchTwin(twin.path)?.slice(1) ?? []),
              ...(pattern.matchSignal(signal.name)?.slice(1) ?? []),
            ]
          : NO_WILDCARDS;
        const mapping: SignalMapping = {
          id: type.base + signal.column * type.rows + twin.row,
          path: `${twin.path}.${signal.name}`,
          address: fillAddress(address, twin.path, signal.name, wildcards),
          scale: plan.factors[2 * signal.column],
          offset: plan.factors[2 * signal.column + 1],
        };
        if (write !== undefined) {
          const topic = fillAddress(write.topic, twin.path, signal.name, wildcards);
          mapping.write = { ...write, topic };
        }
        yield mapping;
      }
    }
  }

  /** Each twin that gets anything, with the plan of its type. Twins of one type that match the same entries share a plan. */
  *plans(): Iterable<[Twin, TwinType, Plan]> {
    const twins =
      this.#wild.length > 0
        ? this.#plant.twins
        : [...this.#exact.keys()].flatMap((p) => this.#plant.twin(p) ?? []);
    for (const twin of twins) {
      if (!twin.type) continue;
      const exact = this.#exact.get(twin.path);
      const matching = this.#wild.filter((i) => this.#entries[i].pattern.matchTwin(twin.path));
      if (exact) matching.push(...exact);
      if (matching.length === 0) continue;
      matching.sort((a, b) => a - b);
      const key = `${twin.type.index}:${matching.join()}`;
      let plan = this.#plans.get(key);
      if (!plan) {
        plan = this.#plan(twin.type, matching);
        this.#plans.set(key, plan);
      }
      if (plan.fed > 0) yield [twin, twin.type, plan];
    }
  }

  #plan(type: TwinType, matching: readonly number[]): Plan {
    const plan: Plan = {
      entries: new Int32Array(type.signals.length).fill(-1),
      factors: new Float64Array(2 * type.signals.length),
      fed: 0,
    };
    for (const signal of type.signals) {
      // Derived signals come from their formula and manual ones from people, whatever a pattern says.
      if (signal.kind === 'derived' || signal.manual) continue;
      const index = matching.findLast((i) => this.#entries[i].pattern.matchSignal(signal.name));
      if (index === undefined) continue;
      plan.entries[signal.column] = index;
      plan.fed++;
      const { factor, offset } = scaleOf(this.#entries[index], signal) ?? { factor: 1, offset: 0 };
      plan.factors.set([factor, offset], 2 * signal.column);
    }
    return plan;
  }
}

function scaleOf(entry: Entry, signal: SignalType): { factor: number; offset: number } | undefined {
  return entry.unit ? conversion(entry.unit, signal.unit) : { factor: entry.scale, offset: entry.offset };
}

function checkTargets(
  sources: readonly { name: string; mappings: Mappings }[],
  plant: MappedPlant,
  signalCount: number,
  faults: FaultList,
): void {
  // The source that feeds each signal, by number from 1; two bytes a signal for the time of the check.
  const owner = sources.length > 1 ? new Uint16Array(signalCount) : undefined;
  sources.forEach(({ name, mappings }, number) => {
    const used = new Set<number>();
    const seen = new Set<Plan>();
    const clashed = new Set<string>();
    for (const [twin, type, plan] of mappings.plans()) {
      if (!seen.has(plan)) {
        seen.add(plan);
        plan.entries.forEach((index, column) => {
          if (index < 0) return;
          used.add(index);
          checkUnit(mappings.entries[index], type.signals[column], type, faults);
        });
      }
      if (!owner) continue;
      plan.entries.forEach((index, column) => {
        if (index < 0) return;
        const id = type.base + column * type.rows + twin.row;
        const other = owner[id];
        if (other === 0) {
          owner[id] = number + 1;
          return;
        }
        const key = `${other}:${index}`;
        if (other === number + 1 || clashed.has(key)) return;
        clashed.add(key);
        const path = `${twin.path}.${type.signals[column].name}`;
        const message = `"${path}" is fed by two sources, "${sources[other - 1].name}" and "${name}": keep one`;
        faults.error(mappings.entries[index].at(), message);
      });
    }
    checkUnmatched(mappings, used, plant, faults);
  });
}

function checkUnit(entry: Entry, signal: SignalType, type: TwinType, faults: FaultList): void {
  if (!entry.unit || conversion(entry.unit, signal.unit)) return;
  const message = `"${signal.name}" of type "${type.name}" is in ${signal.unit.code}, the source in ${entry.unit.code}: these do not convert`;
  faults.error(entry.at('unit'), message);
}

/** An exact entry that meets nothing is an error, a pattern a warning. */
function checkUnmatched(
  mappings: Mappings,
  used: ReadonlySet<number>,
  plant: MappedPlant,
  faults: FaultList,
): void {
  mappings.entries.forEach((entry, index) => {
    if (used.has(index)) return;
    const { twinPath, signalName, text } = entry.pattern;
    if (meetsAnything(entry.pattern, plant)) {
      faults.warning(entry.at(), `later entries take everything "${text}" matches`);
      return;
    }
    if (twinPath === undefined || signalName === undefined) {
      faults.warning(entry.at(), `pattern "${text}" feeds no signal`);
      return;
    }
    const twin = plant.twin(twinPath);
    if (!twin) {
      const paths = plant.twins.slice(0, 5_000).map((t) => t.path);
      faults.error(entry.at(), `unknown twin "${twinPath}"`, nearest(twinPath, paths));
      return;
    }
    const signal = twin.type?.signal(signalName);
    if (signal?.kind === 'derived') {
      faults.error(entry.at(), `"${text}" is derived by a formula, no source can feed it`);
    } else if (signal?.manual) {
      faults.error(entry.at(), `"${text}" is read off by people, no source can feed it`);
    } else if (!signal) {
      const known = twin.type?.signals.map((s) => s.name) ?? [];
      faults.error(entry.at(), `"${twinPath}" has no signal "${signalName}"`, nearest(signalName, known));
    }
  });
}

function meetsAnything({ matchTwin, matchSignal }: SignalPattern, plant: MappedPlant): boolean {
  return plant.twins.some(
    ({ path, type }) =>
      type &&
      matchTwin(path) &&
      type.signals.some((s) => s.kind !== 'derived' && !s.manual && matchSignal(s.name)),
  );
}
