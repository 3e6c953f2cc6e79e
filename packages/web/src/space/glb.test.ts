import { Vector3 } from 'three';
import { expect, it } from 'vitest';
import { type GlbNode, writeGlb } from '../../test/glb-writer.ts';
import { readGlb } from './glb.ts';
import { ModelError } from './model-error.ts';
import { triangles } from './solids.ts';

const MOTOR: GlbNode[] = [
  {
    name: 'Frame',
    at: [0, 1, 0],
    size: [2, 2, 1],
    colour: [0.25, 0.5, 0.75],
    children: [
      {
        name: 'Rotor shaft',
        at: [1.5, 0, 0],
        size: [1, 0.25, 0.25],
        children: [{ name: 'Hub', at: [0.5, 0, 0], size: [0.25, 0.5, 0.5] }],
      },
    ],
  },
];
const bind = (more: object = {}) => ({ signal: 'speed', scale: 1, offset: 0, ...more });

const faultOf = (bytes: ArrayBuffer) =>
  readGlb(bytes).then(
    () => 'drawn',
    (error: unknown) => (error instanceof ModelError ? error.fault : String(error)),
  );

it('W32 a GLB becomes a shape of three levels, in metres, with its colours', async () => {
  const file = await readGlb(writeGlb(MOTOR));
  const model = file.model({});
  expect(model.levels.map((groups) => groups.length)).toEqual([1, 1, 1]);
  const [near, , far] = model.levels.map((groups) =>
    groups.reduce((sum, { mesh }) => sum + triangles(mesh), 0),
  );
  expect([near, far]).toEqual([36, 12]);
  expect(model.box.getSize(new Vector3()).toArray()).toEqual([3.125, 2, 1]);
  expect(model.box.min.y).toBe(0);
  const colour = model.levels[0][0].mesh.getAttribute('color');
  expect([colour.getX(0), colour.getY(0), colour.getZ(0)]).toEqual([0.25, 0.5, 0.75]);
});

it('W32 a named node follows its binding, with all that hangs on it, around its own origin', async () => {
  const file = await readGlb(writeGlb(MOTOR));
  expect(file.nodes).toEqual(new Set(['Frame', 'Rotor shaft', 'Hub']));
  const model = file.model({
    spin: bind({ node: 'Rotor shaft', axis: 'x' }),
    lift: bind({ node: 'Hub', motion: 'move', axis: 'y' }),
    state: bind(),
  });
  const [rotor, hub] = model.joints;
  expect(rotor.motion).toMatchObject({ kind: 'spin', at: [1.5, 1, 0] });
  expect(hub).toMatchObject({ parent: rotor, binding: 'lift' });
  expect(model.levels[0].map(({ joint }) => joint?.binding)).toEqual([undefined, 'spin', 'lift']);
});

it('W32 what is no GLB, refers to other files, needs a decoder or is empty says why', async () => {
  expect(await faultOf(new ArrayBuffer(0))).toBe('broken');
  expect(await faultOf(new TextEncoder().encode('{"asset":{"version":"2.0"}, "text": "glTF"}').buffer)).toBe(
    'broken',
  );
  expect(await faultOf(writeGlb(MOTOR).slice(0, 400))).toBe('broken');
  const changed = (change: (content: Record<string, unknown>) => void) => faultOf(writeGlb(MOTOR, change));
  expect(
    await changed((content) => Object.assign(content, { images: [{ uri: 'https://example.org/a.png' }] })),
  ).toBe('outside');
  expect(
    await changed((content) => Object.assign(content, { buffers: [{ uri: 'a.bin', byteLength: 4 }] })),
  ).toBe('outside');
  expect(
    await changed((content) => Object.assign(content, { images: [{ uri: 'data:image/png;base64,AAAA' }] })),
  ).toBe('outside');
  expect(
    await changed((content) =>
      Object.assign(content, { extensionsRequired: ['KHR_draco_mesh_compression'] }),
    ),
  ).toBe('unsupported');
  expect(
    await changed((content) =>
      Object.assign(content, { nodes: [{ name: 'Nothing' }], scenes: [{ nodes: [0] }] }),
    ),
  ).toBe('broken');
  expect(await changed((content) => Object.assign(content, { accessors: [] }))).toBe('broken');
});
