/** Checks a document against its schema and turns what the schema finds into faults with a place and a remedy. */
import type { z } from 'zod';
import type { FaultList } from '../faults.ts';
import { nearest } from '../nearest.ts';
import { type DocumentPath, type PlantDocument, valueAt } from './document.ts';

/** The checked data, or undefined with the reasons among the faults. */
export function validate<T extends z.ZodType>(
  schema: T,
  data: unknown,
  document: PlantDocument,
  faults: FaultList,
): z.infer<T> | undefined {
  const result = schema.safeParse(data, { error: (issue) => nameKnownKeys(issue) });
  if (result.success) return result.data;
  for (const issue of result.error.issues) report(issue, [], data, document, faults);
  return undefined;
}

/** Separates the message about unknown keys from the list of known ones it carries for the spelling. */
const SEPARATOR = '\u0000';

/** zod hands the schema that found the issue only to this hook; its keys are what the unknown one is compared with. */
function nameKnownKeys(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const definition = issue.inst?._zod.def;
  if (!definition || !('shape' in definition) || typeof definition.shape !== 'object' || !definition.shape)
    return undefined;
  return Object.keys(definition.shape).join(SEPARATOR);
}

function report(
  issue: z.core.$ZodIssue,
  base: DocumentPath,
  data: unknown,
  document: PlantDocument,
  faults: FaultList,
): void {
  const path = [...base, ...issue.path];
  const value = valueAt(data, path);
  const at = () => document.at(path);
  const name = path.length === 0 ? 'the document' : `"${String(path.at(-1))}"`;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = issue.message.split(SEPARATOR);
      for (const key of issue.keys) {
        faults.error(document.at([...path, key], 'key'), `unknown key "${key}"`, nearest(key, known));
      }
      return;
    }
    case 'invalid_type':
      if (value === undefined) {
        faults.error(document.at(path.slice(0, -1), 'key'), `${name} is missing`);
      } else {
        faults.error(
          at(),
          `${name} must be ${expectation(issue)}, not ${kindOf(value)}${quoteHint(issue, value)}`,
        );
      }
      return;
    case 'invalid_value': {
      if (value === undefined) {
        faults.error(document.at(path.slice(0, -1), 'key'), `${name} is missing`);
        return;
      }
      const known = issue.values.map(String);
      faults.error(
        at(),
        `${name} is ${quote(value)}, must be one of ${known.join(', ')}`,
        nearest(String(value), known),
      );
      return;
    }
    case 'invalid_union':
      reportUnion(issue, path, value, data, document, faults);
      return;
    case 'invalid_key': {
      const why = issue.issues
        .map((inner) => (inner.code === 'custom' ? inner.message : formMessage(inner)))
        .join('; ');
      faults.error(document.at(path, 'key'), `name ${name}: ${why}`);
      return;
    }
    case 'invalid_format':
    case 'too_small':
    case 'too_big':
    case 'not_multiple_of':
      faults.error(at(), `${name} is ${quote(value)}: ${formMessage(issue)}`);
      return;
    case 'custom': {
      const suggestion: unknown = issue.params?.suggestion;
      faults.error(at(), issue.message, typeof suggestion === 'string' ? suggestion : undefined);
      return;
    }
    default:
      faults.error(at(), issue.message);
  }
}

function reportUnion(
  issue: Extract<z.core.$ZodIssue, { code: 'invalid_union' }>,
  path: DocumentPath,
  value: unknown,
  data: unknown,
  document: PlantDocument,
  faults: FaultList,
): void {
  const key = path.at(-1);
  if (issue.errors.length === 0) {
    // A discriminated union without the branch: the path ends with the discriminator.
    const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
    if (value === undefined)
      faults.error(document.at(path.slice(0, -1), 'key'), `"${String(key)}" is missing`);
    else {
      const known = options.length > 0 ? `, must be one of ${options.join(', ')}` : '';
      faults.error(
        document.at(path),
        `"${String(key)}" is ${quote(value)}${known}`,
        nearest(String(value), options),
      );
    }
    return;
  }
  // The branch whose kind of value fits says most; `invalid_type` at the value itself means that it does not.
  const fitting = issue.errors.find(
    (errors) => !errors.some((e) => e.path.length === 0 && e.code === 'invalid_type'),
  );
  if (fitting) {
    for (const inner of fitting) report(inner, path, data, document, faults);
    return;
  }
  if (value === undefined) {
    faults.error(document.at(path.slice(0, -1), 'key'), `"${String(key)}" is missing`);
    return;
  }
  const expected = issue.errors.flatMap((errors) =>
    errors.map((e) => (e.code === 'invalid_type' ? article(e.expected) : '')),
  );
  const kinds = [...new Set(expected.filter((text) => text !== ''))];
  faults.error(document.at(path), `"${String(key)}" must be ${kinds.join(' or ')}, not ${kindOf(value)}`);
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
  array: 'a list',
  tuple: 'a list',
};

function article(expected: string): string {
  return ARTICLES[expected] ?? expected;
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? `the text ${quote(value)}` : quote(value);
}

/** What a schema says of itself, or the kind of value. */
function expectation(issue: z.core.$ZodIssueInvalidType): string {
  return issue.message.startsWith('Invalid') ? article(issue.expected) : issue.message;
}

function quoteHint(issue: z.core.$ZodIssueInvalidType, value: unknown): string {
  return issue.expected === 'string' &&
    issue.message.startsWith('Invalid') &&
    (typeof value === 'number' || typeof value === 'boolean')
    ? `: put it in quotes, "${String(value)}"`
    : '';
}

function quote(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 57)}...` : value}"`;
  return Array.isArray(value) ? `a list of ${value.length}` : String(value);
}

function formMessage(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_format':
      return issue.message.startsWith('Invalid') ? 'has the wrong form' : `must be ${issue.message}`;
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string'
        ? `needs at least ${issue.minimum} ${issue.origin === 'array' ? 'entries' : 'characters'}`
        : `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'array' || issue.origin === 'string'
        ? `has more than ${issue.maximum} ${issue.origin === 'array' ? 'entries' : 'characters'}`
        : `must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    default:
      return issue.message;
  }
}
