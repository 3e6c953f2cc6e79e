/**
 * A process to be killed: submits numbered commands for as long as it lives, in groups of random size, and prints a number
 * after every command up to it has been acknowledged.
 *
 *     node appender.ts FOLDER FIRST [once]    once: one group, then it ends by itself
 */
import fs from 'node:fs';
import { Journal } from '../index.ts';
import { openOrders } from './orders.ts';

const [folder, firstText, once] = process.argv.slice(2);
const log = (message: string): void => {
  fs.writeSync(2, `${message}\n`);
};
// Publications and snapshots as often as possible: most kills then fall into one.
const journal = await Journal.open({ folder, origin: 'millwright.example/killed', log, publishAfter: 1 });
const desk = await openOrders(journal, { snapshotEvery: 50, log });

let next = Number(firstText);
for (;;) {
  const submissions = Array.from({ length: 1 + Math.floor(Math.random() * 60) }, () => {
    const n = next++;
    return desk.submit({
      id: `c${n}`,
      actor: 'a',
      type: 'create-order',
      subject: `order/${n}`,
      data: { text: `${n}` },
    });
  });
  await Promise.all(submissions);
  fs.writeSync(1, `${next}\n`);
  if (once !== undefined) process.exit(0);
}
