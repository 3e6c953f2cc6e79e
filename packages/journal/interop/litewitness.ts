/**
 * Has the journal signed by a witness of others, litewitness of filippo.io/torchwood, over its real protocol and database:
 *
 *     GOBIN=$PWD/bin go install filippo.io/torchwood/cmd/litewitness@v0.9.0
 *     node interop/litewitness.ts bin
 *
 * Exit code 0: growth is signed, an older copy and a fork of the journal are found out.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { Journal, verifyLog, Witnessing, WitnessPolicy } from '../src/index.ts';

const ORIGIN = 'millwright.example/interop';
const bin = path.resolve(process.argv[2] ?? 'bin');
const work = mkdtempSync(path.join(tmpdir(), 'millwright-litewitness-'));
const socket = path.join(work, 'agent');
const database = path.join(work, 'witness.db');
const ended: (() => void)[] = [];

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  return execFileSync(command, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function start(command: string, args: readonly string[]): { said: () => string } {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (said += data.toString()));
  ended.push(() => child.kill());
  return { said: () => said };
}

async function until<T>(what: string, probe: () => T | undefined): Promise<T> {
  for (let i = 0; i < 1000; i++) {
    const found = probe();
    if (found !== undefined) return found;
    await pause(10);
  }
  throw new Error(`not within 10 s: ${what}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

async function open(folder: string, events: number): Promise<Journal> {
  mkdirSync(folder, { recursive: true });
  const journal = await Journal.open({ folder, origin: ORIGIN, log: () => {} });
  for (let i = 0; i < events; i++)
    await journal.append({ type: 'pump-started', subject: 'twin/pump', data: { i } });
  await journal.publish();
  return journal;
}

/** What `witnessctl add-log` and `add-key` do. */
function register(verifierKey: string): void {
  const db = new DatabaseSync(database);
  const empty = createHash('sha256').digest('base64');
  db.prepare('INSERT INTO log (origin, tree_size, tree_hash) VALUES (?, 0, ?)').run(ORIGIN, empty);
  db.prepare('INSERT INTO key (origin, key) VALUES (?, ?)').run(ORIGIN, verifierKey);
  db.close();
}

async function main(): Promise<void> {
  const first = path.join(work, 'journal');
  let journal = await open(first, 0);
  const { verifierKey } = journal;
  await journal.close();
  const empty = path.join(work, 'empty');
  cpSync(first, empty, { recursive: true });

  start('ssh-agent', ['-D', '-a', socket]);
  await pause(300);
  run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(work, 'key')]);
  run('ssh-add', ['-q', path.join(work, 'key')], { SSH_AUTH_SOCK: socket });
  const [, fingerprint] = run('ssh-keygen', ['-lf', path.join(work, 'key.pub')]).split(' ');
  const port = await freePort();
  const listen = `127.0.0.1:${port}`;
  const witness = start(path.join(bin, 'litewitness'), [
    ...['-db', database, '-name', 'witness.example/lite', '-key', fingerprint],
    ...['-ssh-agent', socket, '-listen', listen],
  ]);
  const key = await until(
    'the key of the witness',
    () => /vkey="?(witness\.example\/lite\+[^"\s]+)/.exec(witness.said())?.[1],
  );
  register(verifierKey);
  const policy = WitnessPolicy.parse(
    `log ${verifierKey}\nwitness lite ${key} http://${listen}\nquorum lite\n`,
  );

  journal = await open(first, 5);
  let witnessing = Witnessing.start(journal, { policy, every: 1, log: () => {} });
  const reaches = (state: string, size?: number) =>
    until(`${state} ${size ?? ''}, but ${JSON.stringify(witnessing.states)}; ${witness.said()}`, () => {
      const [one] = witnessing.states;
      return one.state === state && (size === undefined || one.size === size) ? one : undefined;
    });
  await reaches('cosigned', 5);
  const older = path.join(work, 'older');
  let size = 5;
  for (const count of [1, 2, 248, 1, 300]) {
    for (let i = 0; i < count; i++)
      journal.stage([{ type: 'pump-stopped', subject: 'twin/pump', data: { i } }]);
    await journal.append({ type: 'pump-started', subject: 'twin/pump', data: {} });
    await journal.publish();
    size += count + 1;
    await reaches('cosigned', size);
    if (count === 2) cpSync(first, older, { recursive: true });
  }
  await witnessing.close();
  const report = await verifyLog({ folder: path.join(first, 'log'), keys: [], policy });
  if (report.faults.length > 0 || report.witnessed?.size !== size) throw new Error(JSON.stringify(report));
  await journal.close();
  console.log(`litewitness signed ${size} events in six steps, and the checker found its signature.`);

  for (const [folder, what] of [
    [older, 'an older copy'],
    [empty, 'a fork of the same size'],
  ] as const) {
    const other = await open(folder, folder === empty ? size : 0);
    witnessing = Witnessing.start(other, { policy, every: 1, log: () => {} });
    const { message } = await reaches('contradicted');
    console.log(`${what}: ${message}`);
    await witnessing.close();
    await other.close();
  }
}

try {
  await main();
} finally {
  for (const end of ended.reverse()) end();
  rmSync(work, { recursive: true, force: true });
}
