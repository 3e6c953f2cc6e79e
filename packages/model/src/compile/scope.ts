/** Which types the parents of a type's twins have: what `parent` may mean in its formulas. */
import type { TypeScope } from '../formula/references.ts';
import type { Twin, TwinType } from '../plant.ts';

/** Looks at every twin once, when the first formula asks for a parent. */
export class PlantScope implements TypeScope {
  readonly #types: ReadonlyMap<string, TwinType>;
  readonly #twins: readonly Twin[];
  #parents: Map<TwinType, Set<TwinType | undefined>> | undefined;

  constructor(types: Iterable<TwinType>, twins: readonly Twin[]) {
    this.#types = new Map([...types].map((type) => [type.name, type]));
    this.#twins = twins;
  }

  type(name: string): TwinType | undefined {
    return this.#types.get(name);
  }

  parents(type: TwinType): ReadonlySet<TwinType | undefined> {
    this.#parents ??= this.#findParents();
    const found = this.#parents.get(type);
    if (found && found.size > 0) return found;
    // A type without twins is judged by the types that have it as a part.
    const owners = new Set<TwinType | undefined>();
    for (const owner of this.#types.values()) {
      if (owner.parts.some((p) => p.type === type.name || type.ancestors.includes(p.type))) owners.add(owner);
    }
    return owners;
  }

  #findParents(): Map<TwinType, Set<TwinType | undefined>> {
    const result = new Map<TwinType, Set<TwinType | undefined>>();
    for (const { type, parent } of this.#twins) {
      if (!type || !parent) continue;
      let set = result.get(type);
      if (!set) {
        set = new Set();
        result.set(type, set);
      }
      set.add(parent.type);
    }
    return result;
  }
}
