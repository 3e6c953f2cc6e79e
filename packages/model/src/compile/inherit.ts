/**
 * Inheritance of twin types: signals, parameters, parts, alarms and shape of the ancestors first, in the order in which
 * they are written, then the type's own. An entry of the same name replaces the keys it gives and keeps its place.
 */

import type { DocumentInputReference, ShapeInput } from '../documents/common.ts';
import type { DocumentPath, PlantDocument } from '../documents/document.ts';
import { LIMITS } from '../documents/limits.ts';
import type {
  AlarmInput,
  ParameterInput,
  PartInput,
  SignalInput,
  TypeInput,
} from '../documents/type-document.ts';
import type { FaultList, Position } from '../faults.ts';
import { nearest } from '../nearest.ts';
import type { Parsed } from './parsed.ts';

/** One entry after inheritance, with the document that gave each of its keys. */
export class Merged<T extends object> {
  readonly input: T;
  readonly #section: string;
  readonly #name: string;
  readonly #documents: ReadonlyMap<string, PlantDocument>;
  /** The document that last named the entry. */
  readonly document: PlantDocument;

  constructor(section: string, name: string, document: PlantDocument, input: T, base?: Merged<T>) {
    this.#section = section;
    this.#name = name;
    this.document = document;
    this.input = base ? { ...base.input, ...input } : input;
    const documents = new Map(base ? base.#documents : []);
    for (const key of Object.keys(input)) documents.set(key, document);
    this.#documents = documents;
  }

  /** Place of a key's value, or of the entry's name. */
  at(...keys: [string, ...PropertyKey[]] | []): Position {
    const [key, ...inner] = keys;
    if (key === undefined) return this.document.at([this.#section, this.#name], 'key');
    return this.#of(key).at([...this.#path(key), ...inner]);
  }

  within(key: string, start: number, end: number): Position {
    return this.#of(key).within(this.#path(key), start, end);
  }

  /** As `within`, of a text deeper in a key's value. */
  withinAt(keys: readonly [string, ...PropertyKey[]], start: number, end: number): Position {
    const [key, ...inner] = keys;
    return this.#of(key).within([...this.#path(key), ...inner], start, end);
  }

  #of(key: string): PlantDocument {
    return this.#documents.get(key) ?? this.document;
  }

  #path(key: string): DocumentPath {
    return [this.#section, this.#name, key];
  }
}

/** A type with everything it inherits. */
export interface FullType {
  name: string;
  input: TypeInput;
  document: PlantDocument;
  ancestors: string[];
  signals: Map<string, Merged<SignalInput>>;
  parameters: Map<string, Merged<ParameterInput>>;
  parts: Map<string, Merged<PartInput>>;
  alarms: Map<string, Merged<Partial<AlarmInput>>>;
  shape?: { input: ShapeInput; document: PlantDocument };
  documents: readonly DocumentInputReference[];
}

/** All types with what they inherit, in the order of the documents. Types in a circle are left out, with a fault. */
export function inheritAll(types: readonly Parsed<TypeInput>[], faults: FaultList): FullType[] {
  const byName = new Map<string, Parsed<TypeInput>>();
  for (const type of types) {
    const { name, other } = { name: type.input.type, other: byName.get(type.input.type) };
    if (other) {
      faults.error(type.document.at(['type']), `type "${name}" is already defined in ${other.document.file}`);
    } else {
      byName.set(name, type);
    }
  }
  const done = new Map<string, FullType | undefined>();
  const chain = new Set<string>();
  const full = (name: string): FullType | undefined => {
    if (done.has(name)) return done.get(name);
    const type = byName.get(name);
    if (!type) return undefined;
    const { input, document } = type;
    if (chain.has(name)) {
      const names = [...chain];
      const circle = [...names.slice(names.indexOf(name)), name].join(' -> ');
      faults.error(document.at(['extends']), `types extend each other in a circle: ${circle}`);
      return undefined;
    }
    let base: FullType | undefined;
    if (input.extends !== undefined) {
      if (!byName.has(input.extends)) {
        faults.error(
          document.at(['extends']),
          `unknown type "${input.extends}"`,
          nearest(input.extends, byName.keys()),
        );
      } else {
        chain.add(name);
        base = full(input.extends);
        chain.delete(name);
        if (base && base.ancestors.length >= LIMITS.ancestors) {
          const message = `more than ${LIMITS.ancestors} types extend each other in a row`;
          faults.error(document.at(['extends']), message);
          base = undefined;
        }
      }
    }
    const result = extend(type, base);
    done.set(name, result);
    return result;
  };
  return [...byName.keys()].flatMap((name) => full(name) ?? []);
}

function extend({ input, document }: Parsed<TypeInput>, base: FullType | undefined): FullType {
  return {
    name: input.type,
    input,
    document,
    ancestors: base ? [base.name, ...base.ancestors] : [],
    signals: merge('signals', base?.signals, input.signals, document),
    parameters: merge('parameters', base?.parameters, input.parameters, document),
    parts: merge('parts', base?.parts, input.parts, document),
    alarms: merge('alarms', base?.alarms, input.alarms, document),
    shape: input.shape ? { input: input.shape, document } : base?.shape,
    documents: [...(base?.documents ?? []), ...(input.documents ?? [])],
  };
}

function merge<T extends object>(
  section: string,
  base: ReadonlyMap<string, Merged<T>> | undefined,
  own: Readonly<Record<string, T>>,
  document: PlantDocument,
): Map<string, Merged<T>> {
  const result = new Map(base);
  for (const [name, input] of Object.entries(own)) {
    result.set(name, new Merged(section, name, document, input, base?.get(name)));
  }
  return result;
}
