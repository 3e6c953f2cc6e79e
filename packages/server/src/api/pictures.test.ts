import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePlant } from '../testing/plant.ts';
import { serve } from '../testing/serve.ts';

const BASE = '/api/v1/plants/tiny/pictures';
const at = (file: string) => `${BASE}/${encodeURIComponent(file)}`;

async function plantWithPictures(): Promise<string> {
  const folder = await writePlant({
    'procedures/stop.yaml': `procedure: stop
steps:
  - { step: lock, text: Lock out, picture: procedures/pictures/lock.svg }
  - { step: look, text: Look, picture: procedures/pictures/false.png }
  - { step: missing, text: Missing, picture: procedures/pictures/missing.jpg }
  - { step: away, text: Away, picture: procedures/pictures/away.svg }
`,
    'procedures/pictures/lock.svg': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    'procedures/pictures/false.png': '<script>alert(1)</script>',
    'procedures/pictures/secret.svg': '<svg/>',
  });
  const outside = await writePlant();
  await mkdir(join(outside, 'x'), { recursive: true });
  await writeFile(join(outside, 'x/away.svg'), '<svg/>');
  await symlink(join(outside, 'x/away.svg'), join(folder, 'procedures/pictures/away.svg'));
  return folder;
}

describe('pictures of procedures', () => {
  it('S44 a picture that a step shows is served as a picture in a sandbox, and asked for again', async () => {
    const { get } = await serve({ plants: [await plantWithPictures()] });
    const found = await get(at('procedures/pictures/lock.svg'));
    expect(found.headers.get('content-type')).toBe('image/svg+xml');
    expect(found.headers.get('content-security-policy')).toContain('sandbox');
    expect(await found.text()).toContain('<svg');
    const tag = found.headers.get('etag') ?? '';
    const again = await get(at('procedures/pictures/lock.svg'), { headers: { 'if-none-match': tag } });
    expect(again.status).toBe(304);
  });

  it.each([
    ['one that no step shows', 'procedures/pictures/secret.svg', 'No step of a procedure shows'],
    ['a document of the plant', 'procedures/stop.yaml', 'No step of a procedure shows'],
    ['a way out of the folder', '../../etc/passwd.svg', 'No step of a procedure shows'],
    ['what is no such picture', 'procedures/pictures/false.png', 'not what its ending says'],
    ['what is not there', 'procedures/pictures/missing.jpg', 'There is no file'],
    ['a link out of the folder', 'procedures/pictures/away.svg', 'There is no file'],
  ])('S44 nothing else is: %s', async (_, file, told) => {
    const { get } = await serve({ plants: [await plantWithPictures()] });
    const answer = await get(at(file));
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining(told)]);
  });
});
