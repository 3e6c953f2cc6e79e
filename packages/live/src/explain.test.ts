import { loadPlantFromDocuments, type Plant, quality, type Series } from '@millwright/model';
import { describe, expect, it } from 'vitest';
import { computeBack } from './compute-back.ts';
import { type ExplainNode, explain } from './explain.ts';
import { LiveStore } from './store.ts';
import { batchOf } from './testing/build.ts';

const TYPES = `type: motor
signals:
  current: { unit: A }
---`;

function plantOf(): Plant {
  const { plant, faults } = loadPlantFromDocuments([
    { file: 'plant.yaml', text: 'plant: test\nname: Test\n' },
    { file: 'types/motor.yaml', text: TYPES.replace('---', '') },
    {
      file: 'types/pump.yaml',
      text: `type: pump
parameters:
  rated: { unit: L/min, default: 600 }
parts:
  motor: { type: motor }
signals:
  flow: { unit: L/s, stale: 1 h }
  share: { unit: "%", formula: "mean(flow, 10 s) / rated" }
  jump: { unit: L/s, formula: "if(motor.current > 5 A, delta(flow), 0 L/s)" }
  volume: { unit: L, formula: "integral(flow)" }
`,
    },
    { file: 'twins.yaml', text: 'twins:\n  - { path: p1, type: pump }\n  - { path: p2, type: pump }\n' },
  ]);
  if (plant === undefined) throw new Error(JSON.stringify(faults));
  return plant;
}

const plant = plantOf();
const id = (path: string) => plant.signalId(path) ?? -1;

class Recorded {
  readonly samples = new Map<number, [number, number, number][]>();
  reads = 0;

  add(path: string, ...list: [number, number, number?][]): this {
    this.samples.set(
      id(path),
      list.map(([time, value, byte = 0]) => [time * 1000, value, byte]),
    );
    return this;
  }

  async series(signal: number, from: number, to: number): Promise<Series> {
    this.reads++;
    const all = this.samples.get(signal) ?? [];
    const first = all.findLastIndex(([time]) => time <= from);
    const list = all.filter(([time], i) => (i === first || time >= from) && time <= to);
    return {
      times: Float64Array.from(list, (s) => s[0]),
      values: Float64Array.from(list, (s) => s[1]),
      quality: Uint8Array.from(list, (s) => s[2]),
    };
  }
}

const flow = Array.from({ length: 60 }, (_, i): [number, number] => [i, i < 30 ? 4 : 6]);
const history = () =>
  new Recorded()
    .add('p1.flow', ...flow)
    .add('p1/motor.current', [0, 2], [40, 7], [50, 1, quality(2, 'source')]);

const find = (node: ExplainNode, text: string): ExplainNode | undefined =>
  node.text === text ? node : node.children.map((c) => find(c, text)).find((n) => n !== undefined);

describe('explain', () => {
  it('L50 shows every part of the formula as written, with its value in its unit', async () => {
    const root = await explain(plant, id('p1.share'), 35_000, history());
    expect(root).toMatchObject({
      text: 'p1.share',
      value: 50,
      unit: '%',
      time: 35_000,
      signal: 'p1.share',
      quality: 0,
    });
    expect(root.formula).toBe('mean(flow, 10 s) / rated');
    expect(find(root, 'mean(flow, 10 s)')).toMatchObject({ value: 5, unit: 'L/s' });
    expect(find(root, 'flow')).toMatchObject({ value: 6, signal: 'p1.flow', time: 35_000 });
    expect(find(root, 'rated')).toMatchObject({ value: 600, unit: 'L/min' });
  });

  it('L51 reads back one sample more for each delta, and takes the quality of what was used', async () => {
    const at40 = await explain(plant, id('p1.jump'), 40_000, history().add('p1.flow', [5, 1], [39, 4]));
    expect(at40).toMatchObject({ value: 3, quality: 0 });
    const at50 = await explain(plant, id('p1.jump'), 50_000, history());
    expect(at50).toMatchObject({ value: null, quality: quality(2, 'input') });
    expect(find(at50, 'motor.current')).toMatchObject({ signal: 'p1/motor.current', value: null });
  });

  it('L52 an integral goes on from its recorded value', async () => {
    const recorded = history()
      .add('p1.volume', [0, 0], [10, 1000])
      .add('p1.flow', [0, 1], [10, 2], [3700, 5]);
    const root = await explain(plant, id('p1.volume'), 3_700_000, recorded);
    expect(root.value).toBe(1000 + 2 * 3600);
  });

  it('L50 a measured signal is its newest sample; without one there is nothing', async () => {
    expect(await explain(plant, id('p1.flow'), 31_500, history())).toMatchObject({ value: 6, time: 31_000 });
    expect(await explain(plant, id('p2.flow'), 31_500, history())).toMatchObject({ value: null, time: null });
    expect(await explain(plant, id('p2.share'), 31_500, history())).toMatchObject({
      value: null,
      time: null,
    });
  });
});

describe('computing back', () => {
  it('L53 gives what the present gave', async () => {
    const store = new LiveStore(plant);
    const live: [string, number, number, number][] = [];
    for (const [path, list] of [...history().samples].map(
      ([i, list]) => [plant.signalAt(i).path, list] as const,
    )) {
      for (const [time, value, byte] of list) store.ingest(batchOf(plant, [path, time, value, byte]), time);
    }
    const { derived } = store.tick(0);
    for (let i = 0; i < derived.length; i++) {
      const { path } = plant.signalAt(derived.signals[i]);
      live.push([path, derived.times[i], derived.values[i], derived.quality[i]]);
    }
    const back: [string, number, number, number][] = [];
    const type = plant.type('pump');
    if (type === undefined) throw new Error('no pump');
    for (const name of ['share', 'jump', 'volume']) {
      const count = await computeBack(plant, type, name, 0, 60_000, history(), (batch) => {
        for (let i = 0; i < batch.length; i++) {
          const { path } = plant.signalAt(batch.signals[i]);
          back.push([path, batch.times[i], batch.values[i], batch.quality[i]]);
        }
      });
      expect(count).toBe(back.filter(([path]) => path.endsWith(`.${name}`)).length);
    }
    const byTime = (a: (typeof live)[0], b: (typeof live)[0]) => a[0].localeCompare(b[0]) || a[1] - b[1];
    expect(back.sort(byTime)).toEqual(live.sort(byTime));
  });

  it('L54 fills windows from before, gives only samples of the range, and passes empty time quickly', async () => {
    const type = plant.type('pump');
    if (type === undefined) throw new Error('no pump');
    const got: number[] = [];
    const recorded = history();
    await computeBack(plant, type, 'share', 35_000, 36_000, recorded, (batch) => {
      got.push(...batch.values.subarray(0, batch.length));
    });
    expect(got).toEqual([50, 52]);
    await computeBack(plant, type, 'share', -1e13, 0, recorded, () => {});
    expect(recorded.reads).toBeLessThan(200);
  });

  it('L54 says that only formulas can be computed back', async () => {
    const type = plant.type('pump');
    if (type === undefined) throw new Error('no pump');
    await expect(computeBack(plant, type, 'flow', 0, 1, history(), () => {})).rejects.toThrow(
      /no derived signal flow/,
    );
  });
});
