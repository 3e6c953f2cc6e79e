import { quality, STALE } from '@millwright/model';
import { describe, expect, it } from 'vitest';
import { LiveStore } from './store.ts';
import { batchOf, bin, makePlant, num, sig } from './testing/build.ts';

const plantWith = (limit: number, delays = { onDelay: 5000, offDelay: 3000 }) =>
  makePlant(
    {
      bearing: {
        signals: { vibration: { staleAfter: 60_000 }, speed: {} },
        alarms: {
          rough: {
            when: bin('and', bin('>', sig('vibration'), num(limit)), bin('>', sig('speed'), num(0))),
            ...delays,
          },
        },
      },
    },
    { b1: 'bearing', b2: 'bearing' },
  );
const plant = plantWith(7);

function feed(store: LiveStore, now: number, ...samples: Parameters<typeof batchOf>[1][]) {
  store.ingest(batchOf(store.plant, ...samples), now);
  return store.tick(now).alarms.map((a) => [a.change, a.id, a.clearedAt ?? a.raisedAt]);
}

describe('alarms of twins', () => {
  it('L44 are raised and cleared with a fixed id, source times and the values of their inputs', () => {
    const store = new LiveStore(plant);
    feed(store, 1000, ['b1.vibration', 1000, 8], ['b1.speed', 1000, 1]);
    expect(feed(store, 7000, ['b1.vibration', 7000, 9])).toEqual([['raised', 'bearing.rough@b1#1000', 6000]]);
    const [standing] = store.standing();
    expect(standing).toMatchObject({ change: 'raised', since: 1000, raisedAt: 6000 });
    expect(standing.inputs).toEqual([
      { path: 'b1.vibration', value: 8, unit: '1' },
      { path: 'b1.speed', value: 1, unit: '1' },
    ]);
    feed(store, 8000, ['b1.vibration', 8000, 1]);
    expect(feed(store, 11_000, ['b1.vibration', 11_000, 1])).toEqual([
      ['cleared', 'bearing.rough@b1#1000', 11_000],
    ]);
    expect(store.standing()).toEqual([]);
  });

  it('L44 the inputs are those of the raise for as long as it stands, when it clears, and after a restart', () => {
    const vibrations = (transitions: readonly { inputs: { value: number }[] }[]) =>
      transitions.map(({ inputs }) => inputs[0].value);
    const store = new LiveStore(plant);
    feed(store, 0, ['b1.vibration', 0, 8], ['b1.speed', 0, 1], ['b2.vibration', 0, 8], ['b2.speed', 0, 1]);
    feed(store, 3000, ['b1.vibration', 3000, 8.5]);
    // b2: the sample that ends the delay is of later than its end, so it did not raise.
    store.ingest(batchOf(plant, ['b2.vibration', 6000, 12]), 5500);
    expect(vibrations(store.tick(5500).alarms)).toEqual([8, 8.5]);
    feed(store, 7000, ['b1.vibration', 7000, 9], ['b2.vibration', 7000, 9]);
    expect(vibrations(store.standing())).toEqual([8.5, 8]);
    const restarted = new LiveStore(plant);
    restarted.restore(store.standing());
    expect(restarted.standing()).toEqual(store.standing());
    for (const one of [store, restarted]) {
      one.swap(plantWith(10));
      const end = ['b1.vibration', 8000, 1] as const;
      feed(one, 8000, [...end], ['b1.speed', 8000, 1]);
      one.ingest(batchOf(plant, ['b1.vibration', 12_000, 1]), 12_000);
      expect(vibrations(one.tick(12_000).alarms.filter((a) => a.twin.path === 'b1'))).toEqual([8.5]);
    }
  });

  it('L47 a standing alarm of a renamed twin keeps its id', () => {
    const first = new LiveStore(plant);
    feed(first, 0, ['b1.vibration', 0, 8], ['b1.speed', 0, 1]);
    feed(first, 9000);
    const [standing] = first.standing();
    const store = new LiveStore(plant);
    store.restore([{ ...standing, twin: plant.twin('b2') ?? standing.twin }]);
    feed(store, 20_000, ['b2.vibration', 20_000, 1], ['b2.speed', 20_000, 1]);
    expect(feed(store, 24_000)).toEqual([['cleared', 'bearing.rough@b1#0', 23_000]]);
  });

  it('L45 a delay ends by the clock while the inputs are usable, whatever the source clock says', () => {
    const store = new LiveStore(plant);
    const past = -1_000_000;
    feed(store, 50_000, ['b1.vibration', past, 8], ['b1.speed', past, 1]);
    expect(feed(store, 54_999)).toEqual([]);
    expect(feed(store, 55_000)).toEqual([['raised', `bearing.rough@b1#${past}`, past + 5000]]);
    expect(feed(store, 60_000, ['b1.vibration', past + 9000, 8])).toEqual([]);
  });

  it('L45 a delay does not end by the clock once an input is stale', () => {
    const store = new LiveStore(plantWith(7, { onDelay: 61_000, offDelay: 0 }));
    feed(store, 0, ['b1.vibration', 0, 8], ['b1.speed', 0, 1]);
    expect(feed(store, 200_000)).toEqual([]);
    expect(feed(store, 200_100, ['b1.vibration', 200_000, 8])).toEqual([]);
    expect(store.standing()).toEqual([]);
  });

  it('L46 two samples of one instant count together, in one batch or in two', () => {
    for (const cut of [false, true]) {
      const store = new LiveStore(plant);
      feed(store, 0, ['b1.vibration', 0, 8], ['b1.speed', 0, 1]);
      if (cut) {
        feed(store, 3000, ['b1.speed', 3000, 0]);
        feed(store, 3000, ['b1.speed', 3000, 1]);
      } else feed(store, 3000, ['b1.speed', 3000, 0], ['b1.speed', 3000, 1]);
      expect(feed(store, 5000, ['b1.speed', 5000, 1])).toEqual([['raised', 'bearing.rough@b1#0', 5000]]);
    }
  });

  it('L42 a gap neither raises nor clears', () => {
    const store = new LiveStore(plant);
    feed(store, 0, ['b1.vibration', 0, 8], ['b1.speed', 0, 1]);
    feed(store, 6000, ['b1.vibration', 6000, 8]);
    expect(feed(store, 7000, ['b1.vibration', 7000, Number.NaN, quality(STALE, 'not-connected')])).toEqual(
      [],
    );
    expect(feed(store, 99_000)).toEqual([]);
    expect(store.standing()).toHaveLength(1);
  });

  it('L47 what stood when the plant was left stands again, and clears under its old id', () => {
    const first = new LiveStore(plant);
    feed(first, 0, ['b1.vibration', 0, 8], ['b1.speed', 0, 1]);
    feed(first, 9000, ['b1.vibration', 9000, 8]);
    const store = new LiveStore(plant);
    expect(store.restore(first.standing())).toEqual([]);
    expect(store.standing().map((a) => a.id)).toEqual(['bearing.rough@b1#0']);
    feed(store, 20_000, ['b1.vibration', 20_000, 1], ['b1.speed', 20_000, 1]);
    expect(feed(store, 24_000)).toEqual([['cleared', 'bearing.rough@b1#0', 23_000]]);
    const smaller = makePlant({ other: { signals: { x: {} } } }, { x: 'other' });
    expect(new LiveStore(smaller).restore(first.standing())).toHaveLength(1);
  });

  it('L48 a changed limit keeps a standing alarm, which then follows the new limit', () => {
    const store = new LiveStore(plant);
    feed(store, 0, ['b1.vibration', 0, 8], ['b1.speed', 0, 1]);
    feed(store, 6000, ['b1.vibration', 6000, 8]);
    store.swap(plantWith(10));
    expect(store.standing()).toHaveLength(1);
    feed(store, 7000, ['b1.vibration', 7000, 8]);
    expect(feed(store, 10_000)).toEqual([['cleared', 'bearing.rough@b1#0', 10_000]]);
  });
});
