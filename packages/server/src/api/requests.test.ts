import { describe, expect, it } from 'vitest';
import { type Served, serve } from '../testing/serve.ts';
import { Problem } from './schemas.ts';

const PLANT = '/api/v1/plants/tiny';
const FLOW = `${PLANT}/signals/hall/pump1.flow`;
const START = 1_700_000_000_000;
const json = { 'content-type': 'application/json' };

async function problemOf({ get }: Served, path: string, init?: RequestInit): Promise<Problem> {
  const response = await get(path, init);
  return Problem.parse(await response.json());
}

describe('requests', () => {
  it('S9 ranges are milliseconds or ISO 8601; left out they are the last hour', async () => {
    const { get, api } = await serve();
    const now = Date.now();
    await api.postSamples('tiny', [
      { path: 'hall/pump1.flow', value: 1, time: START },
      { path: 'hall/pump1.flow', value: 2, time: now - 7200_000 },
      { path: 'hall/pump1.flow', value: 3, time: now - 1000 },
    ]);
    const values = async (query: string) =>
      ((await (await get(`${FLOW}/samples${query}`)).json()) as { values: number[] }).values;
    const early = new Date(START - 1000).toISOString();
    expect(await values('')).toEqual([3]);
    expect(await values(`?from=${early}`)).toEqual([1, 2, 3]);
    expect(await values(`?from=2023-11-14&to=${START + 1}`)).toEqual([1]);
    expect(await values(`?to=${START + 1}`)).toEqual([1]);
    // A `+` that was not escaped arrives as a space.
    expect(await values('?from=2023-11-14T22:13:20+00:00&to=2023-11-14T22:13:21Z')).toEqual([1]);
    expect((await get(`${PLANT}/state?at=${early}`)).status).toBe(200);
    expect((await get(`${PLANT}/alarms?at=${early}`)).status).toBe(200);
  });

  it('S11 what lies outside the limits is refused with place and remedy', async () => {
    const served = await serve();
    const cases: [string, string, RegExp][] = [
      [`${FLOW}/samples?from=5&to=1`, 'querystring/from', /from \(5\) is not before to \(1\)/],
      [`${FLOW}/samples?from=-1`, 'querystring/from', /outside the years 1970 to 9999/],
      [`${FLOW}/samples?to=9e99`, 'querystring/to', /"9e99" is no instant\. Write milliseconds since 1970/],
      [`${FLOW}/samples?to=999999999999999`, 'querystring/to', /outside the years/],
      [`${FLOW}/samples?from=NaN`, 'querystring/from', /"NaN" is no instant/],
      [`${FLOW}/samples?from=2026-13-45`, 'querystring/from', /no instant/],
      [`${FLOW}/samples?from=2026-01-31T10:00:00`, 'querystring/from', /ISO 8601 with a zone/],
      [`${FLOW}/samples?from=1&from=2`, 'querystring/from', /more than once/],
      [`${FLOW}/samples?from=${'1'.repeat(50)}`, 'querystring/from', /40/],
      [`${FLOW}/samples?points=0`, 'querystring/points', />=1/],
      [`${FLOW}/samples?points=20001`, 'querystring/points', /<=20000/],
      [`${FLOW}/samples?points=1.5`, 'querystring/points', /int/],
      [`${FLOW}/samples?pionts=5`, 'querystring/', /pionts/],
      [`${PLANT}/types/pump/signals/flow/fleet?points=-3`, 'querystring/points', />=1/],
      [`${PLANT}/signals?limit=0`, 'querystring/limit', />=1/],
      [`${PLANT}/signals?limit=1001`, 'querystring/limit', /<=1000/],
      [`${PLANT}/signals?cursor=-1`, 'querystring/cursor', />=0/],
      [`${PLANT}/signals?q=${'x'.repeat(201)}`, 'querystring/q', /200/],
      [`${PLANT}/signals?twin=hall/pmup1`, 'twin', /did you mean "hall\/pump1"\?$/],
      [`${PLANT}/signals?type=moter`, 'type', /did you mean "motor"\?$/],
      [`${PLANT}/alarms?at=1&from=0`, 'querystring/at', /not both/],
      [`${PLANT}/alarms?from=9&to=3`, 'querystring/from', /not before/],
      [`${PLANT}/export?format=xml`, 'querystring/format', /parquet/],
      [`${PLANT}/signals/hall/pump1`, 'path', /add a dot and the name of one of its signals\.$/],
      [`${PLANT}/signals/constructor`, 'path', /a dot and the name/],
      [`${PLANT}/discover/meter`, 'source', /cannot say what it offers/],
    ];
    for (const [path, where, detail] of cases) {
      const problem = await problemOf(served, path);
      expect([path, problem.where, problem.detail]).toEqual([path, where, expect.stringMatching(detail)]);
      expect(problem.status).toBeLessThan(500);
      expect(problem.remedy, path).toBeTruthy();
    }
  });

  it('S11 bodies with more, fewer or other fields are refused as a whole', async () => {
    const served = await serve();
    const send = (path: string, body: string, method = 'POST') =>
      problemOf(served, PLANT + path, { method, headers: json, body });
    const sample = (text: string) => send('/samples', `{"samples":[{"path":"hall/pump1.flow",${text}}]}`);
    expect(await sample('"value":1,"tme":5')).toMatchObject({ status: 400, where: 'body/samples/0' });
    expect((await sample('"value":1e999')).detail).toMatch(/samples\/0\/value: is neither a finite number/);
    expect(await sample('"value":NaN')).toMatchObject({ type: '/problems/bad-json', status: 400 });
    expect(await sample('"value":{"valueOf":1}')).toMatchObject({ where: 'body/samples/0/value' });
    const many = JSON.stringify({ samples: Array(10_001).fill({ path: 'a.b', value: 1 }) });
    expect((await send('/samples', many)).detail).toMatch(/10000/);
    const compute = '/types/motor/signals/load/compute';
    expect(await send(compute, '{"from":5,"to":5}')).toMatchObject({ where: 'body/from' });
    expect(await send(compute, '{"from":-5,"to":5}')).toMatchObject({ where: 'body/from' });
    expect(await send(compute, '{"from":0,"to":1e300}')).toMatchObject({ where: 'body/to' });
    expect(await send('/sql', '{"sql":""}')).toMatchObject({ where: 'body/sql' });
    expect(await send('/sql', '{"sql":"SELECT 1","limit":1000000}')).toMatchObject({ where: 'body/limit' });
  });

  it('S11 a method the address does not take is told from a wrong address', async () => {
    const { get } = await serve();
    const put = await get(`${PLANT}/samples`, { method: 'PUT' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'POST']);
    const path = await get(FLOW, { method: 'DELETE' });
    expect([path.status, path.headers.get('allow')]).toEqual([405, 'GET']);
    expect((await get('/api/v1/nothing', { method: 'POST' })).status).toBe(404);
  });

  it('S30 heavy questions are let through a few at a time', async () => {
    const { get } = await serve();
    const ask = () =>
      get(`${PLANT}/sql`, {
        method: 'POST',
        headers: json,
        body: '{"sql":"SELECT count(*)::INT FROM samples"}',
      });
    const answers = await Promise.all(Array.from({ length: 12 }, ask));
    const statuses = answers.map((a) => a.status);
    expect(statuses.filter((s) => s === 200)).toHaveLength(10);
    expect(statuses.filter((s) => s === 429)).toHaveLength(2);
    const refused = answers.find((a) => a.status === 429);
    expect(Problem.parse(await refused?.json())).toMatchObject({ type: '/problems/busy' });
  });
});
