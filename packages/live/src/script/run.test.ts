import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bin, makePlant, num, sig } from '../testing/build.ts';
import { runScript } from './run.ts';

const FOLDER = join(import.meta.dirname, '..', 'testdata');

describe('test scripts', () => {
  for (const name of readdirSync(FOLDER)) {
    it(`L30 ${name} holds`, () => {
      expect(runScript(undefined, readFileSync(join(FOLDER, name), 'utf8'))).toEqual([]);
    });
  }

  const plant = makePlant(
    {
      pump: {
        signals: { flow: {}, double: { formula: bin('*', sig('flow'), num(2)) } },
        alarms: { 'flow-low': { when: bin('<', sig('flow'), num(3)), onDelay: 2000 } },
      },
    },
    { p1: 'pump' },
  );

  it.each([
    ['eval at 1 s\n  p1.double == 4', 2, 'p1.double at 1 s is stale (initial); expected == 4'],
    ['load 1 s\n  p1.flow 1 2\neval at 1 s\n  p1.double == 5', 4, 'p1.double at 1 s is 4; expected == 5'],
    ['load 1 s\n  p1.flow 1\neval at 0 s\n  p1.double is bad', 4, 'p1.double at 0 s is good, not bad'],
    ['load 1 s\n  p1.flwo 1', 2, 'there is no signal p1.flwo; did you mean p1.flow?'],
    ['load 1 s\n  p1.double 1', 2, 'p1.double is derived from "double"; load its inputs'],
    ['load 1 s\n  p1.flow 1 zwei', 2, '"zwei" is no value'],
    ['load 1 s\n  p1.flow 1x9999999', 2, 'more than 1000000 samples'],
    ['load 0 s\n  p1.flow 1', 1, 'longer than nothing'],
    ['load 1 parsec', 1, 'parsec'],
    ['  p1.flow 1', 1, 'an indented line belongs to'],
    ['evaluate', 1, '"evaluate" is no statement'],
    ['eval at 5 s\neval at 3 s', 2, 'the time 3 s has passed: the script is at 5 s'],
    ['eval at 5 s\nload 1 s\n  p1.flow 1', 3, 'write "load … from 5 s"'],
    ['expect alarm flow-lwo raised', 1, 'there is no alarm flow-lwo; did you mean flow-low?'],
    ['expect alarm flow-low on p2 raised', 1, 'there is no twin p2; did you mean p1?'],
    ['expect alarm flow-low raised at 3 s', 1, 'up to 3 s there was nothing of it'],
    [
      'load 1 s\n  p1.flow 1 1 1\nexpect alarm flow-low raised at 3 s',
      3,
      'there was: flow-low on p1 raised at 2 s',
    ],
    ['load 1 s\n  p1.flow 1 1 1\neval at 2 s\nexpect no alarm', 4, 'flow-low on p1 raised at 2 s'],
    ['load 1 s\n  p1.flow in kN 1', 2, 'kN is no unit of p1.flow'],
    ['file types/x.yaml\n  type: x\n  signals:\n    a: { unit: furlongs }', 4, 'furlongs'],
  ])('L31 a fault of "%s" names its line and what was wrong', (text, line, message) => {
    const [fault] = runScript(plant, text);
    expect(fault?.message).toContain(message);
    expect(fault?.line).toBe(line);
  });

  it('L31 a script without a plant says what it needs', () => {
    expect(runScript(undefined, 'eval at 1 s')[0].message).toContain('needs a plant');
  });
});
