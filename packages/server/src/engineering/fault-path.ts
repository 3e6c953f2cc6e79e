/** Where in a document's data a place in its text lies. */
import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { EditPath } from './edit-document.ts';

/** Finds the paths of many places of the same text; parses it once, when first asked. */
export class Places {
  readonly #text: string;
  #parsed: { root: Node | null; lines: LineCounter } | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** The path to the innermost key or value at a line and column, both from 1. */
  pathAt(line: number, column: number): EditPath {
    if (this.#parsed === undefined) {
      const lines = new LineCounter();
      const options = {
        lineCounter: lines,
        prettyErrors: false,
        uniqueKeys: false,
        logLevel: 'error',
      } as const;
      this.#parsed = { root: parseDocument(this.#text, options).contents, lines };
    }
    const start = this.#parsed.lines.lineStarts[line - 1];
    return start === undefined ? [] : within(this.#parsed.root, start + column - 1);
  }
}

function within(node: unknown, offset: number): EditPath {
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      const name = String(isScalar(key) ? key.value : key);
      if (covers(key, offset)) return [name];
      if (covers(value, offset)) return [name, ...within(value, offset)];
    }
  }
  if (isSeq(node)) {
    const at = node.items.findIndex((item) => covers(item, offset));
    if (at >= 0) return [at, ...within(node.items[at], offset)];
  }
  return [];
}

function covers(node: unknown, offset: number): boolean {
  return (
    isNode(node) &&
    node.range != null &&
    offset >= node.range[0] &&
    offset < Math.max(node.range[1], node.range[0] + 1)
  );
}
