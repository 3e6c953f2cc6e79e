import { join } from 'node:path';
import { Historian } from '@millwright/historian';
import { BatchBuilder, loadPlant } from '@millwright/model';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writePlant } from '../testing/plant.ts';
import { serve } from '../testing/serve.ts';
import { until } from '../testing/until.ts';

const MOTOR = `type: motor
signals:
  power: { unit: kW, range: [0, 100] }
  energy: { unit: kW.h, formula: "integral(power)" }
  mean: { unit: kW, formula: "mean(power, 10 min)" }
`;
const POWER = 'hall/pump1/motor.power';
const START = Date.now() - 3_600_000;
const STALE_NOT_CONNECTED = 3 | (2 << 2);

describe('after a restart', () => {
  it('S27 integrals and windows go on', async () => {
    const plant = await writePlant({ 'types/motor.yaml': MOTOR });
    const first = await serve({ plants: [plant] });
    const value = async ({ api }: Pick<typeof first, 'api'>, name: string) =>
      (await api.signal('tiny', `hall/pump1/motor.${name}`)).value;
    const push = async ({ api }: Pick<typeof first, 'api'>, minute: number, kW: number) =>
      api.postSamples('tiny', [{ path: POWER, value: kW, time: START + minute * 60_000 }]);
    for (let minute = 0; minute <= 30; minute++) await push(first, minute, 12);
    await until('the energy', async () => Math.abs(((await value(first, 'energy')) ?? 0) - 6) < 1e-9);
    await first.server.close();

    const second = await serve({ data: first.data, plants: [plant] });
    expect(await value(second, 'energy')).toBeCloseTo(6, 9);
    await push(second, 35, 0);
    await until('the energy', async () => ((await value(second, 'energy')) ?? 0) > 6.5);
    expect(await value(second, 'energy')).toBeCloseTo(7, 9);
    expect(await value(second, 'mean')).toBeCloseTo(12, 9);
  });

  it('S27 what a killed process left without an end is a gap from its last sample on, and the value stays', async () => {
    const folder = await writePlant();
    const data = await temporaryFolder();
    const { plant } = await loadPlant(folder, {});
    if (plant === undefined) throw new Error('no plant');
    const historian = await Historian.open({ folder: join(data, 'tiny', 'history'), plant });
    const batch = new BatchBuilder();
    batch.push(plant.signalId('hall/pump2.flow') ?? -1, START, 25, 0);
    batch.push(plant.signalId(POWER) ?? -1, START, 8, 0);
    await historian.append(batch.take());
    await historian.close();

    for (const round of ['first', 'second']) {
      const { api, server } = await serve({ data, plants: [folder] });
      const range = { from: START, to: START + 1000 };
      expect(await api.samples('tiny', 'hall/pump2.flow', range), round).toMatchObject({
        times: [START, START + 1],
        values: [25, null],
        quality: [0, STALE_NOT_CONNECTED],
      });
      expect(await api.samples('tiny', POWER, range)).toMatchObject({ times: [START], quality: [0] });
      expect(await api.signal('tiny', 'hall/pump2.flow')).toMatchObject({ value: 25, time: START });
      await server.close();
    }
  });
});
