/**
 * Changes within a YAML document that leave every line alone they do not touch: comments, order, spacing and quotes of the
 * rest stay as a person wrote them.
 *
 * A value that takes the place of another is written where that stood. Other changes are made on the document tree of the `yaml` library. As the library writes a whole document anew, what it
 * writes is compared with what it would have written before the change, and only the lines that differ are taken over.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
} from 'yaml';
import { diffLines, linesOf } from './line-diff.ts';

/** Keys and places in lists, from the root of the document. */
export type EditPath = readonly (string | number)[];

/** A change at a place: a value set or added, a value taken out, a key renamed where it stands. */
export type Edit =
  | { op: 'set'; path: EditPath; value: unknown }
  | { op: 'add'; path: EditPath; value: unknown }
  | { op: 'remove'; path: EditPath }
  | { op: 'rename'; path: EditPath; to: string };

/** The edit does not fit the document; the message is for people. */
export class EditError extends Error {
  override name = 'EditError';
}

const WRITE = { lineWidth: 0, flowCollectionPadding: true } as const;

/** The text with the edits made, one after the other. An empty text becomes a mapping. Throws EditError. */
export function editDocument(text: string, edits: readonly Edit[]): string {
  return edits.reduce((changed, edit) => inPlace(changed, edit) ?? anew(changed, [edit]), text);
}

/**
 * The text with one value put where another stood, whatever the lines around it look like; undefined where that is not
 * all there is to it: nothing stands there, it is no single value or short list, or the result would mean something else.
 */
function inPlace(text: string, edit: Edit): string | undefined {
  if (edit.op !== 'set') return undefined;
  const document = parse(text);
  const node = document.getIn(edit.path, true);
  if (!isNode(node) || !node.range || node.anchor) return undefined;
  const [from, to] = node.range;
  const isList = isSeq(node) && node.flow === true && node.items.every((item) => isScalar(item));
  const isLine = isScalar(node) && node.type !== 'BLOCK_LITERAL' && node.type !== 'BLOCK_FOLDED';
  if ((!isList && !isLine) || from === to) return undefined;
  const written = inFlow(edit.value, isScalar(node) ? node.type : undefined);
  if (written === undefined) return undefined;
  apply(document, edit);
  const changed = text.slice(0, from) + written + text.slice(to);
  return means(changed, document.toJS()) ? changed : undefined;
}

/** A value as it stands within a line; undefined for what needs lines of its own. `quotes`: of what stood there. */
function inFlow(value: unknown, quotes?: Scalar.Type): string | undefined {
  const isPlain = (one: unknown) =>
    typeof one === 'number' || typeof one === 'boolean' || typeof one === 'string';
  const list = Array.isArray(value) ? value : [value];
  if (!list.every(isPlain) || list.length === 0) return undefined;
  const document = new Document(list, { version: '1.2' });
  const { contents } = document;
  if (!isSeq(contents)) return undefined;
  contents.flow = true;
  for (const item of contents.items) {
    if (isScalar(item) && typeof item.value === 'string' && quotes !== undefined) item.type = quotes;
  }
  const written = document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
  return Array.isArray(value) ? written : written.slice(1, -1);
}

function anew(text: string, edits: readonly Edit[]): string {
  const document = parse(text);
  const before = document.toString(WRITE);
  for (const edit of edits) apply(document, edit);
  const written = document.toString(WRITE);
  const original = linesOf(text);
  const data: unknown = document.toJS();
  // Where lines of the original and of the library do not match as assumed, the library's own text is right.
  for (const style of [tight, (same: string) => same]) {
    const merged = takeOver(original, linesOf(style(before)), linesOf(style(written)));
    if (means(merged, data)) return merged;
  }
  return written;
}

/** Short lists as people write them: `[0, 500]`. */
function tight(text: string): string {
  return text.replace(/\[ ([^[\]{}"'#]*) \]/g, '[$1]');
}

function parse(text: string): Document {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error', keepSourceTokens: false });
  const [error] = document.errors;
  if (error !== undefined) {
    throw new EditError(`the document cannot be read as YAML (${error.message}); mend its text first`);
  }
  return document;
}

function means(text: string, data: unknown): boolean {
  const again = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
  return again.errors.length === 0 && isDeepStrictEqual(again.toJS(), data);
}

function apply(document: Document, edit: Edit): void {
  const { path } = edit;
  switch (edit.op) {
    case 'set':
      if (path.length === 0) throw new EditError('a value needs a key: the path is empty');
      set(document, path, edit.value);
      return;
    case 'add': {
      const list = document.getIn(path, true);
      if (isSeq(list)) list.add(nodeLike(document, edit.value, list.items.at(-1)));
      else if (list === undefined || list === null) set(document, path, [edit.value]);
      else throw new EditError(`at ${told(path)} stands no list`);
      return;
    }
    case 'remove':
      if (!document.hasIn(path)) throw new EditError(`there is nothing at ${told(path)} to take out`);
      document.deleteIn(path);
      return;
    case 'rename': {
      const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
      const key = path.at(-1);
      const pair = isMap(parent) ? parent.items.find((one) => keyOf(one.key) === String(key)) : undefined;
      if (!isMap(parent) || pair === undefined)
        throw new EditError(`there is nothing at ${told(path)} to rename`);
      if (parent.items.some((one) => one !== pair && keyOf(one.key) === edit.to)) {
        throw new EditError(`"${edit.to}" is there already`);
      }
      if (isScalar(pair.key)) pair.key.value = edit.to;
      else pair.key = document.createNode(edit.to);
    }
  }
}

function set(document: Document, path: EditPath, value: unknown): void {
  const present = document.getIn(path, true);
  if (isScalar(present) && (typeof value !== 'object' || value === null)) {
    // The same scalar keeps its comment; its quotes stay where the value is still a text.
    if (typeof present.value !== typeof value) present.type = undefined;
    present.value = value;
    delete present.source;
    return;
  }
  const parentPath = path.slice(0, -1);
  let parent = parentPath.length === 0 ? document.contents : document.getIn(parentPath, true);
  if (parent === undefined || parent === null || (isScalar(parent) && parent.value === null)) {
    if (parentPath.length === 0) {
      document.contents = document.createNode({});
      parent = document.contents;
    } else {
      set(document, parentPath, typeof path.at(-1) === 'number' ? [] : {});
      parent = document.getIn(parentPath, true);
    }
  }
  if (!isCollection(parent)) throw new EditError(`at ${told(parentPath)} stands a plain value, no mapping`);
  const node = nodeLike(document, value, isNode(present) ? present : lastValue(parent));
  parent.set(path.at(-1), node);
}

/** The value as a node, in one line where the one beside it is. */
function nodeLike(document: Document, value: unknown, beside: unknown): Node {
  const node = document.createNode(value);
  if (isCollection(node) && (isCollection(beside) ? beside.flow === true : isShort(value))) node.flow = true;
  return node;
}

/** Lists of plain values and small mappings read best in one line. */
function isShort(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one !== 'object');
}

function lastValue(parent: unknown): unknown {
  if (isSeq(parent)) return parent.items.at(-1);
  if (!isMap(parent)) return undefined;
  const values = parent.items.map((pair) => (isPair(pair) ? pair.value : undefined));
  return values.findLast((one) => isMap(one));
}

function keyOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function told(path: EditPath): string {
  return path.length === 0 ? 'the top' : path.join('.');
}

/** The original lines, with those changed that differ between `before` and `after`, both as the library writes. */
function takeOver(original: readonly string[], before: readonly string[], after: readonly string[]): string {
  // Where line i of `before` stands in the original, -1 where the library writes it differently.
  const place = new Int32Array(before.length + 1).fill(-1);
  place[before.length] = original.length;
  let old = 0;
  let line = 0;
  for (const change of [...diffLines(original.map(bare), before.map(bare)), undefined]) {
    const end = change?.newFrom ?? before.length;
    while (line < end) place[line++] = old++;
    if (change === undefined) break;
    // As many lines on both sides: the library spaces them differently, one by one.
    const sameCount = change.to - change.from === change.newTo - change.newFrom;
    while (line < change.newTo) place[line++] = sameCount ? old++ : -1;
    old = change.to;
  }
  const result: string[] = [];
  let copied = 0;
  let beforeAt = 0;
  let afterAt = 0;
  for (const { from, to, newFrom, newTo } of diffLines(before, after)) {
    let first = from;
    let last = to;
    while (first > beforeAt && place[first] < 0) first--;
    while (last < before.length && place[last] < 0) last++;
    if (place[first] < 0 || place[last] < 0 || place[first] < copied) return `${after.join('\n')}\n`;
    result.push(...original.slice(copied, place[first]));
    result.push(...after.slice(Math.max(afterAt, newFrom - (from - first)), newTo + (last - to)));
    copied = place[last];
    beforeAt = last;
    afterAt = newTo + (last - to);
  }
  result.push(...original.slice(copied));
  return result.length === 0 ? '' : `${result.join('\n')}\n`;
}

/** What the library would not change in a line: everything but its spacing. */
function bare(line: string): string {
  return line.replace(/\s+/g, '');
}
