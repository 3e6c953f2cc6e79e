/**
 * Command line for faults: `npm run fault -w plants/rolling-mill -- NAME [MACHINE] [off] [--data FOLDER]`.
 * FOLDER is the plant's data folder, `.millwright/rolling-mill` where the platform was started, unless told otherwise.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sendFault } from './fault-channel.ts';
import { FAULT_NAMES, faultCommand, machinesOf } from './line/faults.ts';

function usage(): string {
  const lines = FAULT_NAMES.map((name) => {
    const [first, ...others] = machinesOf(name);
    const more =
      others.length === 0 ? '' : `, or ${others.slice(0, 4).join(', ')}${others.length > 4 ? ', …' : ''}`;
    return `  ${name.padEnd(16)} hits ${first}${more}`;
  });
  return `usage: npm run fault -w plants/rolling-mill -- NAME [MACHINE] [off] [--data FOLDER]\n\n${lines.join('\n')}\n`;
}

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { data: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const words = positionals.filter((word) => word !== 'on' && word !== 'off');
  if (values.help || words.length === 0 || words.length > 2) {
    process.stdout.write(usage());
    process.exitCode = values.help ? 0 : 2;
  } else {
    // npm runs scripts in the workspace's folder; INIT_CWD is where the person stood.
    const base = process.env.INIT_CWD ?? process.cwd();
    const folder =
      process.env.MILLWRIGHT_DATA ??
      join(base, values.data ?? join('.millwright', 'rolling-mill'), 'emulator');
    const command = faultCommand(words[0], !positionals.includes('off'), words[1]);
    process.stdout.write(`${await sendFault(folder, command)}\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
