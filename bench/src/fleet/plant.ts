/**
 * Writes the plant of the fleet benchmark: one twin type with 100 measured signals, 300 formulas (a third with state),
 * one derived signal in ten stored, three alarms; any number of machines; one Sparkplug source on the embedded broker.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const SIGNALS = 100;
export const FORMULAS = 300;
/** Machines behind one edge node, which is one TCP connection. */
export const MACHINES_PER_NODE = 100;

export async function writeFleetPlant(folder: string, machines: number, mqttPort: number): Promise<void> {
  await mkdir(join(folder, 'types'), { recursive: true });
  await writeFile(
    join(folder, 'plant.yaml'),
    'plant: fleet\nname: Fleet\ndescription: Machines of the fleet benchmark\ntimezone: UTC\n',
  );
  await writeFile(join(folder, 'types', 'machine.yaml'), typeDocument());
  const twins = Array.from(
    { length: machines },
    (_, i) => `  - { path: fleet/${machineName(i)}, type: machine }`,
  );
  await writeFile(join(folder, 'twins.yaml'), `twins:\n  - { path: fleet }\n${twins.join('\n')}\n`);
  await writeFile(
    join(folder, 'sources.yaml'),
    `sources:
  edge:
    type: sparkplug
    broker: embedded
    port: ${mqttPort}
    group: fleet
    signals:
${Array.from(
  { length: Math.ceil(machines / MACHINES_PER_NODE) },
  (_, node) => `      "fleet/${nodePrefix(node)}*.s*": "fleet/node${node}/{twin}:{signal}"`,
).join('\n')}
`,
  );
}

/** Machine i; the name begins with the number of its edge node. */
export function machineName(i: number): string {
  return `${nodePrefix(Math.floor(i / MACHINES_PER_NODE))}${String(i % MACHINES_PER_NODE).padStart(2, '0')}`;
}

function nodePrefix(node: number): string {
  return `n${String(node).padStart(3, '0')}m`;
}

function typeDocument(): string {
  const lines = ['type: machine', 'name: Machine', 'signals:'];
  for (let i = 0; i < SIGNALS; i++) {
    lines.push(`  s${pad(i)}: { unit: "1", range: [-1000, 1000], resolution: 0.01, stale: 30 s }`);
  }
  for (let i = 0; i < FORMULAS; i++) {
    lines.push(
      `  d${pad(i)}: { unit: "1", formula: "${formula(i)}", resolution: 0.01, stored: ${i % 10 === 0} }`,
    );
  }
  lines.push(
    'alarms:',
    '  high: { when: "s000 > 900", delay: 2 s, deadband: 5, priority: high }',
    '  low: { when: "s001 < -900", delay: 2 s, deadband: 5, priority: medium }',
    '  drift: { when: "d000 > 100000", delay: 5 s, priority: low }',
  );
  return `${lines.join('\n')}\n`;
}

/** Formula i: two of three stateless, one of three stateful, over the inputs around i. */
function formula(i: number): string {
  const a = `s${pad(i % SIGNALS)}`;
  const b = `s${pad((i * 7 + 3) % SIGNALS)}`;
  const c = `s${pad((i * 13 + 5) % SIGNALS)}`;
  if (i % 3 === 2) return STATEFUL[Math.floor(i / 3) % STATEFUL.length](a);
  return STATELESS[i % STATELESS.length](a, b, c);
}

const STATELESS: readonly ((a: string, b: string, c: string) => string)[] = [
  (a, b, c) => `${a} * ${b} + ${c}`,
  (a, b) => `sqrt(abs(${a} - ${b}))`,
  (a, b, c) => `clamp((${a} - ${b}) / (abs(${c}) + 1), -10, 10)`,
  (a, b, c) => `if(${a} > ${b}, ${a} - ${c}, ${b} - ${c})`,
  (a, b) => `max(${a}, ${b}) - min(${a}, ${b})`,
  (a, b, c) => `0.2 * ${a} + 0.3 * ${b} + 0.5 * ${c}`,
  (a) => `exp(-abs(${a}) / 100)`,
];

const STATEFUL: readonly ((a: string) => string)[] = [
  (a) => `delta(${a})`,
  (a) => `ema(${a}, 30 s)`,
  (a) => `mean(${a}, 10 s)`,
  (a) => `ema(${a}, 5 min)`,
  (a) => `previous(${a})`,
];

function pad(i: number): string {
  return String(i).padStart(3, '0');
}
