import { BAD, quality, UNCERTAIN } from '@millwright/model';
import { expect, it } from 'vitest';
import { recorder, testDefinition, testPlant } from './conformance-plant.ts';
import { SignalFeed } from './feed.ts';
import { SourceStatistics } from './statistics.ts';

const NOW = Date.UTC(2026, 5, 1);

function open() {
  const plant = testPlant({ a: { range: [0, 100] }, b: {} });
  const seen = recorder(plant, '/nowhere', () => NOW);
  const statistics = new SourceStatistics(() => NOW, 'test');
  const definition = testDefinition(plant, 'test', {}, { a: { address: 'x', scale: 2, offset: 1 }, b: 'y' });
  return { seen, statistics, feed: new SignalFeed(definition, seen.context, statistics) };
}

it('C2 scale and offset come before range; NaN and infinities are bad, without a value', () => {
  const { feed, seen } = open();
  feed.add(0, NOW, 10);
  feed.add(0, NOW, 50);
  feed.add(0, NOW, Number.NEGATIVE_INFINITY);
  feed.add(0, NOW, Number.NaN, quality(BAD, 'device-failure'));
  feed.flush();
  expect(seen.samples.map(({ value, quality: text }) => [value, text])).toEqual([
    [21, 'good'],
    [101, 'uncertain out-of-range'],
    [Number.NaN, 'bad not-a-number'],
    [Number.NaN, 'bad device-failure'],
  ]);
});

it('C2 what the source says outranks what the checks find', () => {
  const { feed, seen } = open();
  feed.add(0, 0, 500, quality(UNCERTAIN, 'substituted'));
  feed.flush();
  expect(seen.samples).toEqual([{ signal: 'a', time: NOW, value: 1_001, quality: 'uncertain substituted' }]);
});

it('C3 no time means arrival time without complaint, a wrong time is told', () => {
  const { feed, seen, statistics } = open();
  feed.add(1, Number.NaN, 1);
  expect(statistics.status().lastError).toBeNull();
  feed.add(1, 0, 2);
  feed.flush();
  expect(seen.samples.map((one) => [one.time, one.quality])).toEqual([
    [NOW, 'good'],
    [NOW, 'uncertain clock'],
  ]);
  expect(statistics.status().lastError?.message).toMatch(/unit\.b: source time 1970-01-01.*Set the clock/);
});

it('C4 one gap per loss, only for signals that had a value, never before their newest sample', () => {
  const { feed, seen } = open();
  feed.gapAll(NOW);
  feed.add(0, NOW + 3_600_000, 5);
  feed.gapAll(NOW);
  feed.gapAll(NOW + 1);
  expect(seen.samples.map((one) => [one.signal, one.time, one.quality])).toEqual([
    ['a', NOW + 3_600_000, 'good'],
    ['a', NOW + 3_600_000, 'stale not-connected'],
  ]);
  feed.skew = 7_200_000;
  feed.add(0, NOW + 3_700_000, 6);
  feed.gapAll(NOW);
  expect(seen.samples.at(-1)?.time).toBe(NOW + 7_200_000);
});

it('C4 a late sample does not end a gap', () => {
  const { feed } = open();
  feed.add(0, NOW, 5);
  feed.gapAll(NOW + 10);
  feed.add(0, NOW + 5, 6);
  expect(feed.gapTime(0)).toBe(NOW + 10);
  feed.add(0, NOW + 20, 6);
  expect(feed.gapTime(0)).toBeNaN();
});

it('C5 samples count, gaps do not, wrong values are rejected and told once per signal', () => {
  const { feed, statistics } = open();
  statistics.setState('connected');
  feed.add(0, NOW, 5);
  feed.addRaw(1, NOW, '7');
  feed.addRaw(1, NOW, { no: 'number' });
  const first = statistics.status().lastError;
  statistics.error('something else');
  feed.addRaw(1, NOW, [1, 2]);
  feed.gapAll(NOW);
  const status = statistics.status();
  expect(first?.message).toBe('unit.b: an object is no number or known state');
  expect(status.lastError?.message).toBe('something else');
  expect(status).toMatchObject({ samplesTotal: 4, rejectedTotal: 2, signals: 2, state: 'degraded' });
});

it('C6 a flood is delivered in pieces', () => {
  const plant = testPlant({ a: {} });
  const sizes: number[] = [];
  const { context } = recorder(plant, '/nowhere', () => NOW);
  const statistics = new SourceStatistics(() => NOW, 'test');
  const feed = new SignalFeed(
    testDefinition(plant, 'test', {}, { a: 'x' }),
    { ...context, deliver: (batch) => void sizes.push(batch.length) },
    statistics,
  );
  for (let i = 0; i < 150_000; i++) feed.add(0, NOW + i / 10, i);
  feed.flush();
  expect(sizes).toEqual([65_536, 65_536, 18_928]);
});
