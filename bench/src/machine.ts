/** Names the machine a number was measured on: a number without it says nothing. */
import { availableParallelism, cpus, totalmem } from 'node:os';

/** For example `2 x AMD EPYC, 24 GiB, linux x64, Node v24.21.0`. */
export function machineName(): string {
  const model = cpus()[0]?.model.replace(/\s+/g, ' ').trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} x ${model}, ${memory} GiB, ${process.platform} ${process.arch}, Node ${process.version}`;
}
