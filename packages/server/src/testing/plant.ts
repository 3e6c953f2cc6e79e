/** A tiny plant for tests, and folders to put things in. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export const TINY_PLANT: Readonly<Record<string, string>> = {
  'plant.yaml': 'plant: tiny\nname: { en: Tiny plant, zh: 小工厂 }\ntimezone: UTC\nkpi: hall/pump1.flow\n',
  'types/motor.yaml': `type: motor
name: { en: Motor, zh: 电机 }
parameters:
  ratedPower: { unit: kW, default: 10 }
signals:
  power: { unit: kW, range: [0, 100] }
  running: { states: { 0: { en: Stopped, zh: 停止 }, 1: Running } }
  load: { unit: "1", formula: "power / ratedPower" }
alarms:
  overload: { when: "power > 20 kW", priority: high, respond: { en: Lower the load. } }
`,
  'types/pump.yaml': `type: pump
name: Pump
parts:
  motor: { type: motor }
signals:
  flow: { unit: m3/h, range: [0, 500] }
`,
  'twins.yaml': `twins:
  - { path: hall, name: Hall }
  - { path: hall/pump1, type: pump }
  - { path: hall/pump2, type: pump }
`,
  'sources.yaml': `sources:
  push: { type: http, name: Pushed }
  meter:
    type: modbus
    host: 127.0.0.1
    port: 1
    signals:
      "hall/pump2.flow": "holding:0:float32:big"
`,
};

/** A folder that is deleted after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-server-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes documents; those given replace those of the tiny plant. Returns the folder. */
export async function writePlant(changed: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries({ ...TINY_PLANT, ...changed })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

/** A plant with `twins` twins `hall/p0` … of ten signals `s0` … `s9` each and nothing else. */
export function writeWidePlant(twins: number): Promise<string> {
  const signals = Array.from({ length: 10 }, (_, i) => `  s${i}: { unit: "1" }`).join('\n');
  const list = Array.from({ length: twins }, (_, i) => `  - { path: hall/p${i}, type: motor }`).join('\n');
  return writePlant({
    'plant.yaml': 'plant: tiny\n',
    'types/motor.yaml': `type: motor\nsignals:\n${signals}\n`,
    'types/pump.yaml': 'type: pump\nsignals: { a: { unit: "1" } }\n',
    'twins.yaml': `twins:\n  - { path: hall }\n${list}\n`,
    'sources.yaml': 'sources: {}\n',
  });
}
