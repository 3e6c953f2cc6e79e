/** What a walk through a peer found, whatever its protocol: the input of a proposal. */

/** A value that can become a signal. */
export interface FoundVariable {
  name: string;
  /** For people; the name where the peer gives none. */
  label: string;
  address: string;
  /** UCUM code; undefined where the peer gives no unit, or one we do not know. */
  unit?: string;
  /** Lowest and highest value in `unit`. */
  range?: readonly [number, number];
  /** Names of states or of false (0) and true (1). */
  states?: ReadonlyMap<number, string>;
  /** The peer takes values from us: a target rather than a measurement. */
  writable: boolean;
}

/** Something that has variables, or contains things that have. */
export interface FoundObject {
  name: string;
  label: string;
  /** Name of the type the peer gives it; undefined where it gives none or a general one. */
  typeName?: string;
  objects: FoundObject[];
  variables: FoundVariable[];
}
