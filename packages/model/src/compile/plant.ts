/** The finished plant: look-ups by name, path and id. */
import { partOf } from '../formula/references.ts';
import type {
  EmulatorDefinition,
  LocalText,
  Plant,
  SceneItem,
  SignalRef,
  SourceDefinition,
  Twin,
  TwinType,
} from '../plant.ts';
import { NO_WORK, type PlantWork } from '../work.ts';

export interface PlantFields {
  id: string;
  label: LocalText;
  description: LocalText;
  timezone: string;
  folder: string;
  revision: string;
  types: readonly TwinType[];
  twins: readonly Twin[];
  byPath: ReadonlyMap<string, Twin>;
  scene: readonly SceneItem[];
  kpi?: string;
  retention: { raw: number; rollup: number };
  emulator?: EmulatorDefinition;
  signalCount: number;
}

export class CompiledPlant implements Plant {
  readonly id: string;
  readonly label: LocalText;
  readonly description: LocalText;
  readonly timezone: string;
  readonly folder: string;
  readonly revision: string;
  readonly types: readonly TwinType[];
  readonly twins: readonly Twin[];
  readonly scene: readonly SceneItem[];
  readonly retention: { raw: number; rollup: number };
  readonly signalCount: number;
  readonly kpi?: string;
  readonly emulator?: EmulatorDefinition;
  sources: readonly SourceDefinition[] = [];
  work: PlantWork = NO_WORK;
  readonly #byPath: ReadonlyMap<string, Twin>;
  readonly #byName: ReadonlyMap<string, TwinType>;
  /** Types with signals of twins, by ascending base. */
  readonly #tables: readonly TwinType[];

  constructor(fields: PlantFields) {
    this.id = fields.id;
    this.label = fields.label;
    this.description = fields.description;
    this.timezone = fields.timezone;
    this.folder = fields.folder;
    this.revision = fields.revision;
    this.types = fields.types;
    this.twins = fields.twins;
    this.scene = fields.scene;
    this.retention = fields.retention;
    this.signalCount = fields.signalCount;
    if (fields.kpi !== undefined) this.kpi = fields.kpi;
    if (fields.emulator) this.emulator = fields.emulator;
    this.#byPath = fields.byPath;
    this.#byName = new Map(fields.types.map((type) => [type.name, type]));
    this.#tables = fields.types.filter((type) => type.rows > 0 && type.signals.length > 0);
  }

  type(name: string): TwinType | undefined {
    return this.#byName.get(name);
  }

  twin(path: string): Twin | undefined {
    return this.#byPath.get(path);
  }

  signalId(path: string): number | undefined {
    const cut = path.lastIndexOf('.');
    if (cut < 0) return undefined;
    const twin = this.#byPath.get(path.slice(0, cut));
    const type = twin?.type;
    const signal = type?.signal(path.slice(cut + 1));
    return twin && type && signal ? type.base + signal.column * type.rows + twin.row : undefined;
  }

  signalAt(id: number): SignalRef {
    if (!(Number.isInteger(id) && id >= 0 && id < this.signalCount)) {
      throw new RangeError(`signal id ${id} is not within 0 to ${this.signalCount - 1}`);
    }
    let low = 0;
    let high = this.#tables.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#tables[middle].base <= id) low = middle;
      else high = middle - 1;
    }
    const table = this.#tables[low];
    const place = id - table.base;
    const twin = table.twins[place % table.rows];
    const type = table.signals[Math.floor(place / table.rows)];
    return { id, path: `${twin.path}.${type.name}`, twin, type };
  }

  resolve(twin: Twin, hops: readonly string[], signal: string): readonly number[] {
    let twins: Twin[] = [twin];
    for (const hop of hops) twins = twins.flatMap((t) => this.#hop(t, hop));
    const ids: number[] = [];
    for (const { type, row } of twins) {
      const found = type?.signal(signal);
      if (type && found) ids.push(type.base + found.column * type.rows + row);
    }
    return ids;
  }

  #hop(twin: Twin, hop: string): readonly Twin[] {
    if (hop === 'parent') return twin.parent ? [twin.parent] : [];
    const found = twin.type && partOf(twin.type, hop);
    if (!found) return [];
    const names = found.many ? (found.part.each ?? []) : [hop];
    return names.flatMap((name) => this.#byPath.get(`${twin.path}/${name}`) ?? []);
  }
}
