/**
 * `bench opc-ua`: 10,000 monitored items that change once a second, the source of `connect` against the plain client of
 * node-opcua; server and contestants are processes of their own, one contestant after the other.
 *
 * Options: `--items 10000` (a multiple of 100) `--seconds 20`.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Benchmark, positive } from './benchmark.ts';
import type { Measured } from './opc-ua/client.ts';

export const run: Benchmark = async (options) => {
  const items = positive(options, 'items', 10_000);
  const seconds = positive(options, 'seconds', 20);
  if (items % 100 !== 0) throw new Error(`--items wants a multiple of 100, not ${items}`);
  options.say(`a server with ${items} variables`);
  const server = start('server.ts', [String(items)]);
  try {
    const { port }: { port: number } = await answer(server);
    const measure = async (contestant: string): Promise<Measured> => {
      options.say(`${contestant}: ${seconds} s`);
      const client = start('client.ts', [contestant, String(port), String(items), String(seconds)]);
      const ended = once(client, 'exit');
      const measured: Measured = await answer(client);
      await ended;
      return measured;
    };
    const ours = await measure('millwright');
    const peer = await measure('peer');
    const ratioNodeOpcua = Math.round((ours.corePercent / Math.max(1, peer.corePercent)) * 100) / 100;
    const row = (what: string, field: keyof Measured, aim = '') => [
      what,
      ours[field].toLocaleString('en'),
      peer[field].toLocaleString('en'),
      aim,
    ];
    return {
      json: { items, ...ours, ratioNodeOpcua, nodeOpcua: peer },
      table: {
        head: ['', 'Millwright', 'node-opcua', 'aim'],
        rows: [
          row(`${items.toLocaleString('en')} items subscribed, ms`, 'subscribeMs'),
          row('samples/s', 'samplesPerSecond', items.toLocaleString('en')),
          row('lost', 'lost', '0'),
          row('% of a core', 'corePercent'),
          row('event-loop delay, p99, ms', 'loopDelayP99Ms'),
          row('resident, MB', 'rssMb'),
        ],
      },
      notes: [
        'Subscribed: from the start of the client to the first value of every item; connecting, and for Millwright making its certificate, included.',
        'node-opcua does nothing with a value but count it; Millwright resolves addresses, checks types and times, converts and delivers batches.',
        'Without security on both sides. ratioNodeOpcua is the share of the core, Millwright to node-opcua.',
      ],
    };
  } finally {
    server.disconnect();
  }
};

function start(file: string, args: readonly string[]): ChildProcess {
  return fork(fileURLToPath(new URL(`opc-ua/${file}`, import.meta.url)), args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** The first message of a process. Rejects when it ends without one. */
async function answer<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message: T) => resolve(message));
    child.once('exit', (code) => reject(new Error(`${child.spawnargs[1]} ended with code ${code}`)));
  });
}
