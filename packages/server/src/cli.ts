#!/usr/bin/env node
/** The command line of Millwright. Exit codes: see cli/exit-codes.ts. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { CommandError, EXIT, type ExitCode } from './cli/exit-codes.ts';
import { note } from './cli/output.ts';

const program = new Command('millwright')
  .description('A real plant and its virtual counterpart in one space and on one clock.')
  .version(packageJson.version)
  .exitOverride()
  .configureHelp({ showGlobalOptions: false })
  .addHelpText(
    'after',
    '\nExit codes: 0 done, 1 faults found, 2 wrong command line, 3 cannot start (port, folder), 70 fault of the program.',
  );

const data = () => new Option('--data <dir>', 'folder of everything that is kept').default('.millwright');
const json = () => new Option('--json', 'answer for machines, on standard output').default(false);

program
  .command('start')
  .description('starts plants, their emulators, API and page, and prints a sign-in link')
  .argument('<plant...>', 'plant folders')
  .option('--port <number>', 'TCP port; 0: any free one', portNumber, 7470)
  .option(
    '--host <address>',
    'address to listen on; another than a loopback one needs --tls-cert and --tls-key',
    '127.0.0.1',
  )
  .option('--tls-cert <file>', 'certificate as PEM, with those of its issuers; renewed files are taken on')
  .option('--tls-key <file>', 'its private key as PEM')
  .option(
    '--plain-http',
    'listen beyond this machine without encryption: the network itself is protected',
    false,
  )
  .option(
    '--url <origin>',
    'how people reach the server where that is not where it listens: behind a proxy, by a name',
  )
  .option(
    '--oidc <file>',
    'document that names an identity provider (OpenID Connect) people may sign in through',
  )
  .addOption(data())
  .option('--no-emulator', 'without the emulators of the plants: real machines answer')
  .option('--replay <dir>', 'folder of files to replay, for plants that do')
  .option(
    '--witnesses <file>',
    'witnesses that sign the journals too: a C2SP tlog-policy with their addresses',
  )
  .addOption(json())
  .action(async (plants, options) => (await import('./cli/start.ts')).start(plants, options));

program
  .command('check')
  .description('checks a plant and runs its tests; reports every fault with file, line and column')
  .argument('<plant>', 'plant folder')
  .addOption(json())
  .action(async (plant, options) => (await import('./cli/check.ts')).check(plant, options));

program
  .command('init')
  .description('writes a small plant to start from')
  .argument('<folder>', 'a new or empty folder')
  .addOption(json())
  .action(async (folder, options) => (await import('./cli/init.ts')).init(folder, options));

program
  .command('export')
  .description('writes recorded samples to a file')
  .argument('<plant>', 'plant folder')
  .requiredOption('--from <time>', 'ISO 8601, a date, "-30 min" before now, or milliseconds since 1970')
  .requiredOption('--to <time>', 'likewise, or "now"')
  .addOption(new Option('--format <format>', 'kind of file').choices(['parquet', 'csv']).default('parquet'))
  .option('--out <file>', 'default: named after plant and range, in this folder')
  .addOption(data())
  .addOption(json())
  .action(async (plant, options) => (await import('./cli/export.ts')).exportSamples(plant, options));

program
  .command('link')
  .description('prints a new sign-in link of the server that runs on a data folder')
  .addOption(data())
  .addOption(json())
  .action(async (options) => (await import('./cli/link.ts')).link(options));

const journal = program
  .command('journal')
  .description('reads and verifies the journal of a plant, without a server');
const key = () =>
  new Option(
    '--key <key...>',
    'verifier key of the plant (name+hash+base64) or a file with it; further ones of witnesses',
  );
const range = (command: Command) =>
  command
    .option('--from <time>', 'ISO 8601, a date, "-30 min" before now, or milliseconds since 1970')
    .option('--to <time>', 'likewise, or "now"')
    .option('--type <type>', 'events of one type')
    .option('--subject <subject>', 'events of one subject and of what is below it')
    .option('--actor <actor>', 'events of one actor')
    .addOption(key())
    .addOption(json());
const policy = () =>
  new Option(
    '--policy <file>',
    'witnesses that must have signed, and keys of logs: a C2SP tlog-policy, such as the one of "start --witnesses"',
  );
const JOURNAL_FOLDER = 'folder of the journal, of its log, or of the data of its plant';

journal
  .command('verify')
  .description(
    'recomputes every hash of a journal, or checks a proof file; names each file and event that is not as signed',
  )
  .argument('<path>', `${JOURNAL_FOLDER}; or a proof file`)
  .addOption(key())
  .addOption(policy())
  .option('--since <file>', 'a checkpoint that was kept: the journal must have grown from it')
  .option('--repair', 'writes damaged hash files anew where the events still give the signed root')
  .addOption(json())
  .action(async (path, options) => (await import('./cli/journal.ts')).verifyJournal(path, options));

journal
  .command('prove')
  .description(
    'writes a proof of an event that anybody can check: who, what, when, why, what led to it, what followed',
  )
  .argument('<folder>', JOURNAL_FOLDER)
  .requiredOption('--event <number>', 'number of the event', wholeNumber)
  .option('--out <file>', 'default: event-<number>.proof.json in this folder')
  .addOption(key())
  .addOption(json())
  .action(async (folder, options) => (await import('./cli/journal.ts')).proveJournal(folder, options));

range(journal.command('show').description('prints the newest events').argument('<folder>', JOURNAL_FOLDER))
  .option('--limit <number>', 'events at most', wholeNumber, 50)
  .action(async (folder, options) => (await import('./cli/journal.ts')).showJournal(folder, options));

range(
  journal
    .command('export')
    .description('writes events as lines of JSON')
    .argument('<folder>', JOURNAL_FOLDER),
)
  .option('--out <file>', 'default: standard output')
  .action(async (folder, options) => (await import('./cli/journal.ts')).exportJournal(folder, options));

function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number is wanted.');
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
}

async function codeOf(error: unknown): Promise<ExitCode> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage; // it has spoken already
  if (error instanceof CommandError) {
    note(error.message);
    return error.code;
  }
  const [{ StartError }, { HistorianError }, { JournalError }, { ApiError }] = await Promise.all([
    import('./start-error.ts'),
    import('@millwright/historian'),
    import('@millwright/journal'),
    import('./client/api-error.ts'),
  ]);
  if (error instanceof StartError) {
    note(error.message);
    return error.reason === 'faults' ? EXIT.faults : EXIT.cannotStart;
  }
  if (error instanceof HistorianError || error instanceof JournalError) {
    note(error.message);
    return EXIT.cannotStart;
  }
  if (error instanceof ApiError) {
    note(error.message);
    return EXIT.faults;
  }
  note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return EXIT.internal;
}

try {
  await program.parseAsync();
} catch (error) {
  // Not process.exit: what was written to a pipe must still get out.
  process.exitCode = await codeOf(error);
}
