import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadPlant } from '@millwright/model';
import { describe, expect, it } from 'vitest';
import { TINY_PLANT, writePlant } from '../testing/plant.ts';
import { serve } from '../testing/serve.ts';

const BASE = '/api/v1/plants/tiny/documents';

/** A plant whose motors name documents, of which some are not what they seem. */
async function plantWithDocuments(): Promise<string> {
  const folder = await writePlant({
    'types/motor.yaml': `${TINY_PLANT['types/motor.yaml']}documents:
  - { name: { en: Manual, zh: 手册 }, file: { en: documents/manual.md, zh: documents/manual.zh.md } }
  - { name: Drawing, file: documents/drawing.pdf }
  - { name: Picture, file: documents/pictures/front.png }
  - { name: Maker, link: https://maker.example/motor }
`,
    'twins.yaml': `twins:
  - { path: hall, name: Hall, documents: [{ name: Plan, file: documents/plan.md }] }
  - { path: hall/pump1, type: pump }
  - { path: hall/pump2, type: pump }
`,
  });
  await mkdir(join(folder, 'documents/pictures'), { recursive: true });
  for (const [file, content] of [
    ['manual.md', '# Manual'],
    ['manual.zh.md', '# 手册'],
    ['drawing.pdf', '%PDF-1.7 …'],
    ['pictures/front.png', '<svg onload="alert(1)"/>'],
    ['secret.md', 'not named'],
  ]) {
    await writeFile(join(folder, 'documents', file), content);
  }
  return folder;
}

describe('documents to read', () => {
  it('S96 types and twins say what there is to read, and it is served as nothing but that', async () => {
    const folder = await plantWithDocuments();
    await writeFile(join(folder, 'documents/plan.md'), 'plan');
    const { api, get } = await serve({ plants: [folder] });
    const motor = (await api.types('tiny')).find(({ name }) => name === 'motor');
    expect(motor?.documents).toHaveLength(4);
    expect(motor?.documents?.[3]).toEqual({ label: { en: 'Maker' }, link: 'https://maker.example/motor' });
    const [hall, pump] = await api.twins('tiny');
    expect(hall.documents).toEqual([{ label: { en: 'Plan' }, file: { en: 'documents/plan.md' } }]);
    expect(pump.documents).toBeUndefined();
    expect(await (await api.documentFile('tiny', 'documents/manual.zh.md')).text()).toBe('# 手册');
    const page = await get(`${BASE}/manual.md`);
    expect(page.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain('sandbox');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await get(`${BASE}/drawing.pdf`)).headers.get('content-type')).toBe('application/pdf');
    const false_ = await get(`${BASE}/pictures%2Ffront.png`);
    expect([false_.status, await false_.text()]).toEqual([
      404,
      expect.stringContaining('not what its ending says'),
    ]);
  });

  it('S96 what no document names has no address, and no link leads out of the folder', async () => {
    const folder = await plantWithDocuments();
    await symlink(join(folder, 'plant.yaml'), join(folder, 'documents/plan.md'));
    const { get, server } = await serve({ plants: [folder] });
    for (const file of [
      'secret.md',
      '..%2Fplant.yaml',
      'plan.md',
      'manual.md%00',
      'pictures%2F..%2Fmanual.md',
    ]) {
      expect([file, (await get(`${BASE}/${file}`)).status]).toEqual([file, 404]);
    }
    expect((await fetch(`${server.url}${BASE}/manual.md`)).status).toBe(401);
  });

  it('S96 a file that is missing or named wrongly is told where it is named', async () => {
    const folder = await plantWithDocuments();
    await writeFile(join(folder, 'documents/plans.md'), 'plan');
    const { faults } = await loadPlant(folder);
    expect(faults).toMatchObject([
      {
        severity: 'warning',
        file: 'twins.yaml',
        line: 2,
        message: 'there is no file documents/plan.md in the plant folder: it cannot be opened',
        suggestion: 'documents/plans.md',
      },
    ]);
    for (const [wrong, message] of [
      ['{ name: x, file: documents/../plant.md }', 'a file in the folder "documents"'],
      ['{ name: x, file: documents/run.html }', '.md, .pdf, .png'],
      ['{ name: x, link: "javascript:alert(1)" }', 'https://'],
      ['{ name: x }', 'needs either "file" or "link"'],
    ]) {
      const twins = `twins: [{ path: hall, documents: [${wrong}] }]\n`;
      const plant = await writePlant({
        'twins.yaml': twins,
        'plant.yaml': 'plant: tiny\nname: T\ntimezone: UTC\n',
        'sources.yaml': 'sources: {}\n',
      });
      const found = (await loadPlant(plant)).faults.filter(({ severity }) => severity === 'error');
      expect([wrong, found[0]?.message]).toEqual([wrong, expect.stringContaining(message)]);
    }
  });
});
