/** Twins: those listed in `twins.yaml` and, below them, one for every part of their types. */
import { localText, readableName } from '../documents/common.ts';
import { LIMITS } from '../documents/limits.ts';
import type { TwinInput } from '../documents/twins-document.ts';
import type { FaultList, Position } from '../faults.ts';
import { nearest } from '../nearest.ts';
import type { DocumentReference, LocalText, Place, Twin } from '../plant.ts';
import { buildDocuments } from './documents.ts';
import type { Parsed } from './parsed.ts';
import { TypeTable } from './types.ts';

interface Entry {
  input: TwinInput;
  at(key?: string, inner?: string | number): Position;
  used: boolean;
}

interface TwinNode extends Twin {
  type: TypeTable | undefined;
  children: TwinNode[];
}

const NO_PARAMETERS = new Float64Array(0);
const ORIGIN: Place = { at: [0, 0, 0], turn: 0 };
const NONE: readonly string[] = [];
const NO_DOCUMENTS: readonly DocumentReference[] = [];
const TOP: Position = { file: 'twins.yaml', line: 1, column: 1 };

/** Builds all twins, in the order of the list, each followed by its parts. Cost: linear in their number. */
export function buildTwins(
  documents: readonly Parsed<{ twins: TwinInput[] }>[],
  types: readonly TypeTable[],
  faults: FaultList,
): { twins: Twin[]; byPath: Map<string, Twin> } {
  const builder = new TwinBuilder(types, faults);
  for (const document of documents) builder.list(document);
  builder.build();
  return builder;
}

class TwinBuilder {
  readonly twins: TwinNode[] = [];
  readonly byPath = new Map<string, TwinNode>();
  readonly #types: ReadonlyMap<string, TypeTable>;
  readonly #faults: FaultList;
  readonly #entries = new Map<string, Entry>();
  readonly #sizes = new Map<TypeTable, number>();
  #full = false;

  constructor(types: readonly TypeTable[], faults: FaultList) {
    this.#types = new Map(types.map((type) => [type.name, type]));
    this.#faults = faults;
  }

  list({ document, input }: Parsed<{ twins: TwinInput[] }>): void {
    input.twins.forEach((twin, i) => {
      const entry: Entry = {
        input: twin,
        at: (key, inner) =>
          document.at([
            'twins',
            i,
            ...(key === undefined ? [] : [key]),
            ...(inner === undefined ? [] : [inner]),
          ]),
        used: false,
      };
      if (this.#entries.has(twin.path))
        this.#faults.error(entry.at('path'), `twin "${twin.path}" is listed twice`);
      else this.#entries.set(twin.path, entry);
    });
  }

  build(): void {
    for (const [path, entry] of this.#entries) if (!entry.used) this.#listed(path, entry);
    this.#checkFormerPaths();
    for (const twin of this.twins) {
      if (!twin.type) continue;
      twin.row = twin.type.twins.length;
      twin.type.twins.push(twin);
    }
    for (const type of this.#types.values()) type.rows = type.twins.length;
  }

  /** Creates a listed twin, its parent first wherever that stands in the list. */
  #listed(path: string, entry: Entry): void {
    entry.used = true;
    const cut = path.lastIndexOf('/');
    let parent: TwinNode | undefined;
    if (cut > 0) {
      const above = path.slice(0, cut);
      parent = this.byPath.get(above) ?? this.#ancestor(above);
      // Creating an ancestor creates its parts, of which this may be one.
      if (this.byPath.has(path)) return;
      if (!parent) {
        const known = [...this.#entries.keys()];
        this.#faults.error(
          entry.at('path'),
          `"${above}" is no twin: list it before its parts`,
          nearest(above, known),
        );
        return;
      }
    }
    const type = this.#typeOf(entry);
    if (entry.input.type !== undefined && !type) return;
    if (type && this.#sizeOf(type) > LIMITS.twins) {
      this.#faults.error(
        entry.at('path'),
        `"${path}" with its parts is more than ${LIMITS.twins} twins: divide it up`,
      );
      return;
    }
    this.#create(path, path.slice(cut + 1), parent, type, entry, undefined);
  }

  /** Number of twins one twin of the type brings, itself included: parts of parts multiply. */
  #sizeOf(type: TypeTable): number {
    let size = this.#sizes.get(type);
    if (size === undefined) {
      size = 1;
      for (const part of type.parts) {
        const partType = this.#types.get(part.type);
        if (partType) size += (part.each?.length ?? 1) * this.#sizeOf(partType);
      }
      this.#sizes.set(type, size);
    }
    return size;
  }

  #ancestor(path: string): TwinNode | undefined {
    for (let above = path; above !== ''; above = above.slice(0, Math.max(0, above.lastIndexOf('/')))) {
      const entry = this.#entries.get(above);
      if (entry && !entry.used) {
        this.#listed(above, entry);
        break;
      }
      if (this.byPath.has(above)) break;
    }
    return this.byPath.get(path);
  }

  #typeOf(entry: Entry): TypeTable | undefined {
    const { type } = entry.input;
    if (type === undefined) return undefined;
    const found = this.#types.get(type);
    if (!found)
      this.#faults.error(entry.at('type'), `unknown type "${type}"`, nearest(type, this.#types.keys()));
    return found;
  }

  #create(
    path: string,
    name: string,
    parent: TwinNode | undefined,
    type: TypeTable | undefined,
    entry: Entry | undefined,
    label: LocalText | undefined,
  ): void {
    if (this.twins.length >= LIMITS.twins) {
      if (!this.#full) {
        const at = entry?.at() ?? TOP;
        this.#faults.error(
          at,
          `the plant has more than ${LIMITS.twins} twins: divide it into several plants`,
        );
      }
      this.#full = true;
      return;
    }
    const twin: TwinNode = {
      index: this.twins.length,
      path,
      name,
      label:
        entry?.input.name === undefined
          ? (label ?? { en: readableName(name) })
          : localText(entry.input.name, name),
      type,
      row: -1,
      parent,
      children: [],
      parameters: type ? this.#parameters(path, type, entry) : NO_PARAMETERS,
      place: entry?.input.place ?? ORIGIN,
      documents: entry?.input.documents ? buildDocuments(entry.input.documents) : NO_DOCUMENTS,
      was: entry?.input.was ?? NONE,
    };
    this.twins.push(twin);
    this.byPath.set(path, twin);
    parent?.children.push(twin);
    if (!type && entry?.input.parameters) {
      this.#faults.error(entry.at('parameters'), `"${path}" has no type, so it has no parameters`);
    }
    if (type) this.#createParts(twin, type);
  }

  #createParts(twin: TwinNode, type: TypeTable): void {
    for (const part of type.parts) {
      const partType = this.#types.get(part.type);
      if (!partType) continue;
      const label = part.each ? undefined : TypeTable.sourceOf(type).parts.get(part.name)?.input.name;
      for (const name of part.each ?? [part.name]) {
        const path = `${twin.path}/${name}`;
        const entry = this.#entries.get(path);
        if (entry) entry.used = true;
        const actual = entry ? this.#partType(entry, partType, path) : partType;
        this.#create(
          path,
          name,
          twin,
          actual,
          entry,
          label === undefined ? undefined : localText(label, name),
        );
      }
    }
  }

  /** A listed part may be of a more special type than its part says. */
  #partType(entry: Entry, partType: TypeTable, path: string): TypeTable {
    const own = this.#typeOf(entry);
    if (!own || own === partType || own.ancestors.includes(partType.name)) return own ?? partType;
    this.#faults.error(
      entry.at('type'),
      `"${path}" is a part of type "${partType.name}", which "${own.name}" does not extend`,
    );
    return partType;
  }

  #parameters(path: string, type: TypeTable, entry: Entry | undefined): Float64Array {
    const given = entry?.input.parameters;
    if (type.parameters.length === 0 && !given) return NO_PARAMETERS;
    const values = Float64Array.from(type.parameters, (p) => given?.[p.name] ?? p.default ?? Number.NaN);
    type.parameters.forEach(({ name }, i) => {
      if (!Number.isNaN(values[i])) return;
      const at = entry?.at() ?? TypeTable.sourceOf(type).parameters.get(name)?.at() ?? TOP;
      this.#faults.error(at, `"${path}" needs a value for parameter "${name}", which has no default`);
    });
    for (const name of Object.keys(given ?? {})) {
      if (type.parameters.some((p) => p.name === name)) continue;
      const known = type.parameters.map((p) => p.name);
      const message = `type "${type.name}" has no parameter "${name}"`;
      this.#faults.error(entry?.at('parameters', name) ?? TOP, message, nearest(name, known));
    }
    return values;
  }

  #checkFormerPaths(): void {
    const seen = new Map<string, string>();
    for (const [path, entry] of this.#entries) {
      entry.input.was?.forEach((former, i) => {
        if (this.byPath.has(former)) {
          this.#faults.error(
            entry.at('was', i),
            `"${former}" is a twin of today and no former path of "${path}"`,
          );
        } else if (seen.has(former)) {
          this.#faults.error(
            entry.at('was', i),
            `"${former}" is already a former path of "${seen.get(former)}"`,
          );
        }
        seen.set(former, path);
      });
    }
  }
}
