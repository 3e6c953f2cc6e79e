/** A process that opens a journal and its desk, prints how long that took since it was started, and ends. */
import { openWorld } from './world.ts';

const { journal } = await openWorld(process.argv[2]);
console.log(JSON.stringify({ milliseconds: performance.now(), events: journal.size }));
await journal.close();
