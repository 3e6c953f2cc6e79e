/** One plant at work: its sources, its columns, its past, and the pipeline between them. */
import { join } from 'node:path';
import { HttpSource, type Pushed, type PushedSample, readPushed, type Source } from '@millwright/connect';
import { Historian } from '@millwright/historian';
import type { WitnessPolicy } from '@millwright/journal';
import { type AlarmTransition, computeBack, explain, LiveStore } from '@millwright/live';
import {
  checkFormula,
  formatFault,
  nearest,
  type Plant,
  type SignalType,
  type SourceDefinition,
  type Twin,
  type TwinType,
  withFormula,
} from '@millwright/model';
import type { SeenSource } from '@millwright/operate';
import { ProblemError } from '../api/problems.ts';
import type { AlarmOccurrence, ExplainNode, SourceInfo } from '../api/schemas.ts';
import { Decisions } from '../decisions/decisions.ts';
import { Operations } from '../decisions/operations.ts';
import { sameSource } from '../engineering/differences.ts';
import type { LiveHub, LivePlant } from '../live/hub.ts';
import { AlarmLog } from './alarm-log.ts';
import { describeAlarm, describeRecordedAlarm } from './describe.ts';
import { removeLeftExports } from './export.ts';
import { Feeds } from './feeds.ts';
import { makeSource } from './make-source.ts';
import { FormulaOverlay } from './overlay.ts';
import { Pipeline } from './pipeline.ts';
import { Recorder } from './recorder.ts';
import { restore } from './restore.ts';

/** The newest faults are enough to tell that something is wrong. */
const MOST_PROBLEMS = 20;
/** Questions about years take a second; longer ones are worth telling. */
const HISTORIAN_LATE_MS = 2000;

export interface RuntimeOptions {
  /** As loaded from its folder, without errors. */
  plant: Plant;
  /** Data folder of the plant. */
  folder: string;
  hub: LiveHub;
  environment: Readonly<Record<string, string | undefined>>;
  /** Who signs the journal besides; none: nobody. */
  witnesses?: WitnessPolicy | undefined;
  log(message: string): void;
}

export class PlantRuntime implements LivePlant {
  readonly folder: string;
  readonly columns: LiveStore;
  readonly historian: Historian;
  readonly recorder: Recorder;
  readonly pipeline: Pipeline;
  readonly overlay: FormulaOverlay;
  readonly decisions: Decisions;
  readonly operations: Operations;
  feeds: Feeds;
  sources: readonly Source[];
  #plant: Plant;
  /** As the documents have it, without formulas changed while running. */
  #documents: Plant;
  #environment: RuntimeOptions['environment'];
  #hub: LiveHub;
  #log: (message: string) => void;
  #alarmLog: AlarmLog;
  #problems: string[] = [];
  #changing: Promise<unknown> = Promise.resolve();
  /** Sources wait for their peers to start: nobody stopped them. */
  #waiting = true;
  #closed = false;

  /**
   * Opens the data folder and restores the newest state; nothing is fed yet. Rejects with the historian's error where the
   * folder is in use or cannot be written.
   */
  static async open(options: RuntimeOptions): Promise<PlantRuntime> {
    const { plant, folder, log, hub } = options;
    const historian = await Historian.open({ folder: join(folder, 'history'), plant, log });
    try {
      await removeLeftExports(folder);
      const overlay = await FormulaOverlay.open(folder);
      const current = overlay.apply(plant);
      for (const problem of overlay.problems) log(problem);
      const live = new LiveStore(current);
      await restore(live, historian, current, Date.now(), log);
      const decisions = await Decisions.open({
        folder,
        live,
        isLive: () => !current.sources.some(({ kind }) => kind === 'replay'),
        witnesses: options.witnesses,
        log,
        happened: (items) => {
          hub.broadcast({ type: 'events', plant: plant.id, items: [...items] });
          runtime?.operations.happened(items);
        },
      });
      const runtime: PlantRuntime | undefined = new PlantRuntime(
        options,
        current,
        live,
        historian,
        overlay,
        decisions,
      );
      return runtime;
    } catch (error) {
      await historian.close();
      throw error;
    }
  }

  private constructor(
    { folder, hub, environment, log, plant: documents }: RuntimeOptions,
    plant: Plant,
    live: LiveStore,
    historian: Historian,
    overlay: FormulaOverlay,
    decisions: Decisions,
  ) {
    this.folder = folder;
    this.#plant = plant;
    this.#documents = documents;
    this.#environment = environment;
    this.columns = live;
    this.historian = historian;
    this.overlay = overlay;
    this.decisions = decisions;
    this.#hub = hub;
    this.#log = log;
    this.feeds = new Feeds(documents);
    this.recorder = new Recorder({ append: (batch) => historian.append(batch), log });
    this.operations = new Operations({
      decisions,
      live,
      plant: () => this.#plant,
      connections: () => this.#connections(),
      sourceOf: (path) => this.#sourceOf(path),
      history: historian,
      push: (batch) => this.pipeline.push(batch),
      fault: (doing, error) => this.#fault(doing, error),
    });
    this.#alarmLog = new AlarmLog((transition) => historian.recordAlarm(transition));
    this.pipeline = new Pipeline(live, {
      recorder: this.recorder,
      changed: () => hub.tick(plant.id),
      alarm: (transition) => this.#alarm(transition),
      fault: (error) => this.#fault('a step of the pipeline', error),
    });
    this.sources = plant.sources.map((definition) => this.#makeSource(definition));
    hub.host(this);
    this.pipeline.start();
    this.operations.start();
  }

  /** Those that others push to, or that read files, keep no connection. */
  #connections(): SeenSource[] {
    return this.sourceInfos()
      .filter(({ kind }) => kind !== 'http' && kind !== 'replay')
      .map(({ name, state, since, lastError }) => ({
        name,
        connected: state === 'connected' || state === 'degraded',
        since,
        message: lastError?.message,
      }));
  }

  #sourceOf(path: string): Source | undefined {
    const id = this.#plant.signalId(path);
    const name = id === undefined ? undefined : this.feeds.sourceOf(id);
    return this.sources.find((source) => source.name === name);
  }

  get plant(): Plant {
    return this.#plant;
  }

  /** The plant as its documents have it, without the formulas changed while running. */
  get documents(): Plant {
    return this.#documents;
  }

  /**
   * Lets the sources connect; does not wait for their peers. Those that listen themselves (an embedded broker) start at
   * once, the others when `peers` has settled: an emulator that still starts would only be knocked at in vain.
   */
  async start(peers: Promise<unknown> = Promise.resolve()): Promise<void> {
    const listens = ({ name, kind }: Source) =>
      kind === 'http' || this.#plant.sources.find((s) => s.name === name)?.settings.broker === 'embedded';
    const begin = (source: Source) => this.#begin(source);
    await Promise.all(this.sources.filter(listens).map(begin));
    await peers.catch(() => {});
    this.#waiting = false;
    await Promise.all(this.sources.filter((source) => !listens(source)).map(begin));
  }

  /** Ends sources, takes in what they still delivered, and brings everything to disk. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.sources.map((source) => this.#stop(source)));
    this.pipeline.stop();
    this.pipeline.tick();
    this.pipeline.close();
    const lost = await this.recorder.close();
    if (lost > 0) this.#log(`${lost} samples could not be stored: ${this.recorder.status().failure}`);
    await this.operations.close();
    await this.#alarmLog.close();
    await this.decisions.close().catch((error: unknown) => this.#fault('closing the journal', error));
    await this.historian.flush().catch((error: unknown) => this.#fault('the last flush', error));
    await this.historian.close();
  }

  sourceInfos(): SourceInfo[] {
    return this.#plant.sources.map(({ name, label, kind }, index) => {
      const status = this.sources[index].status();
      if (this.#waiting && status.state === 'stopped')
        return { name, label, kind, ...status, state: 'connecting' };
      return { name, label, kind, ...status };
    });
  }

  /** Checks pushed samples and counts them with the sources of the kind `http`. */
  readPushed(samples: readonly PushedSample[]): Pushed {
    const sources = this.sources.filter((source) => source instanceof HttpSource);
    return readPushed(this.#plant, samples, sources, (id) => this.feeds.sourceOf(id), Date.now());
  }

  /** What a person should know is wrong, for `/api/v1/health`. */
  async problems(): Promise<string[]> {
    const id = this.#plant.id;
    const list = [...this.overlay.problems, ...this.#problems];
    const stored = await this.#historianProblem();
    const { failure, lost, waiting } = this.recorder.status();
    if (failure !== undefined) {
      list.push(
        `${id}: samples cannot be stored: ${failure} ${waiting} samples wait in memory, ${lost} were lost.`,
      );
    } else {
      if (stored !== undefined) list.push(`${id}: ${stored}`);
      if (lost > 0) list.push(`${id}: ${lost} samples were lost while they could not be stored.`);
    }
    const undecided = this.decisions.failure;
    if (undecided !== undefined) list.push(`${id}: nothing more can be decided: ${undecided}`);
    const alarmFailure = this.#alarmLog.failure;
    if (alarmFailure !== undefined) list.push(`${id}: alarms cannot be recorded: ${alarmFailure}`);
    for (const source of this.sources) {
      const { state, lastError } = source.status();
      if (state === 'failed')
        list.push(`${id}: the source ${source.name} has failed: ${lastError?.message ?? ''}`);
    }
    return list;
  }

  /** What is wrong with the historian apart from taking samples in; a busy one is not waited for. */
  async #historianProblem(): Promise<string | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve('the historian is busy and answers late.'), HISTORIAN_LATE_MS);
    });
    const told = this.historian.statistics().then(
      ({ problem }) => problem ?? undefined,
      () => this.historian.failure,
    );
    return Promise.race([told, late]).finally(() => clearTimeout(timer));
  }

  async firstTime(): Promise<number | undefined> {
    const time = await this.historian.firstTime();
    return time === undefined || !Number.isFinite(time) ? undefined : time;
  }

  liveStatistics(): Record<string, number> {
    const counters: Record<string, number> = {};
    for (const [name, value] of Object.entries(this.columns.statistics)) {
      if (typeof value === 'number') counters[name] = value;
    }
    return counters;
  }

  standingAlarms(): AlarmOccurrence[] {
    return this.columns.standing().map(describeAlarm);
  }

  async alarmsAt(time: number): Promise<AlarmOccurrence[]> {
    return (await this.historian.alarmsAt(time)).map(describeRecordedAlarm);
  }

  async alarmsBetween(from: number, to: number): Promise<AlarmOccurrence[]> {
    return (await this.historian.alarms(from, to)).map(describeRecordedAlarm);
  }

  explain(id: number, at: number): Promise<ExplainNode> {
    return explain(this.#plant, id, at, this.historian);
  }

  /** The type, or a problem with the nearest right name. */
  twinType(name: string): TwinType {
    const type = this.#plant.type(name);
    if (type !== undefined) return type;
    const near = nearest(
      name,
      this.#plant.types.map((t) => t.name),
    );
    throw new ProblemError('no-type', `There is no twin type "${name}"${hint(near)}`, {
      where: 'type',
      remedy: 'GET …/types lists the types.',
    });
  }

  /** The twin, or a problem with the nearest right path. */
  twin(path: string): Twin {
    const twin = this.#plant.twin(path);
    if (twin !== undefined) return twin;
    const near = nearest(
      path,
      this.#plant.twins.map((t) => t.path),
    );
    throw new ProblemError('no-twin', `There is no twin "${path}"${hint(near)}`, {
      where: 'twin',
      remedy: 'GET …/twins lists the twins.',
    });
  }

  signalType(typeName: string, name: string): { type: TwinType; signal: SignalType } {
    const type = this.twinType(typeName);
    const signal = type.signal(name);
    if (signal !== undefined) return { type, signal };
    const near = nearest(
      name,
      type.signals.map((s) => s.name),
    );
    throw new ProblemError('no-signal', `The type "${typeName}" has no signal "${name}"${hint(near)}`, {
      where: 'signal',
      remedy: 'GET …/types lists the signals of every type.',
    });
  }

  /** Checks the formula, begins (records who decided it), keeps it on disk, then swaps it in. One change at a time. */
  changeFormula(
    type: TwinType,
    signal: SignalType,
    text: string,
    begin: () => Promise<unknown>,
  ): Promise<void> {
    const change = this.#changing.then(() => this.#change(type.name, signal, text, begin));
    this.#changing = change.catch(() => {});
    return change;
  }

  /**
   * Takes on changed documents of the same layout (`mannerOf`: live or sources) while everything runs on; sources that
   * changed are made anew.
   */
  adopt(documents: Plant): Promise<void> {
    const change = this.#changing.then(() => this.#adopt(documents));
    this.#changing = change.catch(() => {});
    return change;
  }

  async #adopt(documents: Plant): Promise<void> {
    await this.overlay.follow(this.#documents, documents);
    const plant = this.overlay.apply(documents);
    this.columns.swap(plant);
    await this.historian.swap(plant);
    const before = new Map(this.#plant.sources.map((definition, i) => [definition, this.sources[i]]));
    const kept = new Set<Source>();
    const sources = plant.sources.map((definition) => {
      const same = [...before].find(([other]) => sameSource(other, definition));
      if (same === undefined) return this.#makeSource(definition);
      kept.add(same[1]);
      return same[1];
    });
    const gone = this.sources.filter((source) => !kept.has(source));
    const fresh = sources.filter((source) => !kept.has(source));
    this.#plant = plant;
    this.#documents = documents;
    this.feeds = new Feeds(documents);
    this.sources = sources;
    // A new source may listen on the port that the one before still holds.
    await Promise.all(gone.map((source) => this.#stop(source)));
    for (const source of fresh) void this.#begin(source);
    this.#hub.broadcast({ type: 'changed', plant: plant.id, revision: plant.revision });
  }

  #makeSource(definition: SourceDefinition): Source {
    return makeSource(definition, {
      plant: this.#plant,
      deliver: (batch) => this.pipeline.push(batch),
      clock: Date.now,
      folder: sourceFolder(this.folder, definition.name),
      log: (level, message) => {
        if (level !== 'info') this.#log(`${definition.name}: ${message}`);
      },
      environment: this.#environment,
    });
  }

  async #begin(source: Source): Promise<void> {
    if (this.#closed) return;
    await source.start().catch((error: unknown) => this.#fault(`starting the source ${source.name}`, error));
  }

  #stop(source: Source): Promise<void> {
    return source.stop().catch((error: unknown) => this.#fault(`stopping the source ${source.name}`, error));
  }

  /** Returns the number of samples that were computed and stored. */
  computeBack(type: TwinType, signal: SignalType, from: number, to: number): Promise<number> {
    return computeBack(this.#plant, type, signal.name, from, to, this.historian, (batch) =>
      this.recorder.append(batch),
    );
  }

  async #change(
    typeName: string,
    { name, formula }: SignalType,
    text: string,
    begin: () => Promise<unknown>,
  ): Promise<void> {
    if (formula === undefined) {
      throw new ProblemError('conflict', `${typeName}.${name} is measured, not derived.`, {
        remedy:
          'Declare a derived signal with a formula in the type; then its formula can be changed while running.',
      });
    }
    const { plant, faults } = withFormula(this.#plant, typeName, name, text);
    if (plant === undefined) {
      // The same check once more, for positions within the text instead of a place in a document.
      const type = this.twinType(typeName);
      const checked = checkFormula(text, type, this.#plant, type.signal(name)?.unit).faults;
      throw new ProblemError('formula', checked[0]?.message ?? faults.map(formatFault).join('; '), {
        where: 'body/formula',
        faults: checked.length > 0 ? checked : undefined,
        remedy: checked[0]?.suggestion && `Did you mean "${checked[0].suggestion}"?`,
      });
    }
    await begin();
    await this.overlay.set(typeName, name, text, formula.text);
    this.columns.swap(plant);
    this.#plant = plant;
    this.#hub.broadcast({ type: 'changed', plant: plant.id, revision: plant.revision });
  }

  #alarm(transition: AlarmTransition): void {
    this.#alarmLog.add(transition);
    this.operations.alarm(transition);
    this.#hub.broadcast({
      type: 'alarm',
      plant: this.#plant.id,
      change: transition.change,
      occurrence: describeAlarm(transition),
    });
  }

  /** A fault of ours or of the machine, told once per text. */
  #fault(doing: string, error: unknown): void {
    const problem = `${this.#plant.id}: ${doing}: ${error instanceof Error ? error.message : String(error)}`;
    if (this.#problems.includes(problem)) return;
    this.#problems.push(problem);
    if (this.#problems.length > MOST_PROBLEMS) this.#problems.shift();
    this.#log(error instanceof Error && error.stack !== undefined ? `${problem}\n${error.stack}` : problem);
  }
}

/** Where a source keeps its keys and certificates. */
export function sourceFolder(data: string, name: string): string {
  return join(data, 'sources', name);
}

function hint(near: string | undefined): string {
  return near === undefined ? '.' : `; did you mean "${near}"?`;
}
