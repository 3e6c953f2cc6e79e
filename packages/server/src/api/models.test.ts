import { mkdir, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LIMITS } from '@millwright/model';
import { describe, expect, it } from 'vitest';
import { TINY_PLANT, temporaryFolder, writePlant } from '../testing/plant.ts';
import { serve } from '../testing/serve.ts';

/** The shortest file that says it is a GLB. */
const GLB = Buffer.concat([Buffer.from('glTF'), Buffer.from(new Uint32Array([2, 12]).buffer)]);
const BASE = '/api/v1/plants/tiny/models';

async function plantWithModel(model = 'models/a/motor.glb'): Promise<string> {
  const folder = await writePlant({
    'types/motor.yaml': `${TINY_PLANT['types/motor.yaml']}shape: { kind: motor, model: ${model} }\n`,
  });
  await mkdir(join(folder, 'models/a'), { recursive: true });
  await writeFile(join(folder, 'models/a/motor.glb'), GLB);
  return folder;
}

describe('models', () => {
  it('S90 a GLB that a shape names is served with its type, and not again while it is the same', async () => {
    const folder = await plantWithModel();
    const { get, api } = await serve({ plants: [folder] });
    expect((await api.types('tiny')).find(({ name }) => name === 'motor')?.shape?.model).toBe(
      'models/a/motor.glb',
    );
    const first = await get(`${BASE}/a%2Fmotor.glb`);
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe('model/gltf-binary');
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(Buffer.from(await first.arrayBuffer())).toEqual(GLB);
    const tag = first.headers.get('etag') ?? '';
    const again = await get(`${BASE}/a%2Fmotor.glb`, { headers: { 'if-none-match': tag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    await utimes(join(folder, 'models/a/motor.glb'), new Date(), new Date(Date.now() + 60_000));
    const changed = await get(`${BASE}/a%2Fmotor.glb`, { headers: { 'if-none-match': tag } });
    expect(changed.status).toBe(200);
  });

  it('S90 nothing but what a shape names has an address, whatever the path', async () => {
    const folder = await plantWithModel();
    await writeFile(join(folder, 'models/secret.glb'), GLB);
    const { get, server } = await serve({ plants: [folder] });
    for (const file of [
      'secret.glb',
      '..%2Fplant.yaml',
      'a%2F..%2Fa%2Fmotor.glb',
      'a%2F%2Fmotor.glb',
      'a%5Cmotor.glb',
      '.%2Fa%2Fmotor.glb',
      'a%2Fmotor.glb%00',
      '%2Fetc%2Fpasswd',
      'a%252Fmotor.glb',
    ]) {
      const answer = await get(`${BASE}/${file}`);
      expect([file, answer.status]).toEqual([file, 404]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
    const stranger = await fetch(`${server.url}${BASE}/a%2Fmotor.glb`);
    expect(stranger.status).toBe(401);
  });

  it('S90 a link out of the folder is not followed', async () => {
    const folder = await plantWithModel('models/out.glb');
    const elsewhere = join(await temporaryFolder(), 'out.glb');
    await writeFile(elsewhere, GLB);
    await symlink(elsewhere, join(folder, 'models/out.glb'));
    const { get } = await serve({ plants: [folder] });
    expect((await get(`${BASE}/out.glb`)).status).toBe(404);
  });

  it('S90 what is no GLB, missing or too large says so', async () => {
    const folder = await plantWithModel();
    const file = join(folder, 'models/a/motor.glb');
    const { get } = await serve({ plants: [folder] });
    await writeFile(file, 'not a model at all');
    const wrong = await get(`${BASE}/a%2Fmotor.glb`);
    expect([wrong.status, await wrong.json()]).toMatchObject([
      404,
      { detail: 'models/a/motor.glb is no GLB.' },
    ]);
    await truncate(file, LIMITS.modelBytes + 1);
    expect((await get(`${BASE}/a%2Fmotor.glb`)).status).toBe(413);
    await writeFile(file, '');
    expect((await get(`${BASE}/a%2Fmotor.glb`)).status).toBe(404);
  });
});
