/**
 * How faults get in from a shell: a Unix socket (a named pipe on Windows) in the emulator's data folder. One line of JSON
 * asks, one line answers. The file's folder decides who may use it; nothing is open to the network.
 */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type FaultCommand, faultCommand } from './line/faults.ts';

const LONGEST_LINE = 4096;
/** Longest path a Unix socket may have on every platform (104 bytes on macOS, with its terminator). */
const LONGEST_PATH = 100;

/** Where the channel of an emulator with this data folder is. */
export function channelPath(folder: string): string {
  const absolute = resolve(folder);
  const digest = createHash('sha256').update(absolute).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\millwright-${digest}`;
  const path = join(absolute, 'faults.sock');
  return Buffer.byteLength(path) <= LONGEST_PATH ? path : join(tmpdir(), `millwright-${digest}.sock`);
}

/** Listens for commands; `apply` runs each one and returns what to say. */
export async function openFaultChannel(folder: string, apply: (command: FaultCommand) => string) {
  const path = channelPath(folder);
  if (process.platform !== 'win32') await rm(path, { force: true });
  const server = createServer((socket) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.setTimeout(5000, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end < 0 && text.length <= LONGEST_LINE) return;
      socket.end(`${JSON.stringify(answer(text.slice(0, Math.max(0, end)), apply))}\n`);
    });
  });
  await new Promise<void>((done, fail) => {
    server.on('error', fail);
    server.listen(path, done);
  });
  return { path, stop: () => new Promise<void>((done) => server.close(() => done())) };
}

function answer(line: string, apply: (command: FaultCommand) => string): { ok: boolean; text: string } {
  try {
    const message: unknown = JSON.parse(line);
    if (typeof message !== 'object' || message === null)
      throw new Error('a command is a JSON object with a name');
    const { name, on, machine } = message as Record<string, unknown>;
    return { ok: true, text: apply(faultCommand(name, on, machine)) };
  } catch (error) {
    return { ok: false, text: error instanceof Error ? error.message : String(error) };
  }
}

/** Sends a command to the emulator whose data folder this is. Throws when there is none, or when it refuses. */
export async function sendFault(folder: string, command: FaultCommand): Promise<string> {
  const path = channelPath(folder);
  const text = await new Promise<string>((done, fail) => {
    let received = '';
    const socket = connect(path, () => socket.write(`${JSON.stringify(command)}\n`));
    socket.setEncoding('utf8');
    socket.setTimeout(5000, () => socket.destroy(new Error(`no answer from the emulator at ${path}`)));
    socket.on('data', (chunk: string) => {
      received += chunk;
    });
    socket.on('end', () => done(received));
    socket.on('error', (error) => {
      fail(
        new Error(
          `no emulator answers at ${path} (${error.message}). Start the plant, or name its data folder.`,
        ),
      );
    });
  });
  const reply: unknown = JSON.parse(text);
  if (typeof reply !== 'object' || reply === null)
    throw new Error(`the emulator answered ${text.slice(0, 80)}`);
  const { ok, text: words } = reply as Record<string, unknown>;
  if (ok !== true) throw new Error(String(words));
  return String(words);
}
