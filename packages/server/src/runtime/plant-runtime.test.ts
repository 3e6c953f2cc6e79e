import { describe, expect, it } from 'vitest';
import { ExplainAnswer } from '../api/schemas.ts';
import { ApiError } from '../client/index.ts';
import { writePlant } from '../testing/plant.ts';
import { serve } from '../testing/serve.ts';
import { until } from '../testing/until.ts';

const POWER = 'hall/pump1/motor.power';
const LOAD = 'hall/pump1/motor.load';
const START = 1_700_000_000_000;

describe('plant at work', () => {
  it('S12 a derived value is explained by its inputs', async () => {
    const { api } = await serve();
    await api.postSamples('tiny', [{ path: POWER, value: 8, time: START }]);
    const answer = ExplainAnswer.parse(await api.explain('tiny', LOAD, START + 1000));
    expect(answer).toMatchObject({ path: LOAD, formula: 'power / ratedPower', root: { value: 0.8 } });
    expect(JSON.stringify(answer.root)).toContain(POWER);
    const measured = await api.explain('tiny', POWER).catch((error: unknown) => error);
    expect(measured).toBeInstanceOf(ApiError);
  });

  it('S12 a changed formula is computed back over the past', async () => {
    const { api } = await serve();
    const samples = [2, 4, 6].map((value, i) => ({ path: POWER, value, time: START + i * 1000 }));
    await api.postSamples('tiny', samples);
    const load = async () => {
      const answer = await api.samples('tiny', LOAD, { from: START, to: START + 10_000 });
      return answer.kind === 'raw' ? answer.values : [];
    };
    await until('the derived samples', async () => (await load()).length === 3);
    await api.putFormula('tiny', 'motor', 'load', '10 * power / ratedPower');
    const { samples: computed } = await api.computeBack('tiny', 'motor', 'load', {
      from: START,
      to: START + 10_000,
    });
    expect(computed).toBe(3);
    expect(await load()).toEqual([2, 4, 6]);
  });

  it('S27 after a restart values are there and stale, and standing alarms stand until they clear', async () => {
    const first = await serve();
    await first.api.postSamples('tiny', [{ path: POWER, value: 30 }]);
    const [raised] = await until('the alarm', async () => {
      const items = await first.api.alarms('tiny', { from: 0 });
      return items.length > 0 && items;
    });
    await first.server.close();

    const { api } = await serve({ data: first.data, plants: [first.plant] });
    expect(await api.signal('tiny', POWER)).toMatchObject({ value: 30, quality: 3 | (14 << 2) });
    expect(await api.alarms('tiny')).toEqual([raised]);
    await api.postSamples('tiny', [{ path: POWER, value: 3 }]);
    await until('the end of the alarm', async () => (await api.alarms('tiny')).length === 0);
    expect(await api.signal('tiny', POWER)).toMatchObject({ value: 3, quality: 0 });
    await until('its record', async () => (await api.alarms('tiny', { from: 0 }))[0]?.clearedAt);
    expect(await api.alarms('tiny', { from: 0 })).toEqual([{ ...raised, clearedAt: expect.any(Number) }]);
    expect(await api.alarms('tiny', { at: raised.raisedAt })).toHaveLength(1);
  });

  it('S27 the inputs of an alarm are those of the raise, also after a restart', async () => {
    const first = await serve();
    await first.api.postSamples('tiny', [{ path: POWER, value: 30 }]);
    await until('the alarm', async () => (await first.api.alarms('tiny')).length === 1);
    await first.api.postSamples('tiny', [{ path: POWER, value: 55 }]);
    const inputs = async ({ api }: typeof first, range = {}) =>
      (await api.alarms('tiny', range)).map((a) => a.inputs[0].value);
    expect(await inputs(first)).toEqual([30]);
    await first.server.close();
    const second = await serve({ data: first.data, plants: [first.plant] });
    await second.api.postSamples('tiny', [{ path: POWER, value: 66 }]);
    expect([await inputs(second), await inputs(second, { from: 0 })]).toEqual([[30], [30]]);
  });

  it('S27 an alarm that stood when its twin or its condition was removed is closed with a note', async () => {
    const first = await serve();
    await first.api.postSamples('tiny', [
      { path: POWER, value: 30 },
      { path: 'hall/pump2/motor.power', value: 30 },
    ]);
    await until('the records', async () => (await first.api.alarms('tiny', { from: 0 })).length === 2);
    await first.server.close();
    const restart = async (changed: Record<string, string>) => {
      const plant = await writePlant(changed);
      const { api, server, lines } = await serve({ data: first.data, plants: [plant] });
      const items = await api.alarms('tiny', { from: 0 });
      const standing = await api.alarms('tiny');
      await server.close();
      return {
        standing: standing.map((a) => a.twin),
        notes: items.map((a) => a.note?.en),
        ended: items.map((a) => a.clearedAt !== null),
        lines: lines.join('\n'),
      };
    };
    const twins = 'twins:\n  - { path: hall, name: Hall }\n  - { path: hall/pump1, type: pump }\n';
    const sources = 'sources: { push: { type: http, name: Pushed } }\n';
    const smaller = await restart({ 'twins.yaml': twins, 'sources.yaml': sources });
    expect(smaller).toMatchObject({
      standing: ['hall/pump1/motor'],
      notes: [undefined, 'The twin hall/pump2/motor was taken out of the plant while the alarm stood.'],
      ended: [false, true],
    });
    expect(smaller.lines).toContain('The alarm motor.overload of hall/pump2/motor was closed');
    const motor = 'type: motor\nsignals:\n  power: { unit: kW }\n';
    const quieter = await restart({
      'twins.yaml': twins,
      'sources.yaml': sources,
      'types/motor.yaml': motor,
    });
    expect(quieter).toMatchObject({
      standing: [],
      notes: ['The alarm overload was taken out of the type motor while it stood.', expect.any(String)],
      ended: [true, true],
    });
    expect((await restart({})).standing).toEqual([]);
  });

  it('S8 the state at a past instant is that of the instant', async () => {
    const { api } = await serve();
    await api.postSamples('tiny', [
      { path: POWER, value: 1, time: START },
      { path: POWER, value: 2, time: START + 1000 },
      { path: 'hall/pump1.flow', value: 9, time: START + 2000 },
    ]);
    const state = await api.state('tiny', START + 1500);
    const at = state.paths.indexOf(POWER);
    expect([state.values[at], state.times[at]]).toEqual([2, START + 1000]);
    expect(state.paths).not.toContain('hall/pump1.flow');
    expect((await api.state('tiny')).paths).toContain('hall/pump1.flow');
    expect((await api.plant('tiny')).firstTime).toBeLessThanOrEqual(START);
  });

  it('S8 SQL asks the recorded samples, and its faults are the asker’s', async () => {
    const { api } = await serve();
    await api.postSamples('tiny', [{ path: POWER, value: 7, time: START }]);
    expect(await api.sql('tiny', 'SELECT count(*)::INTEGER AS n FROM samples')).toMatchObject({
      columns: [{ name: 'n' }],
      rows: [[expect.any(Number)]],
    });
    const wrong = await api.sql('tiny', 'SELEKT').catch((error: unknown) => error);
    expect(wrong instanceof ApiError && wrong.status).toBe(422);
  });

  it('S20 a source that cannot start is told, and the plant works without it', async () => {
    const plant = await writePlant({
      'sources.yaml': `sources:
  plc:
    type: opc-ua
    endpoint: "opc.tcp://127.0.0.1:1"
    signals: { "hall/pump2.flow": "ns=2;s=x" }
`,
    });
    const { api } = await serve({ plants: [plant] });
    const [source] = await until('an error', async () => {
      const sources = await api.sources('tiny');
      return sources[0].lastError !== null && sources;
    });
    expect(source).toMatchObject({ name: 'plc', kind: 'opc-ua', signals: 1 });
    expect(source.state).not.toBe('connected');
    expect((await api.postSamples('tiny', [{ path: POWER, value: 1 }])).accepted).toBe(1);
  });

  it('S28 several plants in one server keep to themselves; the same plant twice is refused', async () => {
    const one = await writePlant();
    const other = await writePlant({ 'plant.yaml': 'plant: other\n' });
    const { api } = await serve({ plants: [one, other] });
    expect((await api.plants()).map((p) => p.id)).toEqual(['tiny', 'other']);
    await api.postSamples('other', [{ path: POWER, value: 4 }]);
    expect((await api.signal('other', POWER)).value).toBe(4);
    expect((await api.signal('tiny', POWER)).value).toBeNull();
    await expect(serve({ plants: [one, one] })).rejects.toThrow('Both');
  });
});
