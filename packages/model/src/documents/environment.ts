/**
 * `${NAME}` and `${NAME:-default}` in the texts of a document. A missing variable without a default is a fault: an empty
 * address would fail much later and say less. `$${` stands for the characters `${`.
 */
import type { FaultList } from '../faults.ts';
import { nearest } from '../nearest.ts';
import type { DocumentPath, PlantDocument } from './document.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\$\{|\$\{([^}]*)\}/g;
const FORM = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

/** The document's data with every reference replaced; the same object where there is none. */
export function substituteEnvironment(
  document: PlantDocument,
  environment: Environment,
  faults: FaultList,
): unknown {
  return walk(document.data, [], document, environment, faults);
}

function walk(
  value: unknown,
  path: DocumentPath,
  document: PlantDocument,
  environment: Environment,
  faults: FaultList,
): unknown {
  if (typeof value === 'string') {
    return value.includes('${') ? replace(value, path, document, environment, faults) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    let changed = false;
    const list = value.map((inner: unknown, i) => {
      const next = walk(inner, [...path, i], document, environment, faults);
      changed ||= next !== inner;
      return next;
    });
    return changed ? list : value;
  }
  let changed = false;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => {
    const next = walk(inner, [...path, key], document, environment, faults);
    changed ||= next !== inner;
    return [key, next];
  });
  return changed ? Object.fromEntries(entries) : value;
}

function replace(
  text: string,
  path: DocumentPath,
  document: PlantDocument,
  environment: Environment,
  faults: FaultList,
): string {
  return text.replace(REFERENCE, (whole: string, inner: string | undefined, offset: number) => {
    if (inner === undefined) return '${';
    const at = () => document.within(path, offset, offset + whole.length);
    const match = FORM.exec(inner);
    if (!match) {
      faults.error(
        at(),
        `"${whole}" is no reference to the environment: write "\${NAME}" or "\${NAME:-default}"`,
      );
      return '';
    }
    const [, name, fallback] = match;
    const value = environment[name];
    if (value !== undefined && value !== '') return value;
    if (fallback !== undefined) return fallback;
    const message = `the environment has no "${name}": set it, or write a default as in "\${${name}:-value}"`;
    faults.error(at(), message, nearest(name, Object.keys(environment)));
    return whole;
  });
}
