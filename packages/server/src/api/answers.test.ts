import { describe, expect, it } from 'vitest';
import { writeWidePlant } from '../testing/plant.ts';
import { serve } from '../testing/serve.ts';
import { until } from '../testing/until.ts';
import {
  AlarmsAnswer,
  FormulaCheckAnswer,
  HealthAnswer,
  PlantInfo,
  PlantsAnswer,
  PostSamplesAnswer,
  Problem,
  SamplesAnswer,
  SignalInfo,
  SignalPage,
  SourcesAnswer,
  StateAnswer,
  TwinsAnswer,
  TypesAnswer,
} from './schemas.ts';

const PLANT = '/api/v1/plants/tiny';
const json = { 'content-type': 'application/json' };

describe('answers', () => {
  it('S8 every answer fits its schema', async () => {
    const { get, api } = await serve();
    await api.postSamples('tiny', [{ path: 'hall/pump1/motor.power', value: 30 }]);
    await until('an alarm', async () => (await api.alarms('tiny')).length === 1);
    const answers = {
      '/api/v1/health': HealthAnswer,
      '/api/v1/plants': PlantsAnswer,
      [PLANT]: PlantInfo,
      [`${PLANT}/types`]: TypesAnswer,
      [`${PLANT}/twins`]: TwinsAnswer,
      [`${PLANT}/signals`]: SignalPage,
      [`${PLANT}/signals/hall%2Fpump1.flow`]: SignalInfo,
      [`${PLANT}/state`]: StateAnswer,
      [`${PLANT}/alarms`]: AlarmsAnswer,
      [`${PLANT}/alarms?from=0`]: AlarmsAnswer,
      [`${PLANT}/sources`]: SourcesAnswer,
    };
    for (const [path, schema] of Object.entries(answers)) {
      const response = await get(path);
      expect([path, response.status]).toEqual([path, 200]);
      schema.strict().parse(await response.json());
    }
  });

  it('S8 types, twins and signals say what the documents say', async () => {
    const { api } = await serve();
    const motor = (await api.types('tiny')).find((t) => t.name === 'motor');
    expect(motor?.signals.find((s) => s.name === 'load')).toMatchObject({
      kind: 'derived',
      unit: '1',
      formula: 'power / ratedPower',
    });
    expect(motor?.signals.find((s) => s.name === 'running')?.states).toEqual([
      { value: 0, label: { en: 'Stopped', zh: '停止' } },
      { value: 1, label: { en: 'Running' } },
    ]);
    expect(motor?.alarms[0]).toMatchObject({ name: 'overload', when: 'power > 20 kW', inputs: ['power'] });
    const twins = await api.twins('tiny');
    expect(twins.find((t) => t.path === 'hall/pump1/motor')).toMatchObject({
      parent: 'hall/pump1',
      type: 'motor',
    });
    expect(await api.plant('tiny')).toMatchObject({ timezone: 'UTC', signalCount: 8, firstTime: null });
  });

  it('S8 signals come by page and by filter', async () => {
    const { api, get } = await serve();
    const paths: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await api.signals('tiny', { limit: 3, cursor });
      expect(page.items.length).toBeLessThanOrEqual(3);
      paths.push(...page.items.map((i) => i.path));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(paths).size).toBe(8);
    const filtered = async (filter: Parameters<typeof api.signals>[1]) =>
      (await api.signals('tiny', filter)).items.map((i) => i.path);
    expect(await filtered({ twin: 'hall/pump1', type: 'motor', q: 'POW' })).toEqual([
      'hall/pump1/motor.power',
    ]);
    expect(await filtered({ twin: 'hall/pump2', type: 'pump' })).toEqual(['hall/pump2.flow']);
    expect((await api.signal('tiny', 'hall/pump2.flow')).source).toBe('meter');
    expect((await get(`${PLANT}/signals?type=none`)).status).toBe(404);
  });

  it('S9 a signal path may be written with slashes or with %2F', async () => {
    const { get, api } = await serve();
    await api.postSamples('tiny', [{ path: 'hall/pump1/motor.power', value: 5, time: 1_700_000_000_000 }]);
    const query = 'from=1699999999000&to=1700000001000&points=10';
    for (const path of ['hall/pump1/motor.power', 'hall%2Fpump1%2Fmotor.power', 'hall%2Fpump1/motor.power']) {
      const response = await get(`${PLANT}/signals/${path}/samples?${query}`);
      expect([path, response.status]).toEqual([path, 200]);
      expect(SamplesAnswer.parse(await response.json())).toEqual({
        kind: 'raw',
        path: 'hall/pump1/motor.power',
        unit: 'kW',
        times: [1_700_000_000_000],
        values: [5],
        quality: [0],
      });
      expect((await get(`${PLANT}/signals/${path}`)).status).toBe(200);
    }
  });

  it('S9 more samples than points come as buckets', async () => {
    const { api } = await serve();
    const from = 1_700_000_000_000;
    const samples = Array.from({ length: 600 }, (_, i) => ({
      path: 'hall/pump1.flow',
      value: i % 100,
      time: from + i * 1000,
    }));
    await api.postSamples('tiny', samples);
    const raw = await api.samples('tiny', 'hall/pump1.flow', { from, to: from + 600_000, points: 600 });
    expect(raw.kind).toBe('raw');
    const answer = await api.samples('tiny', 'hall/pump1.flow', { from, to: from + 600_000, points: 20 });
    expect(answer.kind).toBe('buckets');
    if (answer.kind !== 'buckets') return;
    expect(answer.times.length).toBeLessThanOrEqual(20);
    expect(answer.count.reduce((a, b) => a + b, 0)).toBe(600);
    expect(Math.max(...answer.max.map(Number))).toBe(99);
    const fleet = await api.fleet('tiny', 'pump', 'flow', { from, to: from + 600_000, points: 5 });
    expect(fleet.items.map((i) => i.twin)).toContain('hall/pump1');
  });

  it('S10 pushed samples are checked one by one, with the nearest right spelling', async () => {
    const { api } = await serve();
    const answer = await api.postSamples('tiny', [
      { path: 'hall/pump1.flow', value: 12 },
      { path: 'hall/pump1.flwo', value: 12 },
      { path: 'hall/pmup1.flow', value: 12 },
      { path: 'hall/pump1/motor.load', value: 1 },
      { path: 'hall/pump2.flow', value: 1 },
      { path: 'hall/pump1/motor.running', value: 'running' },
      { path: 'hall/pump1/motor.running', value: 'jogging' },
      { path: 'hall/pump1.flow', value: 13, time: 0 },
      { path: 'hall/pump1.flow', value: 13, time: Date.now() + 10 * 86_400_000 },
      { path: 'hall/pump1.flow', value: 13, time: 'yesterday' },
      { path: 'hall/pump1.flow', value: null },
      { path: 'hall/pump1.flow', value: true },
    ]);
    expect(PostSamplesAnswer.parse(answer).accepted).toBe(4);
    expect(answer.rejected.map((r) => [r.index, r.reason])).toEqual([
      [1, expect.stringMatching('did you mean "hall/pump1.flow"')],
      [2, expect.stringMatching('did you mean "hall/pump1"')],
      [3, expect.stringMatching('computed by its formula')],
      [4, expect.stringMatching('fed by the source "meter"')],
      [6, expect.stringMatching('none of the states Stopped, Running')],
      [7, expect.stringMatching('before 2000')],
      [8, expect.stringMatching('in the future')],
      [9, expect.stringMatching('ISO 8601')],
    ]);
    const pushed = (await api.sources('tiny')).find((s) => s.name === 'push');
    expect(pushed).toMatchObject({ samplesTotal: 4, rejectedTotal: 8, state: 'connected' });
    expect(pushed?.lastError?.message).toMatch(/did you mean/);
  });

  it('S10 values are shown at once, out of range ones as uncertain', async () => {
    const { api } = await serve();
    await api.postSamples('tiny', [{ path: 'hall/pump1/motor.power', value: 8 }]);
    expect(await api.signal('tiny', 'hall/pump1/motor.power')).toMatchObject({ value: 8, quality: 0 });
    expect(await api.signal('tiny', 'hall/pump1/motor.load')).toMatchObject({ value: 0.8, quality: 0 });
    await api.postSamples('tiny', [{ path: 'hall/pump1/motor.power', value: 800 }]);
    expect((await api.signal('tiny', 'hall/pump1/motor.power')).quality & 3).toBe(1);
  });

  it('S11 every failure is a problem document with place and remedy', async () => {
    const { get } = await serve();
    const cases: [string, RequestInit | undefined, number, string][] = [
      ['/nothing', undefined, 404, '/problems/not-found'],
      ['/api/v1/plants/mill', undefined, 404, '/problems/no-plant'],
      [`${PLANT}/signals/hall%2Fpump1.flwo`, undefined, 404, '/problems/no-signal'],
      [`${PLANT}/samples`, undefined, 405, '/problems/method'],
      [`${PLANT}/signals/hall%2Fpump1.flow/samples?from=2&to=1`, undefined, 400, '/problems/bad-request'],
      [
        `${PLANT}/signals/hall%2Fpump1.flow/samples?from=1&to=2&points=0`,
        undefined,
        400,
        '/problems/bad-request',
      ],
      [`${PLANT}/state?at=noon`, undefined, 400, '/problems/bad-request'],
      [`${PLANT}/signals/hall%2Fpump1.flow/explain`, undefined, 409, '/problems/conflict'],
      [`${PLANT}/discover/nothing`, undefined, 404, '/problems/no-source'],
      ['/api/v1/live', undefined, 426, '/problems/upgrade'],
      [`${PLANT}/samples`, { method: 'POST', headers: json, body: '{"samples":' }, 400, '/problems/bad-json'],
      [
        `${PLANT}/samples`,
        { method: 'POST', headers: json, body: '{"samples":[{"path":1}]}' },
        400,
        '/problems/bad-request',
      ],
      [
        `${PLANT}/samples`,
        { method: 'POST', headers: { 'content-type': 'text/xml' }, body: '<a/>' },
        415,
        '/problems/media-type',
      ],
      [
        `${PLANT}/samples`,
        { method: 'POST', headers: json, body: `"${'x'.repeat(11 * 1024 * 1024)}"` },
        413,
        '/problems/too-large',
      ],
      ['/%ff', undefined, 400, '/problems/bad-request'],
    ];
    for (const [path, init, status, type] of cases) {
      const response = await get(path, init);
      expect([path, response.status]).toEqual([path, status]);
      expect(response.headers.get('content-type')).toMatch('application/problem+json');
      const problem = Problem.parse(await response.json());
      expect([path, problem.type, problem.status]).toEqual([path, type, status]);
      expect(problem.detail).not.toMatch(/\bat .*\.ts:/);
    }
    const bad = await get(`${PLANT}/samples`, {
      method: 'POST',
      headers: json,
      body: '{"samples":[{"path":1}]}',
    });
    expect(Problem.parse(await bad.json()).where).toBe('body/samples/0/path');
    const near = await get(`${PLANT}/signals/hall%2Fpump1.flwo`);
    expect(Problem.parse(await near.json()).detail).toMatch('did you mean "hall/pump1.flow"');
  });

  it('S12 a formula is checked with positions, and changing one survives a restart', async () => {
    const { api, data, plant, server, get } = await serve();
    const faulty = await api.checkFormula('tiny', { type: 'motor', formula: 'powr / ratedPower' });
    expect(FormulaCheckAnswer.parse(faulty).faults[0]).toMatchObject({
      start: 0,
      end: 4,
      suggestion: 'power',
    });
    expect(await api.checkFormula('tiny', { type: 'motor', formula: 'power / ratedPower' })).toMatchObject({
      faults: [],
      unit: '1',
    });

    const url = `${PLANT}/types/motor/signals/load/formula`;
    const put = (formula: string) =>
      get(url, { method: 'PUT', headers: json, body: JSON.stringify({ formula }) });
    const refused = await put('power + 3 s');
    expect(refused.status).toBe(422);
    expect(Problem.parse(await refused.json()).faults?.length).toBeGreaterThan(0);
    const measured = await get(`${PLANT}/types/motor/signals/power/formula`, {
      method: 'PUT',
      headers: json,
      body: '{"formula":"1 kW"}',
    });
    expect(measured.status).toBe(409);

    await api.postSamples('tiny', [{ path: 'hall/pump1/motor.power', value: 8 }]);
    expect((await put('2 * power / ratedPower')).status).toBe(200);
    const load = () => api.signal('tiny', 'hall/pump1/motor.load');
    await until('the new formula', async () => (await load()).value === 1.6);
    const shown = async (client = api) =>
      (await client.types('tiny')).find((t) => t.name === 'motor')?.signals.find((s) => s.name === 'load');
    expect(await shown()).toMatchObject({
      formula: '2 * power / ratedPower',
      documentFormula: 'power / ratedPower',
    });

    await server.close();
    const again = await serve({ data, plants: [plant] });
    expect(await shown(again.api)).toMatchObject({ formula: '2 * power / ratedPower' });
    await again.api.putFormula('tiny', 'motor', 'load', 'power / ratedPower');
    expect(await shown(again.api)).not.toHaveProperty('documentFormula');
  });

  it('S13 metrics are in the text format of Prometheus', async () => {
    const { get, api } = await serve();
    await api.postSamples('tiny', [{ path: 'hall/pump1.flow', value: 1 }]);
    const response = await get('/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = (await response.text()).trimEnd().split('\n');
    const seen = new Set<string>();
    let current = '';
    for (const line of lines) {
      const comment = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line);
      if (comment !== null) {
        if (comment[1] === 'HELP') {
          expect(seen.has(comment[2]), `${comment[2]} stands once`).toBe(false);
          seen.add(comment[2]);
        }
        current = comment[2];
        continue;
      }
      expect(line).toMatch(/^[a-z_]+(\{([a-z_]+="[^"]*",?)+\})? -?\d+(\.\d+)?(e-?\d+)?$/);
      expect(line.startsWith(current)).toBe(true);
    }
    expect(lines).toContain('millwright_samples_total{plant="tiny"} 1');
    expect(lines).toContain('millwright_historian_lost_samples_total{plant="tiny"} 0');
    expect(seen).toContain('millwright_event_loop_delay_seconds');
  });

  it('S14 big answers are packed for those who take it', async () => {
    const plant = await writeWidePlant(600);
    const { get } = await serve({ plants: [plant] });
    const packed = await get(`${PLANT}/twins`, { headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(TwinsAnswer.parse(await packed.json()).items.length).toBe(601);
    const plain = await get(`${PLANT}/twins`, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
  });
});
