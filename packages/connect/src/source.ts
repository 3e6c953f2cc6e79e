/**
 * A source: a connection that feeds signals of the plant. This file is the whole contract between the platform and a
 * protocol; a new protocol implements `Source` and nothing else (see README, "Adding a protocol").
 */
import type { Plant, SampleBatch, SourceDefinition } from '@millwright/model';

/**
 * - `stopped`: not started, or stopped on purpose.
 * - `connecting`: no connection; trying, with growing pauses.
 * - `connected`: the peer answers and every mapped signal can be fed.
 * - `degraded`: the peer answers, but some mapped signals cannot be fed; `lastError` names one.
 * - `failed`: nothing will come before a person acts (settings, certificate, password); still tried now and then.
 */
export type SourceState = 'stopped' | 'connecting' | 'connected' | 'degraded' | 'failed';

/** What a source tells about itself. Times are milliseconds since 1970 by the platform's clock. */
export interface SourceStatus {
  state: SourceState;
  /** What it talks to, for people, without secrets. */
  endpoint: string;
  /** Mean over the last ten full seconds. */
  samplesPerSecond: number;
  /** Samples delivered since the source was made, gap samples excepted. */
  samplesTotal: number;
  /** Samples and addresses that could not be used: unknown address, wrong type. */
  rejectedTotal: number;
  /** Number of mapped signals. */
  signals: number;
  /** Arrival of the newest sample; its age is the age of the source. */
  lastSampleAt: number | null;
  /** When `state` last changed. */
  since: number;
  lastError: { at: number; message: string } | null;
}

export type LogLevel = 'info' | 'warning' | 'error';

/** What the platform gives a source. */
export interface SourceContext {
  plant: Plant;
  /**
   * Takes a batch over; the source never touches it again. Called synchronously, must not throw.
   *
   * The answer is the back-pressure of the platform: a promise that resolves (never rejects) when the batch is on disk, or
   * undefined where it is done with at once. Promises that stay open mean that the plant does not keep up: a source that can
   * make its peer wait, or can read later what it leaves unread now, does so beyond some number of open samples (`Pressure`).
   * Batches in shared memory (`allocateSharedBatch`) are lent, and belong to the source again when the promise resolves.
   */
  deliver(batch: SampleBatch): Promise<void> | undefined;
  /** Milliseconds since 1970. */
  clock(): number;
  /** Folder of this source's own files (keys, certificates), made by the source when it needs one. */
  folder: string;
  log(level: LogLevel, message: string): void;
  environment: Readonly<Record<string, string | undefined>>;
}

export interface DiscoverOptions {
  /** Stops the walk early; what was found so far is returned. */
  signal?: AbortSignal;
  /** How long to listen to or walk through the peer, milliseconds. Default 30,000. */
  timeout?: number;
  /** At most so many nodes are looked at. Default 50,000. */
  limit?: number;
}

/** A proposal of types, twins and mappings as documents of a plant folder; a person confirms it by saving them. */
export interface Discovery {
  /** How many nodes, metrics or topics were looked at. */
  nodes: number;
  documents: { file: string; yaml: string }[];
  /** What was left out and why, for people. */
  notes: string[];
}

/** A value a person or a rule wants to have written to a machine. */
export interface WriteRequest {
  /** Path of the signal. */
  path: string;
  /** In the signal's unit; for states also the name of the state. */
  value: number | boolean | string;
}

/** What allows a write: the event of the journal that approved exactly these values. It is logged with the write. */
export interface WriteAuthority {
  /** Id of the proposal. */
  proposal: string;
  /** `seq` of the event. */
  event: number;
}

/** What the checks found for one request; no faults means that it can be written once it is approved. */
export interface WriteCheck {
  path: string;
  /** The value in the signal's unit, where it could be read. */
  value?: number;
  faults: string[];
}

/** What the peer answered to one request. */
export interface WriteOutcome {
  path: string;
  written: boolean;
  /** Why not, in the words of the peer. */
  message?: string;
}

export interface Source {
  /** Name in `sources.yaml`. */
  readonly name: string;
  readonly kind: string;
  /**
   * Begins to connect and returns without waiting for the peer. Never rejects because of the peer or of the settings:
   * those show in `status()`, and the rest of the plant runs on.
   */
  start(): Promise<void>;
  /** Ends the connection, releases sockets and timers. Nothing is delivered after it has resolved. May be called twice. */
  stop(): Promise<void>;
  status(): SourceStatus;
  /** Looks at what the peer offers and proposes documents. Rejects where the peer cannot be reached. */
  discover?(options?: DiscoverOptions): Promise<Discovery>;
  /** Checks requests against plant and peer; reads at most, writes nothing. Rejects where the peer cannot be asked. */
  check?(requests: readonly WriteRequest[]): Promise<WriteCheck[]>;
  /**
   * Writes to the machine what was approved, after the same checks. Rejects with `WriteRefused`, and nothing is written, where
   * a check finds a fault; otherwise one outcome per request, in their order. An outcome that is unknown (the connection broke
   * meanwhile) rejects with `OutcomeUnknown`: whoever asked has to read back.
   */
  write?(requests: readonly WriteRequest[], authority: WriteAuthority): Promise<WriteOutcome[]>;
}

/** Makes the source of one kind. Cheap, opens nothing. */
export type SourceFactory = (definition: SourceDefinition, context: SourceContext) => Source;
