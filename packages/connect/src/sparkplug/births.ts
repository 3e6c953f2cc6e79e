/** From births to what a proposal is made of: one object per group, edge node and device, one variable per metric. */
import { nearestUnit, parseUnit } from '@millwright/model';
import type { FoundObject, FoundVariable } from '../discovery/found.ts';
import { BOOLEAN, isScalar, STRING, TEXT, UUID } from './datatypes.ts';
import type { PayloadColumns } from './payload.ts';
import { type PropertyValue, readProperties } from './properties.ts';

/** Metrics of the protocol, not of the machine. */
const PROTOCOL = /^(bdSeq$|Node Control\/|Device Control\/|Properties\/)/;
/** Where publishers put the unit; Sparkplug names none of them. */
const UNIT_KEYS = ['engUnit', 'Engineering Units', 'engineeringUnits', 'unit', 'Unit'];

export class BirthRecord {
  /** Metrics looked at. */
  nodes = 0;
  #limit: number;
  #objects = new Map<string, FoundObject>();
  #texts = 0;
  #others = 0;
  #cut = false;
  #units = new Set<string>();

  /** @param limit metrics looked at in all */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes the birth of `group/node[/device]`; a later one replaces it. Throws PayloadError for damaged properties. */
  add(owner: string, columns: PayloadColumns, bytes: Buffer): void {
    const variables: FoundVariable[] = [];
    for (let i = 0; i < columns.count; i++) {
      if (columns.nameEnd[i] === 0) continue;
      const name = bytes.toString('utf8', columns.nameStart[i], columns.nameEnd[i]);
      if (PROTOCOL.test(name)) continue;
      if (this.nodes >= this.#limit) {
        this.#cut = true;
        break;
      }
      this.nodes++;
      const type = columns.types[i];
      if (type === STRING || type === TEXT || type === UUID) this.#texts++;
      else if (!isScalar(type)) this.#others++;
      else {
        const properties =
          columns.propertiesEnd[i] === 0
            ? new Map<string, PropertyValue>()
            : readProperties(bytes, columns.propertiesStart[i], columns.propertiesEnd[i]);
        variables.push(this.#variable(`${owner}:${name}`, name, type, properties));
      }
    }
    this.#object(owner).variables = variables;
  }

  /** The groups with everything below them, and what was left out. */
  found(): { objects: FoundObject[]; notes: string[] } {
    const notes: string[] = [];
    if (this.#texts > 0) {
      notes.push(
        `${this.#texts} metrics are texts and were left out; add those that are states, with their names`,
      );
    }
    if (this.#others > 0)
      notes.push(`${this.#others} metrics are data sets, templates, bytes or arrays and were left out`);
    if (this.#cut) notes.push(`only the first ${this.#limit} metrics were looked at`);
    if (this.#units.size > 0) {
      notes.push(`units that are unknown and were left out: ${[...this.#units].slice(0, 20).join(', ')}`);
    }
    return { objects: [...this.#objects].filter(([key]) => !key.includes('/')).map(([, one]) => one), notes };
  }

  /** The object at a path, made with all above it. */
  #object(path: string): FoundObject {
    const known = this.#objects.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf('/');
    const name = path.slice(cut + 1);
    const object: FoundObject = { name, label: name, objects: [], variables: [] };
    this.#objects.set(path, object);
    if (cut >= 0) this.#object(path.slice(0, cut)).objects.push(object);
    return object;
  }

  #variable(
    address: string,
    name: string,
    type: number,
    properties: ReadonlyMap<string, PropertyValue>,
  ): FoundVariable {
    const variable: FoundVariable = { name, label: name, address, writable: false };
    if (type === BOOLEAN) {
      variable.states = new Map([
        [0, 'Off'],
        [1, 'On'],
      ]);
      return variable;
    }
    const written = UNIT_KEYS.map((key) => properties.get(key)).find((value) => typeof value === 'string');
    if (typeof written === 'string' && written !== '') {
      const unit = parseUnit(written) === undefined ? nearestUnit(written) : written;
      if (unit === undefined) this.#units.add(`"${written.slice(0, 40)}"`);
      else variable.unit = unit;
    }
    const low = properties.get('engLow');
    const high = properties.get('engHigh');
    if (typeof low === 'number' && typeof high === 'number' && low < high) variable.range = [low, high];
    return variable;
  }
}
