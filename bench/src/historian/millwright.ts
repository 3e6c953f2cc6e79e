/** Contestant: the historian, as the server runs it. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Historian } from '@millwright/historian';
import { allocateBatch, loadPlantFromDocuments, type Plant } from '@millwright/model';
import { type Measured, medianMs, SIGNALS, START } from './workload.ts';

const HOUR_MS = 3_600_000;

export function benchPlant(machines: number): Plant {
  const signals = SIGNALS.map((name) => `  ${name}: { unit: "1" }`).join('\n');
  const twins = Array.from({ length: machines }, (_, i) => `  - { path: m${i}, type: machine }`).join('\n');
  const { plant, faults } = loadPlantFromDocuments([
    { file: 'plant.yaml', text: 'plant: bench\nname: Bench\ntimezone: UTC\n' },
    { file: 'types/machine.yaml', text: `type: machine\nname: Machine\nsignals:\n${signals}\n` },
    { file: 'twins.yaml', text: `twins:\n${twins}\n` },
  ]);
  if (plant === undefined)
    throw new Error(`the benchmark's own plant is faulty: ${JSON.stringify(faults[0])}`);
  return plant;
}

export class MillwrightContestant {
  #folder: string;
  #plant: Plant;
  #historian: Historian;
  #ids: Uint32Array;
  #samples = 0;
  #elapsedMs = 0;

  private constructor(folder: string, plant: Plant, historian: Historian) {
    this.#folder = folder;
    this.#plant = plant;
    this.#historian = historian;
    const machine = plant.types[0];
    this.#ids = new Uint32Array(machine.rows * SIGNALS.length);
    machine.twins.forEach((twin, row) => {
      SIGNALS.forEach((name, i) => {
        this.#ids[row * SIGNALS.length + i] = plant.signalId(`${twin.path}.${name}`) ?? 0;
      });
    });
  }

  static async open(folder: string, machines: number): Promise<MillwrightContestant> {
    const plant = benchPlant(machines);
    return new MillwrightContestant(folder, plant, await Historian.open({ folder, plant }));
  }

  /** One minute, a batch per second; returns when all of it is acknowledged, that is on disk. */
  async ingest(minute: number, values: Float64Array): Promise<void> {
    const perSecond = this.#ids.length;
    const began = performance.now();
    const acknowledged: Promise<void>[] = [];
    for (let second = 0; second < 60; second++) {
      const batch = allocateBatch(perSecond);
      batch.length = perSecond;
      batch.signals.set(this.#ids);
      batch.times.fill(START + (minute * 60 + second) * 1000);
      batch.values.set(values.subarray(second * perSecond, (second + 1) * perSecond));
      acknowledged.push(this.#historian.append(batch));
    }
    await Promise.all(acknowledged);
    this.#elapsedMs += performance.now() - began;
    this.#samples += values.length;
  }

  async measure(): Promise<Measured> {
    const began = performance.now();
    await this.#historian.flush();
    this.#elapsedMs += performance.now() - began;
    const ids = this.#ids;
    const pick = (run: number): number => ids[(run * 31) % ids.length];
    return {
      ingestSamplesPerSecond: this.#samples / (this.#elapsedMs / 1000),
      bytesPerSample: sizeOf(this.#folder) / this.#samples,
      hourRawMs: await medianMs(21, (run) => {
        const from = START + (run % 23) * HOUR_MS;
        return this.#historian.raw(pick(run), from, from + HOUR_MS - 1);
      }),
      dayTo1000Ms: await medianMs(21, (run) =>
        this.#historian.buckets(pick(run), START, START + 24 * HOUR_MS, 1000),
      ),
      stateAtMs: await medianMs(21, (run) => this.#historian.state(START + (run % 23) * HOUR_MS + 1_234_567)),
    };
  }

  /** Newest value of every signal at an instant, machine by machine: compared with the peer's. */
  async stateAt(time: number): Promise<Float64Array> {
    const { values } = await this.#historian.state(time);
    return Float64Array.from(this.#ids, (id) => values[id]);
  }

  async close(): Promise<void> {
    await this.#historian.close();
    if (this.#plant.signalCount !== this.#ids.length) throw new Error('the benchmark left signals out');
  }
}

function sizeOf(folder: string): number {
  let size = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) size += statSync(join(entry.parentPath, entry.name)).size;
  }
  return size;
}
