/** Contestant: the live store, samples in by batch and one tick per second of the fleet, as the server runs it. */

import { LiveStore } from '@millwright/live';
import { allocateBatch, loadPlantFromDocuments } from '@millwright/model';
import { FORMULAS, INPUTS, inputValue } from './workload.ts';

export interface OwnRates {
  /** Evaluations per second of formulas alone: the time in ticks. */
  formulas: number;
  /** The same with taking samples in, as the other contestants are measured. */
  withIngest: number;
}

/** Rates over `seconds` updates of `machines` machines. */
export function measureMillwright(machines: number, seconds: number): OwnRates {
  const { plant, faults } = loadPlantFromDocuments([
    { file: 'plant.yaml', text: 'plant: bench\nname: Bench\ntimezone: UTC\n' },
    { file: 'types/motor.yaml', text: typeDocument() },
    {
      file: 'twins.yaml',
      text: `twins:\n${Array.from({ length: machines }, (_, i) => `  - { path: m${i}, type: motor }`).join('\n')}\n`,
    },
  ]);
  if (plant === undefined)
    throw new Error(`the benchmark's own plant is faulty: ${JSON.stringify(faults[0])}`);
  const type = plant.type('motor');
  if (type === undefined) throw new Error("the benchmark's own plant has no motors");
  const ids = INPUTS.map((name) => type.base + (type.signal(name)?.column ?? 0) * type.rows);
  const live = new LiveStore(plant);
  const start = Date.UTC(2026, 0, 1);
  const update = (second: number): void => {
    const batch = allocateBatch(machines * INPUTS.length);
    const now = start + second * 1000;
    let n = 0;
    for (let machine = 0; machine < machines; machine++) {
      for (let input = 0; input < INPUTS.length; input++) {
        batch.signals[n] = ids[input] + machine;
        batch.times[n] = now;
        batch.values[n] = inputValue(machine, input, second);
        n++;
      }
    }
    batch.length = n;
    live.ingest(batch, now);
    live.tick(now);
  };
  for (let second = 0; second < 20; second++) update(second);
  const before = { ...live.statistics };
  const began = performance.now();
  for (let second = 20; second < 20 + seconds; second++) update(second);
  const elapsed = (performance.now() - began) / 1000;
  const evaluations = live.statistics.evaluations - before.evaluations;
  return {
    formulas: evaluations / ((live.statistics.tickMs - before.tickMs) / 1000),
    withIngest: evaluations / elapsed,
  };
}

function typeDocument(): string {
  const inputs = INPUTS.map((name) => `  ${name}: { unit: "1" }`);
  const derived = FORMULAS.map(({ name, ours }) => {
    const unit = ours.startsWith('integral') ? 's' : '1';
    const boolean = name === 'hot' ? 'states: { 0: No, 1: Yes }' : `unit: "${unit}"`;
    return `  ${name}: { ${boolean}, formula: "${ours}", stored: false }`;
  });
  return ['type: motor', 'signals:', ...inputs, ...derived, ''].join('\n');
}
