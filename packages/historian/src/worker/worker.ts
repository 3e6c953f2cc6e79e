/** The historian's thread: receives requests, answers in whatever order they finish, transfers the buffers of answers. */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { fileError, HistorianError, messageOf } from '../errors.ts';
import { Engine } from './engine.ts';
import { HANDLERS } from './handlers.ts';
import type { ReplyMessage, RequestMessage, RequestName, WorkerData } from './protocol.ts';

/** Where cores are short, screens and formulas go first: what waits here is short of the disk, not of a person. */
const NICENESS = 5;
// On Linux alone this means the thread; elsewhere it would slow down the whole process.
if (process.platform === 'linux') setPriority(0, NICENESS);

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker of Historian only');

function reply(message: ReplyMessage, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

function replyError(id: number, error: unknown): void {
  const known = error instanceof HistorianError ? error : fileError('Historian failed in', folder, error);
  reply({ kind: 'error', id, code: known.code, message: known.message, file: known.file });
}

/** Buffers that an answer owns, so that they can be handed over instead of copied. */
function buffersOf(value: unknown, found: ArrayBuffer[] = []): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer && value.byteLength > 0) found.push(value.buffer);
  } else if (Array.isArray(value)) {
    for (const element of value) buffersOf(element, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const element of Object.values(value)) buffersOf(element, found);
  }
  return found;
}

async function handle<Name extends RequestName>(
  engine: Engine,
  message: RequestMessage,
  name: Name,
): Promise<void> {
  try {
    // The sender is Historian, whose method for this name made the argument.
    const value = await HANDLERS[name](engine, message.argument as Parameters<(typeof HANDLERS)[Name]>[1]);
    reply({ kind: 'answer', id: message.id, value }, buffersOf(value));
    if (name === 'close') port?.close();
  } catch (error) {
    replyError(message.id, error);
    if (name === 'close') port?.close();
  }
}

const { folder, layout }: WorkerData = workerData;
try {
  const engine = await Engine.open(folder, layout, (message) => reply({ kind: 'log', message }));
  engine.flusher.start();
  port.on('message', (message: RequestMessage) => void handle(engine, message, message.name));
  reply({ kind: 'ready' });
} catch (error) {
  if (!(error instanceof HistorianError)) reply({ kind: 'log', message: messageOf(error) });
  replyError(0, error);
  port.close();
}
