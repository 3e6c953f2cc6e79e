import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { REFERENCE, shapeReference } from '../../scripts/shape-reference.ts';

it('M30 docs/reference/shapes.md is what the library declares (npm run schemas -w @millwright/model)', () => {
  expect(readFileSync(REFERENCE, 'utf8')).toBe(shapeReference());
});
