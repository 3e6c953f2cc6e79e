/**
 * Which rows of a file are replayed. `filter: { unit: 1 }`, `filter: { unit: [1, 2] }`, or a text of comparisons joined by
 * `and`: `filter: "unit <= 10 and setting == 42"`.
 */
import type { SourceDefinition } from '@millwright/model';
import { SettingsError } from '../settings.ts';

export interface RowCondition {
  column: string;
  accepts(cell: unknown): boolean;
}

/** All must hold. */
export type RowFilter = readonly RowCondition[];

const COMPARISON = /^\s*([^\s<>=!]+)\s*(==|!=|<=|>=|<|>|=)\s*(.+?)\s*$/;
const MAX_CONDITIONS = 100;

const OPERATORS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Throws SettingsError, with the form that is expected. */
export function readFilter(definition: SourceDefinition): RowFilter {
  const { filter } = definition.settings;
  if (filter === undefined || filter === null) return [];
  if (typeof filter === 'string') {
    const parts = filter.split(/\s+and\s+/);
    if (parts.length > MAX_CONDITIONS)
      throw new SettingsError(definition, 'filter', 'has too many conditions');
    return parts.map((part) => {
      const match = COMPARISON.exec(part);
      if (match === null) {
        throw new SettingsError(
          definition,
          'filter',
          `"${part}" is no comparison; write for example "unit <= 10"`,
        );
      }
      return comparison(match[1], match[2], match[3].replace(/^(["'])(.*)\1$/, '$2'));
    });
  }
  if (typeof filter !== 'object' || Array.isArray(filter)) {
    throw new SettingsError(
      definition,
      'filter',
      'a comparison such as "unit <= 10", or values by column, is expected',
    );
  }
  return Object.entries(filter).map(([column, wanted]) => {
    const list = (Array.isArray(wanted) ? wanted : [wanted]).map(String);
    return { column, accepts: (cell) => list.some((one) => equal(cell, one)) };
  });
}

function comparison(column: string, operator: string, wanted: string): RowCondition {
  const compare = OPERATORS[operator];
  if (compare !== undefined) {
    const limit = Number(wanted);
    return { column, accepts: (cell) => compare(Number(cell), limit) };
  }
  const negated = operator === '!=';
  return { column, accepts: (cell) => equal(cell, wanted) !== negated };
}

function equal(cell: unknown, wanted: string): boolean {
  const text = String(cell).trim();
  if (text === wanted) return true;
  return text !== '' && wanted !== '' && Number(text) === Number(wanted);
}
