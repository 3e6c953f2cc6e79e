import { expect, it } from 'vitest';
import { SourceStatistics } from './statistics.ts';

it('C5 the rate is the mean of the last ten full seconds', () => {
  let now = 1_000_000;
  const statistics = new SourceStatistics(() => now, 'x');
  for (let second = 0; second < 30; second++) {
    now = 1_000_000 + second * 1_000;
    statistics.accepted(50);
  }
  now += 1_000;
  expect(statistics.status().samplesPerSecond).toBe(50);
  now += 5_000;
  expect(statistics.status().samplesPerSecond).toBe(25);
  now += 60_000;
  expect(statistics.status().samplesPerSecond).toBe(0);
});

it('C5 `since` moves only with the state; errors are cut', () => {
  let now = 1;
  const statistics = new SourceStatistics(() => now, 'x');
  now = 5;
  statistics.setState('connecting');
  now = 9;
  statistics.setState('connecting');
  statistics.error('e'.repeat(5_000));
  const status = statistics.status();
  expect(status.since).toBe(5);
  expect(status.lastError?.at).toBe(9);
  expect(status.lastError?.message).toHaveLength(2_001);
});
