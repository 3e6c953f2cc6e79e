/** Composition root: plants, their data folders, guards, HTTP and WebSocket, in one process. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { NoteError, WitnessPolicy } from '@millwright/journal';
import { type Fault, formatFault, loadPlant, type Plant } from '@millwright/model';
import type { FastifyInstance } from 'fastify';
import packageJson from '../package.json' with { type: 'json' };
import { createApp } from './api/app.ts';
import { ProblemError } from './api/problems.ts';
import { Credentials } from './auth/credentials.ts';
import { FIRST_EMPLOYEE, Guard, isLoopbackName } from './auth/guard.ts';
import { IdentityProvider } from './auth/identity-provider.ts';
import { apiToken, isErrnoException } from './auth/secrets.ts';
import { Sessions } from './auth/sessions.ts';
import { Tls, type TlsFiles } from './auth/tls.ts';
import { Entrance } from './decisions/entrance.ts';
import { Draft } from './engineering/draft.ts';
import type { ClientLimits } from './live/client.ts';
import { LiveHub } from './live/hub.ts';
import { Gate } from './runtime/gate.ts';
import { LoopDelayMeter } from './runtime/loop-delay.ts';
import { PlantRuntime } from './runtime/plant-runtime.ts';
import { StartError } from './start-error.ts';

export interface ServerOptions {
  /** Plant folders. */
  plants: readonly string[];
  /** Default 7470; 0: any free one. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** Folder of everything that is kept; each plant has its own folder in it. Default `.millwright`. */
  data?: string;
  /** Folder of replay files: `${MILLWRIGHT_REPLAY}` of the plant's sources. */
  replay?: string;
  /** Environment for `${NAME}` in documents. Default: that of the process. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** Encryption of the door. Default: plain HTTP. */
  tls?: TlsFiles | undefined;
  /** Origin people reach the server by where that is not where it listens: behind a proxy, or by a name. */
  publicUrl?: string | undefined;
  /** Document that names an identity provider (OpenID Connect). Default: none. */
  oidc?: string | undefined;
  /** Listen beyond this machine without encryption, because a proxy or the network has it. Default false. */
  plainHttp?: boolean;
  /** File with the witnesses that sign the journals, a C2SP tlog-policy. Default: nobody does. */
  witnesses?: string | undefined;
  /** One line for people. Default: standard error. */
  log?(message: string): void;
  /** Built page. Default: packages/web/dist. */
  page?: string;
  /** Faults from outside, for example of an emulator, shown by `/api/v1/health`. */
  problems?(): string[];
  clientLimits?: Partial<ClientLimits>;
  /** Sources that call on others connect only after this; the page answers before. */
  beforeSources?: Promise<unknown>;
}

export interface RunningServer {
  /** Origin, such as `http://127.0.0.1:7470`. */
  readonly url: string;
  /** Good once and for 15 minutes. */
  readonly signInUrl: string;
  readonly token: string;
  /** A further one-time link. */
  createLink(): string;
  /** Ends connections, stops the sources, and brings everything to disk. May be called twice. */
  close(): Promise<void>;
}

/** Default of `data`, beside the working directory. */
export const DATA_FOLDER = '.millwright';
export const DEFAULT_PORT = 7470;
/** Queries, exports and back-computations: up to a gigabyte each. */
const HEAVY_AT_ONCE = 2;
const HEAVY_WAITING = 8;

/** Loads a plant or throws a StartError that lists its faults. */
export async function loadChecked(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ plant: Plant; warnings: Fault[] }> {
  const { plant, faults } = await loadPlant(folder, { environment });
  if (plant === undefined) {
    const lines = faults.filter((f) => f.severity === 'error').map(formatFault);
    throw new StartError('faults', `The plant in ${folder} has faults:\n${lines.join('\n')}`);
  }
  return { plant, warnings: faults };
}

/** Starts plants and API; resolves when the page answers. Throws StartError with the remedy. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const {
    port = DEFAULT_PORT,
    host = '127.0.0.1',
    page = resolve(import.meta.dirname, '../../web/dist'),
    log = (message: string) => void process.stderr.write(`${message}\n`),
  } = options;
  const startedAt = performance.now();
  const data = resolve(options.data ?? DATA_FOLDER);
  const environment = {
    ...process.env,
    ...options.environment,
    ...(options.replay === undefined ? {} : { MILLWRIGHT_REPLAY: resolve(options.replay) }),
  };
  const loaded = await Promise.all(options.plants.map((folder) => loadChecked(folder, environment)));
  refuseTwins(loaded.map(({ plant }) => plant));

  const witnesses = options.witnesses === undefined ? undefined : await readWitnesses(options.witnesses);
  const loopbackOnly = isLoopbackName(host);
  if (!loopbackOnly && options.tls === undefined && options.plainHttp !== true) throw unencrypted(host);
  const publicUrl = options.publicUrl === undefined ? undefined : originOf(options.publicUrl);
  const tls = options.tls === undefined ? undefined : await Tls.open(options.tls, log);
  const provider = options.oidc === undefined ? undefined : await IdentityProvider.open(options.oidc);
  if (provider !== undefined && publicUrl === undefined && isWildcard(host)) throw unnamed(host);
  const token = await inFolder(data, apiToken);
  const sessions = new Sessions(data);
  const credentials = await Credentials.open(data);
  const secure = tls !== undefined || publicUrl?.protocol === 'https:';
  const guard = new Guard({
    token,
    sessions,
    credentials,
    loopbackOnly,
    publicHost: publicUrl?.hostname,
    secure,
  });
  const hub = new LiveHub(options.clientLimits);
  const loopDelay = new LoopDelayMeter();
  const plants = new Map<string, PlantRuntime>();
  const entrance = new Entrance(
    () => Array.from(plants, ([plant, { decisions }]) => ({ plant, decisions })),
    credentials,
    sessions,
  );
  const drafts = new Map<string, Draft>();
  const announced: string[] = [];
  let rebuilding: Promise<unknown> = Promise.resolve();
  const heavy = new Gate(HEAVY_AT_ONCE, HEAVY_WAITING);
  let app: FastifyInstance | undefined;
  let origin = '';

  const release = async () => {
    hub.close();
    tls?.close();
    await app?.close();
    await rebuilding.catch(() => {});
    await Promise.all(Array.from(plants.values(), (runtime) => runtime.close()));
    await Promise.all(announced.map((file) => rm(file, { force: true })));
    loopDelay.stop();
    sessions.close();
  };

  const open = (plant: Plant) =>
    PlantRuntime.open({ plant, folder: join(data, plant.id), hub, environment, witnesses, log });
  const rebuild = async (documents: Plant) => {
    const before = plants.get(documents.id);
    if (before === undefined) throw new Error(`there is no plant ${documents.id}`);
    await before.overlay.follow(before.documents, documents);
    await before.close();
    let next: PlantRuntime;
    try {
      next = await open(documents);
    } catch (error) {
      const back = await open(before.documents);
      plants.set(documents.id, back);
      void back.start();
      throw error;
    }
    plants.set(documents.id, next);
    void next.start();
    hub.broadcast({ type: 'changed', plant: documents.id, revision: next.plant.revision });
  };

  try {
    for (const { plant } of loaded) {
      const folder = join(data, plant.id);
      const draft = await Draft.open({ folder: plant.folder, data: folder, environment, log });
      draft.belongsTo(plant.id);
      drafts.set(plant.id, draft);
    }
    const begun = loaded.map(({ plant }) => drafts.get(plant.id)?.resumed ?? plant);
    await provider?.refuseUnknownPlaces(begun);
    for (const plant of begun) plants.set(plant.id, await open(plant));
    app = await createApp({
      plants,
      drafts,
      rebuild: (documents) => {
        const done = rebuilding.then(() => rebuild(documents));
        rebuilding = done.catch(() => {});
        return done;
      },
      environment,
      guard,
      entrance,
      provider,
      tls,
      hub,
      loopDelay,
      version: packageJson.version,
      startedAt,
      page,
      origin: () => origin,
      heavy: (work) => heavy.pass(work) ?? Promise.reject(tooBusy()),
      problems: () => [...(options.problems?.() ?? []), ...(tls?.problem === undefined ? [] : [tls.problem])],
      log,
    });
    const bound = await listen(app, port, host);
    const shown = isWildcard(host) ? '127.0.0.1' : host;
    const own = `${tls === undefined ? 'http' : 'https'}://${shown.includes(':') ? `[${shown}]` : shown}:${bound}`;
    origin = publicUrl?.origin ?? own;
    if (tls?.problem !== undefined) log(tls.problem);
    guard.cookieName = `millwright-${bound}`;
    for (const plant of plants.keys()) {
      const file = join(data, plant, 'server.json');
      const announcement = { url: own, pid: process.pid, certificate: tls?.certificate };
      await writeFile(file, JSON.stringify(announcement), { mode: 0o600 });
      announced.push(file);
    }
  } catch (error) {
    await release();
    throw error;
  }

  for (const runtime of plants.values()) void runtime.start(options.beforeSources);

  const createLink = () => `${origin}/sign-in?token=${guard.sessions.createLink(FIRST_EMPLOYEE).token}`;
  let closing: Promise<void> | undefined;
  return {
    url: origin,
    signInUrl: createLink(),
    token,
    createLink,
    close: () => {
      closing ??= release();
      return closing;
    },
  };
}

function unencrypted(host: string): StartError {
  return new StartError(
    'tls',
    `Listening on ${host} without encryption would send passwords and tokens over the network as they are. ` +
      'Give a certificate (--tls-cert FILE --tls-key FILE), listen on 127.0.0.1 behind a proxy with TLS (--url https://its.name), ' +
      'or say --plain-http where the network itself is protected.',
  );
}

/** All addresses of the machine, and so none that people could be sent to. */
function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function unnamed(host: string): StartError {
  return new StartError(
    'oidc',
    `The identity provider must send people back to an address, and ${host} is none. Say it: --url https://mill.example.com`,
  );
}

function originOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '')
    return url;
  throw new StartError(
    'tls',
    `--url ${text} is no origin. Write it as https://mill.example.com or https://10.0.0.5:7470.`,
  );
}

function tooBusy(): ProblemError {
  return new ProblemError('busy', `${HEAVY_AT_ONCE} queries or exports run and ${HEAVY_WAITING} more wait.`, {
    remedy: 'Try again when one of them has ended.',
  });
}

async function readWitnesses(file: string): Promise<WitnessPolicy> {
  try {
    const policy = WitnessPolicy.parse(await readFile(file, 'utf8'));
    if (policy.witnesses.some(({ url }) => url !== undefined)) return policy;
    throw new NoteError('No witness has an address to be asked at. Write "witness NAME KEY ADDRESS".');
  } catch (error) {
    if (error instanceof NoteError || isErrnoException(error))
      throw new StartError('faults', `The witnesses in ${file} cannot be used. ${error.message}`);
    throw error;
  }
}

async function listen(app: FastifyInstance, port: number, host: string): Promise<number> {
  try {
    await app.listen({ port, host });
  } catch (error) {
    if (!isErrnoException(error)) throw error;
    switch (error.code) {
      case 'EADDRINUSE':
        throw new StartError(
          'port',
          `Port ${port} on ${host} is in use by another program, perhaps another Millwright. ` +
            `Stop it, or start with another port: --port ${port + 1}. ("lsof -i :${port}" shows who has it.)`,
        );
      case 'EACCES':
        throw new StartError(
          'port',
          `Port ${port} needs rights this user does not have. Use one above 1023: --port ${DEFAULT_PORT}.`,
        );
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
        throw new StartError(
          'port',
          `${host} is no address of this machine. Use --host 127.0.0.1, or 0.0.0.0 for all.`,
        );
    }
    throw error;
  }
  const address = app.server.address() as AddressInfo; // a TCP server that listens
  return address.port;
}

function refuseTwins(plants: readonly Plant[]): void {
  const folders = new Map<string, string>();
  for (const { id, folder } of plants) {
    const other = folders.get(id);
    if (other !== undefined) {
      throw new StartError(
        'faults',
        `Both ${other} and ${folder} are the plant "${id}". Give one another id in plant.yaml.`,
      );
    }
    folders.set(id, folder);
  }
}

/** Does something in a data folder; a fault says what to do about the folder. */
export async function inFolder<T>(folder: string, work: (folder: string) => Promise<T>): Promise<T> {
  try {
    return await work(folder);
  } catch (error) {
    throw folderError(folder, error);
  }
}

/** What to do about a data folder that cannot be used. */
function folderError(folder: string, error: unknown): unknown {
  if (!isErrnoException(error)) return error;
  const reason =
    error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'EPERM'
      ? 'it cannot be written. Give this user write access to it, or choose another folder with --data'
      : error.code === 'ENOSPC'
        ? 'no space is left on its disk. Free some space, or choose another folder with --data'
        : `${error.message}. Choose another folder with --data`;
  return new StartError('folder', `The data folder ${folder} cannot be used: ${reason}.`);
}
