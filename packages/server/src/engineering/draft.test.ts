import { createHash } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type {
  ApplyAnswer,
  DraftDiff,
  DraftDocuments,
  DraftEdit,
  DraftInfo,
} from '../api/engineering-schemas.ts';
import * as shapes from '../api/engineering-schemas.ts';
import { DecisionsClient, LiveConnection } from '../client/index.ts';
import { writePlant } from '../testing/plant.ts';
import { type Served, serve } from '../testing/serve.ts';
import { until } from '../testing/until.ts';

const BASE = '/api/v1/plants/tiny/draft';

async function ask<T>({ get }: Served, path: string, body?: unknown): Promise<T> {
  const response = await get(`${BASE}${path}`, post(body));
  const answer = (await response.json()) as T & { detail?: string }; // checked by the schemas of the server
  if (!response.ok) throw new Error(`${response.status} ${answer.detail}`);
  return answer;
}

function post(body: unknown): RequestInit {
  if (body === undefined) return {};
  return { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

async function change(served: Served, ...edits: DraftEdit[]): Promise<DraftInfo> {
  const { version } = await ask<DraftInfo>(served, '');
  return ask<DraftInfo>(served, '/changes', { version, label: 'Test', edits });
}

async function apply(served: Served): Promise<ApplyAnswer> {
  const { version } = await ask<DraftInfo>(served, '');
  return ask<ApplyAnswer>(served, '/apply', { version });
}

const LOAD: DraftEdit = {
  op: 'set',
  file: 'types/motor.yaml',
  path: ['signals', 'load', 'formula'],
  value: 'power / ratedPower / 2',
};
const PUMP3: DraftEdit = {
  op: 'add',
  file: 'twins.yaml',
  path: ['twins'],
  value: { path: 'hall/pump3', type: 'pump' },
};

describe('the draft', () => {
  it('S62 a change is judged at once, and nothing runs or is written before a person says so', async () => {
    const served = await serve();
    const info = shapes.DraftInfo.parse(await change(served, LOAD));
    expect(info).toMatchObject({ manner: 'live', undo: 'Test', redo: null, unwritten: false, faults: [] });
    expect(info.files).toEqual([
      { file: 'types/motor.yaml', running: 'changed', folder: 'changed', conflict: false },
    ]);
    const wrong = await change(served, { ...LOAD, value: 'power / flow' });
    expect(wrong.manner).toBeNull();
    expect(wrong.faults[0]).toMatchObject({ file: 'types/motor.yaml', line: 8, severity: 'error' });
    expect(wrong.faults[0].message).toContain('flow');
    await expect(apply(served)).rejects.toThrow(/^422 types\/motor.yaml:8:/);
    const [motor] = await served.api.types('tiny');
    expect(motor.signals.find((s) => s.name === 'load')?.formula).toBe('power / ratedPower');
    expect(await readFile(join(served.plant, 'types/motor.yaml'), 'utf8')).not.toContain('/ 2');
  });

  it('S62 a step is undone and done again; two people do not overwrite each other', async () => {
    const served = await serve();
    const { version } = await change(served, LOAD);
    const undone = await ask<DraftInfo>(served, '/undo', { version });
    expect(undone).toMatchObject({ files: [], undo: null, redo: 'Test', manner: 'none' });
    const redone = await ask<DraftInfo>(served, '/redo', { version: undone.version });
    expect(redone.files).toHaveLength(1);
    await expect(ask(served, '/undo', { version })).rejects.toThrow(/^409 The draft was changed meanwhile/);
    const gone = await ask<DraftInfo>(served, '/discard', { version: redone.version });
    expect(gone).toMatchObject({ files: [], undo: 'Discard' });
  });

  it('S63 formulas, names and places are taken on while everything runs; values stay', async () => {
    const served = await serve();
    await served.api.postSamples('tiny', [{ path: 'hall/pump1/motor.power', value: 5 }]);
    await change(served, LOAD, {
      op: 'set',
      file: 'twins.yaml',
      path: ['twins', 1, 'place'],
      value: { at: [1, 0, 2], turn: 90 },
    });
    const diff = shapes.DraftDiff.parse(await ask<DraftDiff>(served, '/diff'));
    expect(diff.words.map((w) => `${w.what} ${w.subject}`)).toEqual([
      'signal-formula motor.load',
      'twin-place hall/pump1',
    ]);
    expect(diff.files.map((f) => f.file)).toEqual(['twins.yaml', 'types/motor.yaml']);
    expect(diff.files[1].hunks[0].lines.filter((l) => l.kind !== 'same')).toEqual([
      { kind: 'old', text: '  load: { unit: "1", formula: "power / ratedPower" }' },
      { kind: 'new', text: '  load: { unit: "1", formula: "power / ratedPower / 2" }' },
    ]);
    const { manner, draft } = shapes.ApplyAnswer.parse(await apply(served));
    expect(manner).toBe('live');
    expect(draft).toMatchObject({ manner: 'none', unwritten: true });
    await until('the new formula has a value', async () => {
      const { value } = await served.api.signal('tiny', 'hall/pump1/motor.load');
      return value === 0.25;
    });
    const twins = await served.api.twins('tiny');
    expect(twins.find((t) => t.path === 'hall/pump1')?.place).toEqual({ at: [1, 0, 2], turn: 90 });
  });

  it('S64 a new twin starts the plant anew: nothing acknowledged is lost, clients go on by themselves', async () => {
    const served = await serve();
    const connection = new LiveConnection(served.api);
    const subscribed: (readonly string[])[] = [];
    let revision = '';
    connection.listen({
      changed: (_plant, next) => {
        revision = next;
      },
    });
    connection.subscribe(
      { plant: 'tiny', signals: '*', every: 0 },
      { subscribed: (paths) => void subscribed.push(paths), frame: () => {} },
    );
    await until('subscribed', () => subscribed.length > 0);
    await served.api.postSamples('tiny', [{ path: 'hall/pump1.flow', value: 42 }]);
    expect((await change(served, PUMP3)).manner).toBe('restart');
    // Samples keep coming while the plant starts anew; what was answered with 200 is there afterwards.
    let last = 0;
    let stop = false;
    const pushing = (async () => {
      for (let i = 1; !stop; i++) {
        await served.api
          .postSamples('tiny', [{ path: 'hall/pump1/motor.power', value: i, time: 1_700_000_000_000 + i }])
          .then(
            () => {
              last = i;
            },
            () => {},
          );
      }
    })();
    const answer = await apply(served);
    const acknowledged = last;
    stop = true;
    await pushing;
    expect(answer.manner).toBe('restart');
    await until('told', () => revision === answer.revision);
    await until('answered anew', () => subscribed.at(-1)?.includes('hall/pump3.flow'));
    const { value } = await served.api.signal('tiny', 'hall/pump1.flow');
    expect(value).toBe(42);
    const kept = await served.api.samples('tiny', 'hall/pump1/motor.power', {
      from: 1_700_000_000_000,
      to: 1_700_000_000_000 + acknowledged,
      points: 5000,
    });
    if (kept.kind !== 'raw') throw new Error('raw samples expected');
    for (let i = 1; i <= acknowledged; i++) expect(kept.times).toContain(1_700_000_000_000 + i);
    await served.api.postSamples('tiny', [{ path: 'hall/pump3.flow', value: 7 }]);
    connection.close();
  });

  it('S64 a renamed twin keeps its history', async () => {
    const served = await serve();
    await served.api.postSamples('tiny', [{ path: 'hall/pump1.flow', value: 9, time: Date.now() - 5000 }]);
    await change(
      served,
      { op: 'set', file: 'twins.yaml', path: ['twins', 1, 'path'], value: 'hall/spare' },
      { op: 'set', file: 'twins.yaml', path: ['twins', 1, 'was'], value: ['hall/pump1'] },
      { op: 'set', file: 'plant.yaml', path: ['kpi'], value: 'hall/spare.flow' },
    );
    const { words } = await ask<DraftDiff>(served, '/diff');
    expect(words.filter((w) => w.what.startsWith('twin'))).toEqual([
      { what: 'twin-renamed', subject: 'hall/spare', before: 'hall/pump1', after: 'hall/spare' },
    ]);
    await apply(served);
    const past = await served.api.samples('tiny', 'hall/spare.flow', { from: 0, to: Date.now() });
    expect(past.kind === 'raw' && past.values).toContain(9);
  });

  it('S65 a changed source alone is made anew', async () => {
    const served = await serve();
    const { manner } = await change(served, {
      op: 'set',
      file: 'sources.yaml',
      path: ['sources', 'meter', 'port'],
      value: 2,
    });
    expect(manner).toBe('sources');
    await apply(served);
    const meter = (await served.api.sources('tiny')).find((s) => s.name === 'meter');
    expect(meter?.endpoint).toBe('127.0.0.1:2');
  });

  it('S66 what runs is written to the folder line by line, and is there after a restart either way', async () => {
    const served = await serve();
    await change(served, PUMP3);
    const { draft } = await apply(served);
    await served.server.close();
    const again = await serve({ plants: [served.plant], data: served.data });
    expect((await again.api.twins('tiny')).map((t) => t.path)).toContain('hall/pump3');
    const before = await readFile(join(served.plant, 'twins.yaml'), 'utf8');
    expect(before).not.toContain('pump3');
    const { files } = await ask<{ files: string[] }>(again, '/write', { version: draft.version });
    expect(files).toEqual(['twins.yaml']);
    expect(await readFile(join(served.plant, 'twins.yaml'), 'utf8')).toBe(
      `${before}  - { path: hall/pump3, type: pump }\n`,
    );
    expect(await ask<DraftInfo>(again, '')).toMatchObject({ files: [], unwritten: false });
  });

  it('S66 a folder that cannot be written says so and changes nothing; the documents can be downloaded', async (test) => {
    if (process.getuid?.() === 0) test.skip('everything is writable to root');
    const served = await serve();
    await change(served, PUMP3);
    const { draft } = await apply(served);
    await chmod(served.plant, 0o500);
    try {
      await expect(ask(served, '/write', { version: draft.version })).rejects.toThrow(/permission denied/);
      expect(await ask<DraftInfo>(served, '')).toMatchObject({
        unwritten: true,
        folder: { writable: false },
      });
    } finally {
      await chmod(served.plant, 0o700);
    }
  });

  it('S66 the archive holds the folder with the documents of the draft', async () => {
    const served = await serve();
    await writeFile(join(served.plant, 'README.md'), '# Tiny\n');
    await change(served, PUMP3, { op: 'delete', file: 'sources.yaml' });
    const response = await served.get(`${BASE}/archive`);
    expect(response.headers.get('content-type')).toBe('application/zip');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
    const text = bytes.toString('latin1');
    for (const name of ['plant.yaml', 'types/motor.yaml', 'README.md', 'hall/pump3'])
      expect(text).toContain(name);
    expect(text).not.toContain('sources.yaml');
  });

  it('S67 a document changed in a text editor meanwhile is shown and never overwritten', async () => {
    const served = await serve();
    await change(served, PUMP3);
    const file = join(served.plant, 'twins.yaml');
    const theirs = `${await readFile(file, 'utf8')}  - { path: hall/other, type: pump }\n`;
    await writeFile(file, theirs);
    const info = await ask<DraftInfo>(served, '');
    expect(info.files).toEqual([
      { file: 'twins.yaml', running: 'changed', folder: 'changed', conflict: true },
    ]);
    await expect(apply(served)).rejects.toThrow(/^409 twins.yaml was changed in the plant folder/);
    expect(await readFile(file, 'utf8')).toBe(theirs);
    const kept = await ask<DraftInfo>(served, '/resolve', {
      version: info.version,
      file: 'twins.yaml',
      keep: 'folder',
    });
    expect(kept).toMatchObject({
      files: [{ file: 'twins.yaml', running: 'changed', folder: 'same', conflict: false }],
    });
    const { documents } = await ask<DraftDocuments>(served, '/documents');
    expect(documents.find((d) => d.file === 'twins.yaml')?.text).toBe(theirs);
    await apply(served);
    expect((await served.api.twins('tiny')).map((t) => t.path)).toContain('hall/other');
  });

  it('S67 a document changed in a text editor runs after applying, without a change here', async () => {
    const served = await serve();
    await writeFile(join(served.plant, 'plant.yaml'), 'plant: tiny\nname: Renamed\n');
    expect(await ask<DraftInfo>(served, '')).toMatchObject({ manner: 'live', undo: null });
    await apply(served);
    expect((await served.api.plant('tiny')).label.en).toBe('Renamed');
  });

  it('S62 the draft is there after a restart, and changes outside of the folder are refused', async () => {
    const served = await serve();
    await change(served, LOAD);
    await served.server.close();
    const again = await serve({ plants: [served.plant], data: served.data });
    expect(await ask<DraftInfo>(again, '')).toMatchObject({
      undo: 'Test',
      files: [{ file: 'types/motor.yaml' }],
    });
    for (const file of [
      '../plant.yaml',
      'types/../../x.yaml',
      'emulator/main.ts',
      '/etc/x.yaml',
      '.hidden.yaml',
    ]) {
      await expect(change(again, { op: 'text', file, text: '' })).rejects.toThrow(/^400/);
    }
    await expect(
      change(again, { op: 'set', file: 'types/motor.yaml', path: ['type', 'x'], value: 1 }),
    ).rejects.toThrow(/^422 types\/motor.yaml: at type stands a plain value/);
    const { faults } = await change(again, {
      op: 'set',
      file: 'plant.yaml',
      path: ['plant'],
      value: 'other',
    });
    expect(faults[0].message).toContain('cannot become "other"');
  });

  it('S80 whatever changes what the plant is made of is an event before it runs: who, what and why', async () => {
    const served = await serve();
    const events = async () => {
      const { items } = await new DecisionsClient(served.api, 'tiny').journal({ limit: 5 });
      return items.filter(({ type }) => /^(documents|formula|history)-/.test(type));
    };
    const { version } = await change(served, LOAD);
    await ask(served, '/apply', { version, reason: 'Half is shown' });
    const { draft } = await ask<{ draft: DraftInfo }>(served, '/write', {
      version: (await ask<DraftInfo>(served, '')).version,
    });
    expect(draft.unwritten).toBe(false);
    const text = await readFile(join(served.plant, 'types/motor.yaml'));
    const files = [{ file: 'types/motor.yaml', sha256: createHash('sha256').update(text).digest('hex') }];
    expect(await events()).toMatchObject([
      { type: 'documents-written', subject: 'plant/tiny', data: { files } },
      { type: 'documents-applied', reason: 'Half is shown', data: { manner: 'live', files } },
    ]);
    const url = '/api/v1/plants/tiny/types/motor/signals/load/formula';
    const put = (formula: string) =>
      served.get(url, { ...post({ formula, reason: 'Whole again' }), method: 'PUT' });
    expect((await put('power / flow')).status).toBe(422);
    expect((await put('power / ratedPower')).status).toBe(200);
    const from = Date.now() - 60_000;
    const compute = { from, to: from + 30_000 };
    const path = '/api/v1/plants/tiny/types/motor/signals/load/compute';
    expect((await served.get(path, post(compute))).status).toBe(200);
    const [computed, changed, ...before] = await events();
    expect(computed).toMatchObject({ type: 'history-computed', subject: 'type/motor', data: compute });
    expect(changed).toMatchObject({
      type: 'formula-changed',
      reason: 'Whole again',
      data: { signal: 'load', before: 'power / ratedPower / 2', after: 'power / ratedPower' },
    });
    expect(before).toHaveLength(2);
    expect(changed.actor).toMatch(/^(employee|token)\//);
  });

  it('S62 without a token there is nothing to see', async () => {
    const { server } = await serve({ plants: [await writePlant()] });
    for (const path of ['', '/documents', '/diff', '/archive']) {
      expect((await fetch(`${server.url}${BASE}${path}`)).status).toBe(401);
    }
  });
});
