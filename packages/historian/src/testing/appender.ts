/**
 * A process to be killed: appends numbered samples to a folder for as long as it lives, in groups of random size, flushes
 * now and then, and prints a number after everything up to it has been acknowledged.
 *
 *     node appender.ts FOLDER FIRST [once]    once: one group, then it ends by itself
 */
import fs from 'node:fs';
import { layoutOf } from '../layout.ts';
import { Engine } from '../worker/engine.ts';
import { NUMBERED_SIGNALS, numberedSample } from './numbered.ts';
import { batchOf, machines } from './plants.ts';

const [folder, firstText, once] = process.argv.slice(2);
const engine = await Engine.open(folder, layoutOf(machines(2, NUMBERED_SIGNALS / 2)), (message) => {
  fs.writeSync(2, `${message}\n`);
});

let next = Number(firstText);
for (let round = 1; ; round++) {
  const appends: Promise<void>[] = [];
  for (let i = 0; i < 1 + Math.random() * 4; i++) {
    const samples = Array.from({ length: 1 + Math.floor(Math.random() * 50) }, () => numberedSample(next++));
    appends.push(engine.append(batchOf(...samples)));
  }
  await Promise.all(appends);
  fs.writeSync(1, `${next}\n`);
  if (once !== undefined) process.exit(0);
  if (round % 8 === 0) await engine.flusher.flush();
}
