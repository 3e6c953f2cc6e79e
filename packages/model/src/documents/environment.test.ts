// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the documents refer to the environment in this form
import { describe, expect, it } from 'vitest';
import { FaultList, formatFault } from '../faults.ts';
import { readDocument } from './document.ts';
import { substituteEnvironment } from './environment.ts';

function substitute(text: string, environment: Record<string, string | undefined>): unknown {
  const faults = new FaultList();
  const document = readDocument({ file: 'a.yaml', text }, faults);
  const data = document && substituteEnvironment(document, environment, faults);
  return faults.errors > 0 ? faults.sorted().map(formatFault) : data;
}

describe('environment', () => {
  it('M7 takes the variable, or the default where it is missing or empty', () => {
    const text = 'a: "x${HOST:-local}:${PORT}"\nb: ["${EMPTY:-}", 5, { c: "${HOST}" }]\n';
    expect(substitute(text, { HOST: 'h', PORT: '1', EMPTY: '' })).toEqual({
      a: 'xh:1',
      b: ['', 5, { c: 'h' }],
    });
    expect(substitute('a: ${HOST:-local}', { HOST: '' })).toEqual({ a: 'local' });
  });

  it('M7 "$${" is no reference, and what a variable holds is not looked into', () => {
    expect(substitute('a: $${HOST} ${HOST}', { HOST: '${OTHER}' })).toEqual({ a: '${HOST} ${OTHER}' });
  });

  it('M7 a missing variable has a place and the nearest name', () => {
    expect(substitute('list:\n  - ok\n  - "at ${HOTS} and ${1}"\n', { HOST: 'x' })).toEqual([
      'a.yaml:3:9 error the environment has no "HOTS": set it, or write a default as in "${HOTS:-value}" - did you mean "HOST"?',
      'a.yaml:3:21 error "${1}" is no reference to the environment: write "${NAME}" or "${NAME:-default}"',
    ]);
  });
});
