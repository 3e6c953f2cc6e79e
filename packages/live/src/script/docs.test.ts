import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runScript } from './run.ts';

it('L30 the example in docs/formula-tests.md that stands by itself holds', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../docs/formula-tests.md'), 'utf8');
  const example = text.split('```').find((block) => block.includes('file types/pump.yaml'));
  expect(runScript(undefined, example?.trim() ?? '')).toEqual([]);
});
