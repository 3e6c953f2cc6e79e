/** What a process and all its threads have used, read from Linux' /proc. */
import { readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Kernel clock ticks per second; 100 on all Linux platforms Node supports. */
const TICKS_PER_SECOND = 100;

export interface ProcessUsage {
  cpuSeconds: number;
  residentMb: number;
}

/** Throws where there is no /proc, naming the remedy. */
export function processUsage(pid: number): ProcessUsage {
  let line: string;
  let status: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    status = readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    throw new Error(
      `cannot read /proc/${pid}: this benchmark measures processor time and memory on Linux only`,
    );
  }
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const resident = /VmRSS:\s+(\d+) kB/.exec(status);
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    residentMb: resident === null ? Number.NaN : Number(resident[1]) / 1024,
  };
}

/** Bytes of all files below a folder. */
export async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

/** Processor time of a process by thread, seconds: which of them carries what. */
export async function threadSeconds(pid: number): Promise<Map<string, number>> {
  const seconds = new Map<string, number>();
  for (const thread of await readdir(`/proc/${pid}/task`)) {
    const line = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const name = line.slice(line.indexOf('(') + 1, line.lastIndexOf(')'));
    seconds.set(`${name} ${thread}`, (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND);
  }
  return seconds;
}

/** Processor time that everything on the machine has used, seconds: what others took while something was measured. */
export function machineSeconds(): number {
  const [user, nice, system, , , irq, softIrq, steal] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softIrq + steal) / TICKS_PER_SECOND;
}
