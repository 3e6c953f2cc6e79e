import { expect, it } from 'vitest';
import { editsOf } from './proposal-edits.ts';
import { snap, snapTurn } from './snapping.ts';
import { renameTwin } from './twin-edits.ts';

it('W52 a thing comes to rest on a neighbour’s axis or edge, else on the grid, and anywhere when free', () => {
  const own = { min: -1, max: 1 };
  const near = { at: 4.1, min: -0.5, max: 0.5 };
  const far = { at: 9, min: -1, max: 1 };
  expect(snap(4.2, own, [near, far], [near], false)).toEqual({ value: 4.1, line: { at: 4.1, of: 'axis' } });
  expect(snap(4.713, own, [near], [near], true)).toEqual({ value: 4.71, line: undefined });
  // Its right end against the left end of the neighbour.
  expect(snap(2.7, own, [near], [near], false)).toEqual({ value: 2.6, line: { at: 3.6, of: 'edge' } });
  expect(snap(2.7, own, [near], [], false)).toEqual({ value: 2.5, line: undefined });
});

it('W52 a turn comes to rest on steps, within half a turn to each side', () => {
  expect(snapTurn(22, false)).toBe(15);
  expect(snapTurn(-187, false)).toBe(180);
  expect(snapTurn(-0.01, false)).toBe(0);
  expect(snapTurn(22.34, true)).toBe(22.3);
});

it('W52 a renamed twin takes along what is below it, its mappings and the key figure, and keeps its former path', () => {
  const documents = [
    { file: 'twins.yaml', data: { twins: [{ path: 'a' }, { path: 'a/b', was: ['x'] }, { path: 'ab' }] } },
    {
      file: 'sources.yaml',
      data: { sources: { plc: { signals: { 'a/b.flow': '1', 'ab.flow': '2', 'a/*.*': '3' } } } },
    },
    { file: 'plant.yaml', data: { kpi: 'a/b.flow' } },
  ];
  expect(renameTwin(documents, 'a', 'c')).toEqual([
    { op: 'set', file: 'twins.yaml', path: ['twins', 0, 'path'], value: 'c' },
    { op: 'set', file: 'twins.yaml', path: ['twins', 0, 'was'], value: ['a'] },
    { op: 'set', file: 'twins.yaml', path: ['twins', 1, 'path'], value: 'c/b' },
    { op: 'set', file: 'twins.yaml', path: ['twins', 1, 'was'], value: ['a/b', 'x'] },
    { op: 'rename', file: 'sources.yaml', path: ['sources', 'plc', 'signals', 'a/b.flow'], to: 'c/b.flow' },
    { op: 'rename', file: 'sources.yaml', path: ['sources', 'plc', 'signals', 'a/*.*'], to: 'c/*.*' },
    { op: 'set', file: 'plant.yaml', path: ['kpi'], value: 'c/b.flow' },
  ]);
});

it('W50 of a proposal only what is ticked is taken, under the names wished for', () => {
  const proposal = {
    nodes: 3,
    notes: [],
    types: [{ name: 'pump', data: { type: 'pump', signals: { flow: { unit: '1' } } } }],
    twins: [
      { path: 'p1', type: 'pump' },
      { path: 'p2', type: 'pump' },
    ],
    signals: { 'p1.flow': 's=1', 'p2.flow': 's=2' },
  };
  const wishes = {
    types: { pump: { taken: true, name: 'pump-2' } },
    twins: { p1: { taken: true, name: 'hall/p1' }, p2: { taken: false, name: 'p2' } },
  };
  expect(editsOf(proposal, wishes, 'plc')).toEqual([
    { op: 'set', file: 'types/pump-2.yaml', path: ['type'], value: 'pump-2' },
    { op: 'set', file: 'types/pump-2.yaml', path: ['signals'], value: { flow: { unit: '1' } } },
    { op: 'add', file: 'twins.yaml', path: ['twins'], value: { path: 'hall/p1', type: 'pump-2' } },
    { op: 'set', file: 'sources.yaml', path: ['sources', 'plc', 'signals', 'hall/p1.flow'], value: 's=1' },
  ]);
});
