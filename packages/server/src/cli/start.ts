/** `millwright start`: emulators, plants, API and page, until a signal. */
import { basename, join, relative, resolve } from 'node:path';
import { Historian } from '@millwright/historian';
import type { Plant } from '@millwright/model';
import { isLoopbackName } from '../auth/guard.ts';
import { makePrivateFolder } from '../auth/secrets.ts';
import type { TlsFiles } from '../auth/tls.ts';
import { Emulator } from '../emulator/emulator.ts';
import { DATA_FOLDER, inFolder, loadChecked, type RunningServer, startServer } from '../server.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import { note, print, printJson } from './output.ts';

export interface StartOptions {
  port: number;
  host: string;
  data?: string;
  emulator: boolean;
  replay?: string;
  witnesses?: string;
  tlsCert?: string;
  tlsKey?: string;
  plainHttp: boolean;
  url?: string;
  oidc?: string;
  json: boolean;
}

/** Emulators that take longer than this are not waited for: the sources connect whenever they come. */
const EMULATOR_PATIENCE_MS = 15_000;
/** After a fault of the program, storing what there is may take this long. */
const LAST_WORDS_MS = 10_000;

export async function start(folders: string[], options: StartOptions): Promise<void> {
  const data = resolve(options.data ?? DATA_FOLDER);
  const replay: Record<string, string> =
    options.replay === undefined ? {} : { MILLWRIGHT_REPLAY: resolve(options.replay) };
  const plants: Plant[] = [];
  for (const folder of folders) {
    const { plant, warnings } = await loadChecked(folder, { ...process.env, ...replay });
    plants.push(plant);
    for (const w of warnings)
      note(`${basename(folder)}/${w.file}:${w.line}:${w.column} ${w.severity} ${w.message}`);
  }
  const emulators: Emulator[] = [];
  let server: RunningServer | undefined;
  const stop = stopOnSignals(async () => {
    await server?.close();
    await Promise.all(emulators.map((e) => e.stop()));
  });
  try {
    // Before the emulator puts its own things there.
    await inFolder(data, makePrivateFolder);
    // Before an emulator starts for nothing.
    for (const { id } of plants) Historian.requireFree(join(data, id, 'history'));
    if (options.emulator) {
      for (const plant of plants) {
        const definition = plant.emulator;
        if (definition === undefined) continue;
        const folder = join(data, plant.id, 'emulator');
        emulators.push(await Emulator.start({ definition, plant: resolve(plant.folder), folder, log: note }));
      }
    }
    server = await startServer({
      plants: folders,
      port: options.port,
      host: options.host,
      data,
      replay: options.replay,
      witnesses: options.witnesses,
      tls: tlsFiles(options),
      plainHttp: options.plainHttp,
      publicUrl: options.url,
      oidc: options.oidc,
      environment: Object.assign({}, ...emulators.map((e) => e.environment)),
      problems: () => emulators.flatMap((e) => e.problem ?? []),
      log: note,
      beforeSources: readyOrLate(emulators),
    });
  } catch (error) {
    await Promise.all(emulators.map((e) => e.stop()));
    stop.disarm();
    throw error;
  }
  if (!isLoopbackName(options.host) && options.plainHttp) {
    note(`Listening on ${options.host} without encryption: passwords and tokens can be read on the network.`);
  }
  announce(server, plants, data, options.json);
  offerLinks(server, options.json);
}

function announce(server: RunningServer, plants: readonly Plant[], data: string, json: boolean): void {
  if (json) {
    const { signInUrl: url, token, url: origin } = server;
    printJson({ url, token, origin, plants: plants.map((p) => p.id), pid: process.pid });
    return;
  }
  const lines = plants.map((p) => `  ${p.label.en} · ${p.signalCount} signals, ${p.sources.length} sources`);
  const folder = relative(process.cwd(), data);
  print(
    `\n${lines.join('\n')}\n\n  Open   ${server.signInUrl}\n  Data   ${folder.startsWith('..') ? data : folder}\n\n` +
      `  The link works once, for 15 minutes. ${process.stdin.isTTY ? 'Enter: a new link. ' : ''}Ctrl+C: stop.\n`,
  );
}

function tlsFiles({ tlsCert, tlsKey }: StartOptions): TlsFiles | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert !== undefined && tlsKey !== undefined) return { certificate: tlsCert, key: tlsKey };
  throw new CommandError(
    EXIT.usage,
    'TLS needs both files: --tls-cert with the certificate, --tls-key with its key.',
  );
}

/** Enter in the terminal gives a new link. */
function offerLinks(server: RunningServer, json: boolean): void {
  if (json || !process.stdin.isTTY) return;
  process.stdin.on('data', () => print(`  Open   ${server.createLink()}`));
}

function readyOrLate(emulators: readonly Emulator[]): Promise<unknown> {
  if (emulators.length === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      note('The emulator takes long to start; the sources connect as soon as it answers.');
      resolve(undefined);
    }, EMULATOR_PATIENCE_MS);
    void Promise.all(emulators.map((e) => e.ready)).then(() => {
      clearTimeout(late);
      resolve(undefined);
    });
  });
}

/** The first signal stops in good order, the second at once. */
function stopOnSignals(close: () => Promise<void>): { disarm(): void } {
  let asked = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (asked) process.exit(128 + 2);
    asked = true;
    note(signal === 'SIGINT' ? '\nStopping: bringing the last samples to disk.' : 'Stopping.');
    close().then(
      () => process.exit(EXIT.ok),
      (error: unknown) => {
        note(`Stopping failed: ${error instanceof Error ? error.message : String(error)}`);
        process.exit(EXIT.internal);
      },
    );
  };
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, onSignal);
  // A fault nobody caught leaves unknown state: bring to disk what there is and end, so that a supervisor starts anew.
  process.once('uncaughtException', (error) => {
    note(`A fault of the program: ${error.stack ?? error.message}`);
    setTimeout(() => process.exit(EXIT.internal), LAST_WORDS_MS).unref();
    void close().finally(() => process.exit(EXIT.internal));
  });
  return {
    disarm: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
