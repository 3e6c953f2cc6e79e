import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LiveStore } from '@millwright/live';
import { BatchBuilder, formatFault, GOOD, loadPlant, type Plant, quality } from '@millwright/model';
import { beforeAll, describe, expect, it } from 'vitest';
import { faultCommand } from './line/faults.ts';
import { Mill, STEP } from './line/mill.ts';
import { outputsOf } from './outputs.ts';
import { Publisher } from './publisher.ts';
import { engineeringUnits } from './servers/units.ts';

const FOLDER = fileURLToPath(new URL('..', import.meta.url));
const START = 1_800_000_000_000;
const TICK_STEPS = 4;

let plant: Plant;
beforeAll(async () => {
  const result = await loadPlant(FOLDER, { environment: {} });
  expect(result.faults.map(formatFault)).toEqual([]);
  if (result.plant === undefined) throw new Error('the plant did not load');
  plant = result.plant;
});

/** Runs the emulated mill through the platform's formulas and alarms; returns what was raised and cleared. */
function runThrough(
  store: LiveStore,
  seconds: number,
  events: { at: number; command: Parameters<Mill['fault']>[0] }[] = [],
  slower: { at: number; speed: number } | undefined = undefined,
) {
  const mill = new Mill();
  const outputs = outputsOf(mill);
  const publisher = new Publisher(outputs, 38);
  const ids = outputs.map(({ twin, signal }) => plant.signalId(`${twin}.${signal}`) ?? -1);
  const good = quality(GOOD);
  const transitions: string[] = [];
  let firstRaise = Number.POSITIVE_INFINITY;
  for (let step = 1; step <= seconds / STEP; step++) {
    for (const { at, command } of events) if (Math.round(at / STEP) === step) mill.fault(command);
    if (slower !== undefined && Math.round(slower.at / STEP) === step) mill.runSpeed = slower.speed / 60;
    mill.step();
    if (step % TICK_STEPS !== 0) continue;
    const now = START + step * STEP * 1000;
    const batch = new BatchBuilder(256);
    publisher.publish(step * STEP * 1000, now, (index, values, count, time) => {
      for (let i = 0; i < count; i++) batch.push(ids[index[i]], time, values[i], good);
    });
    store.ingest(batch.take(), now);
    for (const { change, twin, alarm } of store.tick(now).alarms) {
      transitions.push(`${change} ${twin.path} ${alarm.name}`);
      if (change === 'raised') firstRaise = Math.min(firstRaise, mill.time);
    }
  }
  return { transitions, firstRaise };
}

describe('documents', () => {
  it('P1 load without a fault or warning, and every text is there in English and Chinese', () => {
    for (const type of plant.types) {
      const labels = [
        type.label,
        ...type.signals.map((signal) => signal.label),
        ...type.alarms.flatMap(({ label, respond, rationalisation: why }) => [
          label,
          respond,
          why?.cause,
          why?.consequence,
        ]),
        ...type.parameters.map((parameter) => parameter.label),
      ];
      for (const label of labels) expect(label?.zh, `${type.name}: ${label?.en}`).toBeTruthy();
    }
    const { plans, routes, procedures, shifts, positions } = plant.work;
    const checks = routes.flatMap(({ stops }) => stops.flatMap((stop) => stop.checks));
    const steps = procedures.flatMap((procedure) => procedure.steps);
    const options = [...checks, ...steps.flatMap(({ check }) => check ?? [])].flatMap(
      (one) => one.options ?? [],
    );
    for (const { label } of [
      ...plans,
      ...routes,
      ...procedures,
      ...shifts,
      ...positions,
      ...checks,
      ...steps,
      ...options,
    ])
      expect(label.zh, label.en).toBeTruthy();
    for (const { picture } of steps)
      if (picture !== undefined) expect(existsSync(join(FOLDER, picture))).toBe(true);
    for (const twin of plant.twins) expect(twin.label.zh ?? twin.name, twin.path).toBeTruthy();
  });

  it('P2 the emulator serves every measured signal, and nothing else, in the same unit and range', () => {
    const outputs = outputsOf(new Mill());
    const served = new Map(outputs.map((output) => [`${output.twin}.${output.signal}`, output]));
    expect(served.size).toBe(outputs.length);
    const mapped = plant.sources.flatMap((source) =>
      [...source.mappings].map(({ path }) => ({ path, source: source.name })),
    );
    expect(mapped.map(({ path }) => path).sort()).toEqual([...served.keys()].sort());
    for (const { path, source } of mapped) {
      const output = served.get(path);
      const { type } = plant.signalAt(plant.signalId(path) ?? -1);
      expect(output?.feed, path).toBe(source);
      expect(output?.unit, path).toBe(type.unit.code);
      if (type.range !== undefined) expect([output?.low, output?.high], path).toEqual([...type.range]);
    }
    for (const { feed, unit } of outputs)
      if (feed === 'plc') expect(engineeringUnits(unit).unitId).toBeGreaterThan(0);
  });

  it('P2 about three hundred signals come over OPC UA, the bearings over Sparkplug, the meter over Modbus', () => {
    const count = (name: string) =>
      [...(plant.sources.find((source) => source.name === name)?.mappings ?? [])].length;
    expect(count('plc')).toBeGreaterThan(280);
    expect(count('condition-monitoring')).toBe(60);
    expect(count('energy')).toBe(7);
  });
});

describe('alarms', () => {
  it('P6 a normal run of eleven minutes with two coil changes raises exactly one alarm, within half a minute', () => {
    const store = new LiveStore(plant);
    const { transitions, firstRaise } = runThrough(store, 660);
    expect(transitions).toEqual(['raised mill/stand3/bearingTopDrive vibration-high']);
    expect(firstRaise).toBeLessThan(30);
    const value = (path: string) => store.values[plant.signalId(path) ?? -1];
    expect(value('mill/stand3/bearingTopDrive.wear')).toBeGreaterThan(0.4);
    expect(value('mill/stand3/bearingTopOperator.wear')).toBeLessThan(0.1);
    expect(value('mill/stand3/bearingTopDrive.temperature')).toBeGreaterThan(
      value('mill/stand3/bearingTopOperator.temperature') + 5,
    );
    for (let id = 0; id < plant.signalCount; id++) {
      if (plant.signalAt(id).type.manual) continue;
      expect(store.quality[id] & 3, plant.signalAt(id).path).toBe(GOOD);
    }
  });

  it.each([
    [500, 4.5],
    [600, 6],
  ])(
    'P11 %i m/min spares the bearing: its alarm clears within two minutes, and nothing else is raised',
    (speed, most) => {
      const store = new LiveStore(plant);
      const value = (path: string) => store.values[plant.signalId(path) ?? -1];
      const { transitions } = runThrough(store, 180, [], { at: 60, speed });
      expect(transitions).toEqual([
        'raised mill/stand3/bearingTopDrive vibration-high',
        'cleared mill/stand3/bearingTopDrive vibration-high',
      ]);
      expect(value('mill/stand3/bearingTopDrive.vibration')).toBeLessThan(most);
      const { write } = plant.type('mill')?.signal('runSpeedSetpoint') ?? {};
      expect(Math.abs(value('mill.lineSpeed') - speed)).toBeLessThan(write?.readBack.tolerance ?? 0);
      expect(value('mill.runSpeedSetpoint')).toBe(speed);
    },
  );

  it.each([
    ['coolant', 'mill/stand4 coolant-flow-low', 90, 150],
    ['tension', 'mill/strip34 tension-deviation', 60, 100],
    ['strip-break', 'mill/strip45 strip-break', 30, 60],
    ['gauge-drift', 'mill/exitGauge gauge-drift', 90, 170],
    ['bearing', 'mill/stand4/bearingBottomOperator vibration-high', 75, 172],
  ])('P7 the fault %s raises %s, which clears when the fault is taken away', (name, alarm, off, end) => {
    const { transitions } = runThrough(new LiveStore(plant), end, [
      { at: 5, command: faultCommand(name, true, undefined) },
      { at: off, command: faultCommand(name, false, undefined) },
    ]);
    const others = transitions.filter((text) => !text.endsWith('mill/stand3/bearingTopDrive vibration-high'));
    expect(others).toEqual([`raised ${alarm}`, `cleared ${alarm}`]);
  });
});
