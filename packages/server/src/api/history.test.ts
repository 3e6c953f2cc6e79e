import { HistorianError } from '@millwright/historian';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signalStatistics } from '../runtime/signal-statistics.ts';
import { serve } from '../testing/serve.ts';
import { StatisticsAnswer } from './schemas.ts';
import { allocateStates, readStates } from './state-frames.ts';

const T0 = Date.UTC(2025, 4, 1, 10);
const PUMP = 'hall/pump2/motor.power';

async function filled() {
  const served = await serve();
  await served.api.postSamples(
    'tiny',
    [0, 10, 20, 30].map((s) => ({ path: 'hall/pump1/motor.power', time: T0 + s * 1000, value: s })),
  );
  await served.api.postSamples('tiny', [{ path: PUMP, time: T0 + 5000, value: 7.5 }]);
  return served;
}

describe('the past', () => {
  it('S41 states come as a frame of the first state and the changes, in the order of twins and their types', async () => {
    const { api } = await filled();
    const order: string[] = [];
    const types = new Map((await api.types('tiny')).map((type) => [type.name, type]));
    for (const twin of await api.twins('tiny')) {
      for (const signal of types.get(twin.type ?? '')?.signals ?? [])
        order.push(`${twin.path}.${signal.name}`);
    }
    const frame = await api.states('tiny', { from: T0 + 1000, step: 10_000, count: 4 });
    expect(frame.signals).toBe(order.length);
    const told = Array.from(frame.index, (at, i) => [order[at], frame.value[i], frame.age[i]]);
    const power = told.filter(([path]) => String(path).endsWith('.power'));
    expect(power.slice(0, 1)).toEqual([['hall/pump1/motor.power', 0, 1000]]);
    expect(new Map(power.map(([path, value, age]) => [`${path} ${value}`, age]))).toEqual(
      new Map([
        ['hall/pump1/motor.power 0', 1000],
        [`${PUMP} 7.5`, 6000],
        ['hall/pump1/motor.power 10', 1000],
        ['hall/pump1/motor.power 20', 1000],
        ['hall/pump1/motor.power 30', 1000],
      ]),
    );
    for (const state of [0, 1, 2, 3]) {
      const { values, paths } = await api.state('tiny', frame.from + state * frame.step);
      expect(values[paths.indexOf('hall/pump1/motor.power')]).toBe(state * 10);
    }
  });

  it('S41 a frame read back is what was written; other bytes are refused', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 6 }), (counts) => {
        const changes = counts.reduce((sum, n) => sum + n, 0);
        const frame = allocateStates(9, T0, 250, counts.length, changes);
        frame.counts.set(counts);
        frame.value.fill(1.5);
        const { bytes, ...rest } = frame;
        expect(readStates(bytes.buffer)).toEqual(rest);
        if (changes > 0) expect(() => readStates(bytes.slice(0, -1).buffer)).toThrow(RangeError);
      }),
    );
    expect(() => readStates(new ArrayBuffer(4))).toThrow('not a states frame');
    const wrong = allocateStates(1, 0, 1, 2, 1);
    expect(() => readStates(wrong.bytes.buffer)).toThrow('counts 0 changes but has 1');
  });

  it('S41 wrong instants are refused with their place', async () => {
    const { get } = await serve();
    for (const query of [
      'from=0',
      'from=0&step=0',
      'from=0&step=1000&count=1001',
      'from=0&step=1000&count=x',
    ]) {
      const response = await get(`/api/v1/plants/tiny/states?${query}`);
      expect(response.status, query).toBe(400);
    }
  });

  it('S42 statistics are weighted by time and say how long a limit was passed', async () => {
    const { api } = await filled();
    const answer = await api.statistics('tiny', 'hall/pump1/motor.power', {
      from: T0,
      to: T0 + 40_000,
      limits: [9.5],
    });
    StatisticsAnswer.strict().parse(answer);
    expect(answer).toMatchObject({ exact: true, samples: 4, min: 0, max: 30, unit: 'kW' });
    expect(answer.mean).toBeCloseTo(15);
    expect(answer.deviation).toBeCloseTo(Math.sqrt(125));
    expect(answer.seconds).toBeCloseTo(40);
    expect(answer.limits).toEqual([{ value: 9.5, above: 30, below: 10 }]);
    const inside = await api.statistics('tiny', 'hall/pump1/motor.power', {
      from: T0 + 15_000,
      to: T0 + 25_000,
    });
    expect(inside.mean).toBeCloseTo(15);
    const none = await api.statistics('tiny', PUMP, { from: T0 - 9000, to: T0 });
    expect(none).toMatchObject({ samples: 0, seconds: 0, min: null, mean: null, deviation: null });
  });

  it('S42 a gap and a stale sample count for nothing; too many samples come as buckets and say so', async () => {
    const base = { id: 0, path: 'a.b', unit: '1', from: 0, to: 10_000, limits: [5] };
    const series = {
      times: Float64Array.from([0, 2000, 4000]),
      values: Float64Array.from([10, Number.NaN, 20]),
      quality: Uint8Array.from([0, 3, 0]),
    };
    const never = () => Promise.reject(new Error('not asked'));
    const exact = await signalStatistics(
      { raw: async () => series, sampleAt: async () => undefined, buckets: never },
      { ...base, stale: 3000 },
    );
    expect(exact).toMatchObject({ seconds: 5, mean: 16, min: 10, max: 20 });
    const rough = await signalStatistics(
      {
        raw: () => Promise.reject(new HistorianError('limit', 'too many')),
        sampleAt: async () => undefined,
        buckets: async () => ({
          times: Float64Array.from([0, 5000]),
          width: 5000,
          min: Float64Array.from([0, 6]),
          max: Float64Array.from([10, 8]),
          mean: Float64Array.from([5, 7]),
          count: Float64Array.from([9, 9]),
        }),
      },
      { ...base, stale: Number.POSITIVE_INFINITY },
    );
    expect(rough).toMatchObject({ exact: false, samples: 18, seconds: 10, mean: 6, min: 0, max: 10 });
    expect(rough.limits).toEqual([{ value: 5, above: 7.5, below: 2.5 }]);
  });

  it('S9 the sample before a range comes in front where it is asked for', async () => {
    const { api } = await filled();
    const range = { from: T0 + 15_000, to: T0 + 25_000 };
    const path = 'hall/pump1/motor.power';
    expect((await api.samples('tiny', path, range)).times).toEqual([T0 + 20_000]);
    expect((await api.samples('tiny', path, { ...range, lead: true })).times).toEqual([
      T0 + 10_000,
      T0 + 20_000,
    ]);
    const whole = await api.samples('tiny', path, { from: T0, to: T0 + 5000, lead: true });
    expect(whole.times).toEqual([T0]);
  });

  it('S25 an export can be of some signals only', async () => {
    const { api, get } = await filled();
    const range = { from: T0, to: T0 + 60_000, format: 'csv' as const };
    const text = await (await api.exportData('tiny', { ...range, signals: [PUMP] })).text();
    expect(text).toContain(PUMP);
    expect(text).not.toContain('hall/pump1');
    const wrong = await get('/api/v1/plants/tiny/export?signals=hall/pump1/motor.powr');
    expect(wrong.status).toBe(404);
  });
});
