/** Reads a test script into statements; see docs/formula-tests.md for the language. */
import { parseDuration } from '@millwright/model';
import { type LoadedValue, readValues } from './values.ts';

/** Something wrong with a script, or an expectation that does not hold. */
export interface ScriptFault {
  /** From 1. */
  line: number;
  message: string;
}

export interface LoadLine {
  line: number;
  path: string;
  /** UCUM unit of the values; undefined: the signal's own. */
  unit: string | undefined;
  values: LoadedValue[];
}

export const OPERATORS = ['==', '!=', '<', '<=', '>', '>='] as const;
export type Operator = (typeof OPERATORS)[number];

export type Check =
  | {
      kind: 'value';
      line: number;
      path: string;
      operator: Operator;
      value: number;
      unit: string | undefined;
      /** How far `==` and `!=` may be off, in the unit of the value; undefined: 1e-9 of the value. */
      tolerance: number | undefined;
    }
  | { kind: 'quality'; line: number; path: string; level: string; reason: string | undefined };

export type Statement =
  | { kind: 'file'; line: number; name: string; text: string }
  /** Times in ms from the start of the script. */
  | { kind: 'load'; line: number; step: number; from: number; signals: LoadLine[] }
  | { kind: 'eval'; line: number; at: number; checks: Check[] }
  | {
      kind: 'alarm';
      line: number;
      alarm: string | undefined;
      twin: string | undefined;
      change: 'raised' | 'cleared' | 'none';
      at: number | undefined;
    };

const LIMIT_BYTES = 1_000_000;
const PATH = String.raw`[A-Za-z0-9][\w/-]*\.[A-Za-z]\w*`;
const LOAD_LINE = new RegExp(String.raw`^(${PATH})(?:\s+in\s+(\S+))?\s+(.+)$`);
const CHECK_VALUE = new RegExp(
  String.raw`^(${PATH})\s*(==|!=|<=|>=|<|>)\s*(true|false|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?:\s+(?!±)(?!\+-)([^\s]+))?(?:\s*(?:±|\+-)\s*((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))?$`,
);
const CHECK_QUALITY = new RegExp(String.raw`^(${PATH})\s+is\s+(good|uncertain|bad|stale)(?:\s+([a-z-]+))?$`);
const LOAD = /^load\s+(.+?)(?:\s+from\s+(.+))?$/;
const EVAL = /^eval\s+at\s+(.+)$/;
const ALARM = /^expect\s+alarm\s+([a-z][a-z0-9-]*)(?:\s+on\s+(\S+))?\s+(raised|cleared)(?:\s+at\s+(.+))?$/;
const NO_ALARM = /^expect\s+no\s+alarm(?:\s+([a-z][a-z0-9-]*))?(?:\s+on\s+(\S+))?$/;
const FILE = /^file\s+(\S+)$/;

export interface ParsedScript {
  statements: Statement[];
  faults: ScriptFault[];
}

/** Never throws: what is wrong is among the faults, one per line. */
export function parseScript(text: string): ParsedScript {
  const statements: Statement[] = [];
  const faults: ScriptFault[] = [];
  if (text.length > LIMIT_BYTES) {
    return {
      statements,
      faults: [{ line: 1, message: `the script is longer than ${LIMIT_BYTES} characters; split it` }],
    };
  }
  let current: Statement | undefined;
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = index + 1;
    const isInside = /^\s/.test(raw);
    if (current?.kind === 'file' && (isInside || raw === '')) {
      current.text += `${raw.replace(/^ {2}/, '')}\n`;
      return;
    }
    const content = raw.replace(/(^|\s)#.*$/, '').trim();
    if (content === '') return;
    try {
      if (isInside) addLine(current, content, line);
      else {
        current = readStatement(content, line);
        statements.push(current);
      }
    } catch (error) {
      if (!isInside) current = undefined;
      faults.push({ line, message: error instanceof Error ? error.message : String(error) });
    }
  });
  return { statements, faults };
}

function readStatement(content: string, line: number): Statement {
  const load = LOAD.exec(content);
  if (load !== null) {
    const step = parseDuration(load[1]);
    if (step <= 0) throw new Error('the step of a load is longer than nothing: write "load 1 s"');
    return {
      kind: 'load',
      line,
      step,
      from: load[2] === undefined ? 0 : parseDuration(load[2]),
      signals: [],
    };
  }
  const at = EVAL.exec(content);
  if (at !== null) return { kind: 'eval', line, at: parseDuration(at[1]), checks: [] };
  const alarm = ALARM.exec(content);
  if (alarm !== null) {
    const [, name, twin, change, time] = alarm;
    return {
      kind: 'alarm',
      line,
      alarm: name,
      twin,
      change: change === 'raised' ? 'raised' : 'cleared',
      at: time === undefined ? undefined : parseDuration(time),
    };
  }
  const none = NO_ALARM.exec(content);
  if (none !== null)
    return { kind: 'alarm', line, alarm: none[1], twin: none[2], change: 'none', at: undefined };
  const file = FILE.exec(content);
  if (file !== null) return { kind: 'file', line, name: file[1], text: '' };
  throw new Error(
    `"${content}" is no statement: a line begins with "load STEP", "eval at TIME", "expect alarm NAME raised at TIME", "expect no alarm" or "file NAME"; what belongs to it is indented`,
  );
}

function addLine(statement: Statement | undefined, content: string, line: number): void {
  if (statement?.kind === 'load') statement.signals.push(readLoad(content, line));
  else if (statement?.kind === 'eval') statement.checks.push(readCheck(content, line));
  else throw new Error('an indented line belongs to a "load", "eval" or "file" above it');
}

function readLoad(content: string, line: number): LoadLine {
  const match = LOAD_LINE.exec(content);
  if (match === null) {
    throw new Error(
      `"${content}" is no series: write a signal and its values, such as "mill/stand1.force 1 2 3"`,
    );
  }
  const [, path, unit, words] = match;
  const values: LoadedValue[] = [];
  for (const word of words.trim().split(/\s+/)) {
    const read = readValues(word);
    if (typeof read === 'string') throw new Error(read);
    for (const value of read) values.push(value);
  }
  return { line, path, unit, values };
}

function readCheck(content: string, line: number): Check {
  const byQuality = CHECK_QUALITY.exec(content);
  if (byQuality !== null) {
    const [, path, level, reason] = byQuality;
    return { kind: 'quality', line, path, level, reason };
  }
  const match = CHECK_VALUE.exec(content);
  if (match === null) {
    throw new Error(
      `"${content}" is no expectation: write "mill/stand1.wear == 0.25", "… == 2.5 mm/s ± 0.1", "… < 3" or "… is bad"`,
    );
  }
  const [, path, operator, value, unit, tolerance] = match;
  return {
    kind: 'value',
    line,
    path,
    operator: OPERATORS.find((known) => known === operator) ?? '==',
    value: value === 'true' ? 1 : value === 'false' ? 0 : Number(value),
    unit,
    tolerance: tolerance === undefined ? undefined : Number(tolerance),
  };
}
