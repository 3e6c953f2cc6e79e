import { expect, it } from 'vitest';
import * as shapes from '../api/engineering-schemas.ts';
import { modbusDevice } from '../testing/modbus-device.ts';
import { type Served, serve } from '../testing/serve.ts';

const BASE = '/api/v1/plants/tiny/draft';

function post({ get }: Served, path: string, body: unknown = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return get(`${BASE}${path}`, { method: 'POST', body: JSON.stringify(body), headers });
}

async function change(served: Served, edits: shapes.DraftEdit[]): Promise<shapes.DraftInfo> {
  const { version } = shapes.DraftInfo.parse(await (await served.get(BASE)).json());
  const response = await post(served, '/changes', { version, label: 'Test', edits });
  return shapes.DraftInfo.parse(await response.json());
}

const setSource = (path: string[], value: unknown): shapes.DraftEdit => ({
  op: 'set',
  file: 'sources.yaml',
  path: ['sources', ...path],
  value,
});

it('S68 a source of the draft is tried out and looked into; what it says is not stored', async () => {
  const served = await serve();
  const port = await modbusDevice([0x4228, 0, 7, 8]);
  await change(served, [setSource(['meter', 'port'], port), setSource(['meter', 'every'], '50 ms')]);
  const trial = shapes.TrialAnswer.parse(await (await post(served, '/sources/meter/test')).json());
  expect(trial).toMatchObject({
    ok: true,
    state: 'connected',
    endpoint: `127.0.0.1:${port}`,
    signals: 1,
    heard: 1,
  });
  expect(trial.samples).toMatchObject([{ path: 'hall/pump2.flow', value: 42, unit: 'm3/h' }]);
  expect((await served.api.signal('tiny', 'hall/pump2.flow')).value).toBeNull();
  const browsed = shapes.BrowseAnswer.parse(
    await (await post(served, '/sources/meter/browse', { offset: 2, count: 2 })).json(),
  );
  expect(browsed.kind === 'registers' && browsed.registers.map((r) => r.readings[0])).toEqual([
    { address: 'holding:2:uint16', value: 7 },
    { address: 'holding:3:uint16', value: 8 },
  ]);
});

it('S68 faults name the field of the form they belong to; a source can be tried out while other documents have faults', async () => {
  const served = await serve();
  const port = await modbusDevice([1, 2]);
  const { faults } = await change(served, [
    setSource(['edge'], { type: 'modbus', host: '127.0.0.1', port: 99_999, evry: '1 s' }),
  ]);
  expect(faults.map(({ file, path, suggestion }) => ({ file, path, suggestion }))).toEqual(
    expect.arrayContaining([
      { file: 'sources.yaml', path: ['sources', 'edge', 'port'], suggestion: undefined },
      { file: 'sources.yaml', path: ['sources', 'edge', 'evry'], suggestion: 'every' },
    ]),
  );
  const refused = await post(served, '/sources/edge/test');
  expect(refused.status).toBe(422);
  await change(served, [
    setSource(['edge', 'port'], port),
    { op: 'remove', file: 'sources.yaml', path: ['sources', 'edge', 'evry'] },
    { op: 'set', file: 'types/motor.yaml', path: ['signals', 'power', 'unit'], value: 'nonsense' },
  ]);
  const trial = shapes.TrialAnswer.parse(await (await post(served, '/sources/edge/test')).json());
  expect(trial).toMatchObject({ ok: true, signals: 0 });
});

it('S68 a source that cannot be reached says why; one that offers nothing says what to do', async () => {
  const served = await serve();
  const trial = shapes.TrialAnswer.parse(await (await post(served, '/sources/meter/test')).json());
  expect(trial).toMatchObject({
    ok: false,
    problem: expect.stringContaining('cannot connect to 127.0.0.1:1'),
  });
  const browsed = await post(served, '/sources/meter/browse');
  expect(browsed.status).toBe(502);
  expect((await post(served, '/sources/push/browse')).status).toBe(409);
  expect((await post(served, '/sources/mettr/test')).status).toBe(404);
  expect((await post(served, '/sources/meter/trust', { thumbprint: 'a'.repeat(40) })).status).toBe(404);
});

it('S69 a formula is previewed on the recorded past beside what was recorded, and stores nothing', async () => {
  const served = await serve();
  const start = Date.now() - 60_000;
  const samples = [4, 8, 6].map((value, i) => ({
    path: 'hall/pump1/motor.power',
    value,
    time: start + i * 1000,
  }));
  await served.api.postSamples('tiny', samples);
  const request = {
    twin: 'hall/pump1/motor',
    signal: 'load',
    formula: 'power / ratedPower * 2',
    from: start - 1,
    to: start + 5000,
  };
  const answer = shapes.PreviewAnswer.parse(await (await post(served, '/preview', request)).json());
  expect(answer.after.values).toEqual([0.8, 1.6, 1.2]);
  expect(answer.unit).toBe('1');
  const wrong = await post(served, '/preview', { ...request, formula: 'flow' });
  expect(wrong.status).toBe(422);
  const checked = shapes.DraftFormulaAnswer.parse(
    await (await post(served, '/formula', { type: 'motor', formula: 'power + 1 s', unit: '1' })).json(),
  );
  expect(checked.faults[0]).toMatchObject({
    start: expect.any(Number),
    message: expect.stringContaining('kW'),
  });
  const words = shapes.VocabularyAnswer.parse(
    await (await served.get(`${BASE}/vocabulary?type=pump`)).json(),
  );
  expect(words.words).toContainEqual(expect.objectContaining({ name: 'flow', kind: 'signal', unit: 'm3/h' }));
  expect(words.members.motor.map(({ name }) => name)).toContain('power');
});

it('S69 a formula new in the draft is previewed before it runs', async () => {
  const served = await serve();
  const start = Date.now() - 60_000;
  await served.api.postSamples('tiny', [{ path: 'hall/pump1/motor.power', value: 4, time: start }]);
  await change(served, [
    {
      op: 'set',
      file: 'types/motor.yaml',
      path: ['signals', 'double'],
      value: { unit: 'kW', formula: 'power * 2' },
    },
  ]);
  const request = {
    twin: 'hall/pump1/motor',
    signal: 'double',
    formula: 'power * 3',
    from: start - 1,
    to: start + 5000,
  };
  const answer = shapes.PreviewAnswer.parse(await (await post(served, '/preview', request)).json());
  expect(answer).toMatchObject({ before: { values: [] }, after: { times: [start], values: [12] } });
});

it('S69 computing back tells how far it is, and its result is in the history', async () => {
  const served = await serve();
  const start = Date.now() - 600_000;
  const samples = Array.from({ length: 500 }, (_, i) => ({
    path: 'hall/pump1/motor.power',
    value: i,
    time: start + i * 1000,
  }));
  await served.api.postSamples('tiny', samples);
  await served.api.putFormula('tiny', 'motor', 'load', 'power / ratedPower * 10');
  const response = await post(served, '/compute-back', {
    type: 'motor',
    signal: 'load',
    from: start,
    to: start + 499_000,
  });
  expect(response.headers.get('content-type')).toContain('x-ndjson');
  const lines = (await response.text())
    .trim()
    .split('\n')
    .map((line) => shapes.ComputeProgress.parse(JSON.parse(line)));
  expect(lines[0]).toMatchObject({ progress: 0 });
  expect(lines.at(-1)).toEqual({ progress: 1, samples: 500, done: true });
  const past = await served.api.samples('tiny', 'hall/pump1/motor.load', {
    from: start,
    to: start + 499_000,
    points: 1000,
  });
  expect(past.kind === 'raw' && past.values[499]).toBe(499);
  expect(
    (await post(served, '/compute-back', { type: 'motor', signal: 'power', from: start, to: start + 1 }))
      .status,
  ).toBe(409);
});
