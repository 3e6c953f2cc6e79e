/**
 * Contestant: Node-RED, the real runtime without its editor, in a temporary folder.
 *
 * Two flows: one function node per formula behind a common input, as most users draw it (Node-RED clones the message
 * for each wire), and one function node with all formulas, the fastest way to write it.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FORMULAS, INPUTS, inputValue } from './workload.ts';

interface RedNode {
  receive(message: object): void;
}
interface Red {
  init(server: object, settings: object): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  nodes: { getNode(id: string): RedNode | null };
}

export interface NodeRedRates {
  perFormula: number;
  allInOne: number;
}

const PRELUDE = `
const v = msg.payload;
const memory = context.get(v.machine) || { last: {}, smooth: {}, sum: {} };
const delta = (key, x) => { const last = memory.last[key]; memory.last[key] = x; return last === undefined ? NaN : x - last; };
const ema = (key, x) => { const last = memory.smooth[key]; const next = last === undefined ? x : x + (last - x) * ${Math.exp(-1 / 30)}; memory.smooth[key] = next; return next; };
const integral = (key, x) => { const sum = (memory.sum[key] || 0) + (memory.last[key] || 0); memory.last[key] = x; memory.sum[key] = sum; return sum; };
`;
const EPILOGUE = `
context.set(v.machine, memory);
return msg;
`;

/** Evaluations per second of both flows over `seconds` updates of `machines` machines. */
export async function measureNodeRed(machines: number, seconds: number): Promise<NodeRedRates> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-node-red-'));
  const flows = [
    { id: 'tab', type: 'tab', label: 'bench' },
    {
      id: 'split',
      type: 'function',
      z: 'tab',
      func: 'return msg;',
      outputs: 1,
      wires: [FORMULAS.map((f) => f.name)],
    },
    ...FORMULAS.map((formula) => functionNode(formula.name, `msg.payload = ${formula.js};`, 'sink')),
    functionNode(
      'all',
      `msg.payload = {${FORMULAS.map((formula) => `${formula.name}: ${formula.js}`).join(', ')}};`,
      'sinkAll',
    ),
    { id: 'sink', type: 'function', z: 'tab', func: countFunction(FORMULAS.length), outputs: 0, wires: [] },
    { id: 'sinkAll', type: 'function', z: 'tab', func: countFunction(1), outputs: 0, wires: [] },
  ];
  await writeFile(join(folder, 'flows.json'), JSON.stringify(flows));
  const require = createRequire(import.meta.url);
  const red: Red = require('node-red');
  let arrived: () => void = () => {};
  const server = createServer();
  red.init(server, {
    userDir: folder,
    flowFile: 'flows.json',
    httpAdminRoot: false,
    httpNodeRoot: false,
    credentialSecret: false,
    telemetry: { enabled: false },
    logging: { console: { level: 'off' } },
    functionGlobalContext: { arrived: () => arrived(), machines },
  });
  await red.start();
  const split = await nodeOf(red, 'split');
  const all = await nodeOf(red, 'all');
  const measure = async (node: RedNode): Promise<number> => {
    const update = async (second: number): Promise<void> => {
      const done = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      for (let machine = 0; machine < machines; machine++) {
        const payload: Record<string, number | string> = { machine: `m${machine}` };
        INPUTS.forEach((name, input) => {
          payload[name] = inputValue(machine, input, second);
        });
        node.receive({ payload });
      }
      await done;
    };
    await update(0);
    await update(1);
    const start = performance.now();
    for (let second = 2; second < 2 + seconds; second++) await update(second);
    return (machines * seconds * FORMULAS.length) / ((performance.now() - start) / 1000);
  };
  const rates = { perFormula: await measure(split), allInOne: await measure(all) };
  await red.stop();
  server.close();
  await rm(folder, { recursive: true, force: true });
  return rates;
}

function functionNode(id: string, body: string, to: string) {
  return { id, type: 'function', z: 'tab', func: PRELUDE + body + EPILOGUE, outputs: 1, wires: [[to]] };
}

/** Calls `arrived` when `times` messages of every machine have come. */
function countFunction(times: number): string {
  return `let n = (context.get('n') || 0) + 1;
if (n === ${times} * global.get('machines')) { n = 0; global.get('arrived')(); }
context.set('n', n);
return null;`;
}

/** Flows start after `start` resolves: waits for the node, at most 10 s. */
async function nodeOf(red: Red, id: string): Promise<RedNode> {
  for (let i = 0; i < 1000; i++) {
    const node = red.nodes.getNode(id);
    if (node !== null) return node;
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`Node-RED did not start node "${id}"`);
}
