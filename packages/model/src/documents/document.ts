/**
 * One YAML document with the place of every value, so that a fault found anywhere later can name file, line and column.
 */
import {
  isAlias,
  isDocument,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';
import type { FaultList, Position } from '../faults.ts';
import { LIMITS } from './limits.ts';

/** A document as it is handed in: its path within the plant folder and its text, or data made by a program. */
export type DocumentInput = { file: string; text: string } | { file: string; data: unknown };

export type DocumentPath = readonly PropertyKey[];

export interface PlantDocument {
  file: string;
  /** Plain data: mappings, lists, texts, numbers, booleans, null. */
  data: unknown;
  /** Place of a value, or of its key. A path that does not exist means its nearest existing container. */
  at(path: DocumentPath, what?: 'key' | 'value'): Position;
  /** Place of the characters from `start` to `end` of the text at `path`, for faults within formulas. */
  within(path: DocumentPath, start: number, end: number): Position;
}

/** Reads one document; undefined when it cannot be read at all, with the reason among the faults. */
export function readDocument(input: DocumentInput, faults: FaultList): PlantDocument | undefined {
  const { file } = input;
  const top: Position = { file, line: 1, column: 1 };
  if ('data' in input) return { file, data: input.data, at: () => top, within: () => top };
  const { text } = input;
  if (Buffer.byteLength(text) > LIMITS.documentBytes) {
    faults.error(top, `the document is larger than ${LIMITS.documentBytes / 1024 / 1024} MB: split it`);
    return undefined;
  }
  const lines = new LineCounter();
  const place = (start: number, end = start): Position => {
    const { line, col } = lines.linePos(start);
    return end > start ? { file, line, column: col, length: end - start } : { file, line, column: col };
  };
  try {
    const tree = parseDocument(text, {
      lineCounter: lines,
      uniqueKeys: true,
      prettyErrors: false,
      logLevel: 'error',
    });
    for (const error of tree.errors)
      faults.error(place(error.pos[0], error.pos[1]), yamlMessage(error, text));
    if (tree.errors.length > 0) return undefined;
    const data: unknown = tree.toJS({ maxAliasCount: LIMITS.aliases });
    if (deeperThan(data, LIMITS.nesting)) {
      faults.error(top, `nested deeper than ${LIMITS.nesting} levels`);
      return undefined;
    }
    // The tree is ten times the size of the text and needed only to place faults, so it may go and be made again.
    let kept = new WeakRef<object>(tree);
    const root = (): Node | null => {
      const held = kept.deref();
      if (isDocument(held)) return isNode(held.contents) ? held.contents : null;
      const again = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
      kept = new WeakRef(again);
      return again.contents;
    };
    return {
      file,
      data,
      at: (path, what = 'value') => place(...rangeOf(root(), path, what)),
      within: (path, start, end) => {
        const [from, to] = rangeOf(root(), path, 'value');
        const written = text.slice(from, to);
        const value = valueAt(data, path);
        if (typeof value !== 'string') return place(from, to);
        const first = offsetIn(written, value, start);
        // The end is counted from the last character, so that blanks after it stay outside.
        const last = end > start ? offsetIn(written, value, end - 1) + 1 : first;
        return place(from + first, from + last);
      },
    };
  } catch (error) {
    if (error instanceof ReferenceError) {
      faults.error(
        top,
        `more than ${LIMITS.aliases} uses of aliases, or an alias without its anchor: write the values out`,
      );
    } else if (error instanceof RangeError) {
      faults.error(top, `nested deeper than ${LIMITS.nesting} levels`);
    } else {
      faults.error(top, `cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}`);
    }
    return undefined;
  }
}

/** The value at a path, or undefined. */
export function valueAt(data: unknown, path: DocumentPath): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

function yamlMessage(error: { code: string; pos: [number, number]; message: string }, text: string): string {
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^[^\s:,}]+/.exec(text.slice(error.pos[0]))?.[0] ?? '';
    return `"${key}" is there twice`;
  }
  if (error.code === 'MULTIPLE_DOCS') return 'more than one YAML document in the file: remove the "---"';
  if (error.message.includes('call stack')) return `nested deeper than ${LIMITS.nesting} levels`;
  return `not YAML: ${error.message}`;
}

function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const inner of Object.values(value)) if (deeperThan(inner, levels - 1)) return true;
  return false;
}

function rangeOf(root: Node | null, path: DocumentPath, what: 'key' | 'value'): [number, number] {
  let range: [number, number] = root?.range ? [root.range[0], root.range[0]] : [0, 0];
  let node: Node | null = root;
  for (let i = 0; i < path.length; i++) {
    const step = path[i];
    const last = i === path.length - 1;
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(
        (item) => isScalar(item.key) && String(item.key.value) === String(step),
      );
      if (!pair) return range;
      const key = isScalar(pair.key) ? pair.key.range : null;
      if (key) range = [key[0], key[1]];
      node = pair.value as Node | null;
      if (last && what === 'key') return range;
    } else if (isSeq(node)) {
      node = (node.items[Number(step)] ?? null) as Node | null;
    } else {
      return range;
    }
    if (!node || isAlias(node)) return node?.range ? [node.range[0], node.range[1]] : range;
    if (node.range) range = [node.range[0], isScalar(node) ? node.range[1] : node.range[0]];
  }
  return range;
}

/**
 * Offset in the written form of a text (plain, quoted, folded) of its character number `index`: found by counting the
 * characters that are not blank, which folding and quoting leave alone. Exact but for escapes in double quotes.
 */
function offsetIn(written: string, text: string, index: number): number {
  let solid = 0;
  for (let i = 0; i < index && i < text.length; i++) if (!isBlank(text, i)) solid++;
  const header = /^[|>][^\n]*\n/.exec(written) ?? /^["']/.exec(written) ?? [''];
  let at = header[0].length;
  while (at < written.length && (solid > 0 || isBlank(written, at))) {
    if (!isBlank(written, at)) solid--;
    at++;
  }
  return at;
}

function isBlank(text: string, index: number): boolean {
  return text.charCodeAt(index) <= 32;
}
