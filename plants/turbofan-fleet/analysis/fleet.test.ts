import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LiveStore } from '@millwright/live';
import { BatchBuilder, formatFault, GOOD, loadPlant, type Plant, quality } from '@millwright/model';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLUMNS, type Engine, enginesOf, readSet } from './cmapss.ts';
import { formulaOf, twinsDocument } from './documents.ts';
import { assess, CAP, features, fit, predict, SENSORS, smooth } from './fit.ts';

const FOLDER = fileURLToPath(new URL('..', import.meta.url));
const DATA = fileURLToPath(new URL('../../../../shared/data/cmapss', import.meta.url));
const present = existsSync(DATA);
const named = (title: string) =>
  present ? title : `${title}: the C-MAPSS files are not beside this project (../shared/data/cmapss)`;

let plant: Plant;
beforeAll(async () => {
  const result = await loadPlant(FOLDER, { environment: {} });
  expect(result.faults.map(formatFault)).toEqual([]);
  if (result.plant === undefined) throw new Error('the plant did not load');
  plant = result.plant;
});

/** An engine whose sensors drift away from their means in the direction that costs life. */
function wearing(cycles: number): Engine {
  const rows = Array.from({ length: cycles }, (_, i) =>
    COLUMNS.map((column) => {
      if (column === 'unit') return 1;
      if (column === 'cycle') return i + 1;
      if (column === 't2') return 518.67;
      if (column === 'p2') return 14.62;
      return (
        100 +
        COLUMNS.indexOf(column) +
        i * 0.01 * COLUMNS.indexOf(column) +
        Math.sin(i * (1 + COLUMNS.indexOf(column)))
      );
    }),
  );
  return { unit: 1, rows };
}

describe('documents', () => {
  it('P11 load without a fault: a hundred engines, 24 columns each, texts in both languages', () => {
    const type = plant.type('engine');
    expect(type?.rows).toBe(100);
    expect([...plant.sources[0].mappings].length).toBe(2500);
    for (const signal of type?.signals ?? []) expect(signal.label.zh, signal.name).toBeTruthy();
    for (const alarm of type?.alarms ?? []) expect(alarm.respond?.zh, alarm.name).toBeTruthy();
  });

  it('P11 the engines stand where the generator puts them', () => {
    for (const line of twinsDocument().matchAll(/path: (fleet\/engine\d+),.*at: \[(.+), 0, (.+)\]/g)) {
      expect(plant.twin(line[1])?.place.at).toEqual([Number(line[2]), 0, Number(line[3])]);
    }
    expect(plant.twin('fleet/engine1')?.place.at).toEqual([-31.5, 0, -31.5]);
  });

  it('P11 every column of the files but the engine number is a signal', () => {
    const type = plant.type('engine');
    for (const column of COLUMNS) if (column !== 'unit') expect(type?.signal(column), column).toBeDefined();
  });
});

describe('health', () => {
  it('P12 smoothing is a first-order lag: 63 % of a step after one time constant', () => {
    const step = smooth([0, ...new Array<number>(10).fill(1)], 5);
    expect(step[0]).toBe(0);
    expect(step[6]).toBeCloseTo(1 - Math.exp(-1), 9);
  });

  it('P12 rows that are not 26 numbers are refused with their line', () => {
    expect(() => enginesOf(`${new Array(26).fill(1).join(' ')}\n1 2 3\n`)).toThrow(
      /line 2: 3 columns, expected 26/,
    );
    expect(() => readSet(FOLDER, 'train_FD009.txt')).toThrow(/give the folder of the C-MAPSS files/);
  });

  it('P12 a fit recovers life that depends on the sensors, and never leaves 0 to 125 cycles', () => {
    const engine = wearing(150);
    const model = fit([engine]);
    const predictions = features(engine).map((row) => predict(model, row));
    expect(Math.min(...predictions)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...predictions)).toBeLessThanOrEqual(CAP);
    expect(predictions[20]).toBeGreaterThan(predictions[140] + 60);
  });

  it.skipIf(!present)(
    named('P12 the formula of the plant is the one the data give, and its errors are those in the README'),
    () => {
      const train = enginesOf(readSet(DATA, 'train_FD001.txt'));
      const test = enginesOf(readSet(DATA, 'test_FD001.txt'));
      const truth = readSet(DATA, 'RUL_FD001.txt').trim().split(/\s+/).map(Number);
      const model = fit(train);
      const numbers = (text: string) => (text.match(/\d+\.?\d*/g) ?? []).map(Number);
      const written = plant.type('engine')?.signal('predictedLife')?.formula?.text ?? '';
      expect(numbers(written)).toEqual(numbers(formulaOf(model)));
      const found = assess(model, train, test, truth);
      const readme = readFileSync(`${FOLDER}README.md`, 'utf8');
      for (const { rmse } of [found.train, found.test, found.testCapped])
        expect(readme).toContain(rmse.toFixed(1));
    },
  );

  it.skipIf(!present)(
    named(
      'P13 replayed through the platform, health falls to the end, and the alarm comes before the failure',
    ),
    () => {
      const engines = enginesOf(readSet(DATA, 'train_FD001.txt')).slice(0, 10);
      const store = new LiveStore(plant);
      const good = quality(GOOD);
      const start = 1_800_000_000_000;
      const warned = new Map<string, number>();
      const model = fit(enginesOf(readSet(DATA, 'train_FD001.txt')));
      const longest = Math.max(...engines.map(({ rows }) => rows.length));
      for (let cycle = 0; cycle < longest; cycle++) {
        const now = start + cycle * 1000;
        const batch = new BatchBuilder(512);
        for (const { unit, rows } of engines) {
          if (cycle >= rows.length) continue;
          COLUMNS.forEach((column, c) => {
            const id = plant.signalId(`fleet/engine${unit}.${column}`);
            if (id !== undefined) batch.push(id, now, rows[cycle][c], good);
          });
        }
        store.ingest(batch.take(), now);
        for (const { twin, alarm, change } of store.tick(now).alarms) {
          if (change === 'raised' && alarm.name === 'life-short' && !warned.has(twin.path))
            warned.set(twin.path, cycle);
        }
        for (const engine of engines) {
          if (cycle !== engine.rows.length - 1) continue;
          const life = store.values[plant.signalId(`fleet/engine${engine.unit}.predictedLife`) ?? -1];
          expect(Math.abs(life - predict(model, features(engine)[cycle]))).toBeLessThan(0.2);
          const margin = cycle - (warned.get(`fleet/engine${engine.unit}`) ?? Number.POSITIVE_INFINITY);
          expect(margin, `engine ${engine.unit}`).toBeGreaterThan(0);
          expect(margin, `engine ${engine.unit}`).toBeLessThan(100);
        }
      }
      expect(SENSORS.length).toBe(13);
    },
  );
});
