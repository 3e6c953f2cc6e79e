/**
 * Everything that belongs to looking at one plant: model, clock, values, alarms, connection. Made once per plant, lives
 * outside React, closed when another plant is chosen.
 */
import { type ApiClient, LiveConnection, type LiveState, type SourceInfo } from '@millwright/server/client';
import { createContext, useContext } from 'react';
import { AlarmBook } from './alarms/alarm-book.ts';
import { Office } from './decisions/office.ts';
import { PlantModel } from './plant/plant-model.ts';
import { Clock } from './time/clock.ts';
import { Pin } from './time/pin.ts';
import { TimeWindow } from './time/time-window.ts';
import { LiveValues } from './values/live-values.ts';
import { type PastSource, PastValues } from './values/past-values.ts';
import { PinnedValues } from './values/pinned-values.ts';
import { ScreenValues } from './values/screen-values.ts';
import { Outbox } from './work/outbox.ts';
import { openShelf } from './work/shelf.ts';

/** Live frames at most this often: smooth enough to watch, cheap enough for a laptop. */
const FRAME_GAP_MS = 100;
/** While REPLAY stands, the alarms of the instant are asked for after the clock has rested this long. */
const ALARM_REST_MS = 300;
/** What stands is asked for again after this when the server could not say it. */
const REFRESH_RETRY_MS = 3000;

/** Whether the list of standing alarms is complete; until it is, an empty one means nothing. */
export type Knowledge = 'asking' | 'known' | 'failed';

export class Session {
  readonly api: ApiClient;
  readonly plant: PlantModel;
  readonly clock: Clock;
  readonly values: ScreenValues;
  readonly live: LiveValues;
  readonly past: PastValues;
  /** The instant A of a comparison, and the plant at it. */
  readonly pin = new Pin();
  readonly pinned: PinnedValues;
  readonly alarms = new AlarmBook();
  readonly office: Office;
  /** Answers of rounds that wait for the connection. */
  readonly outbox: Outbox;
  readonly window: TimeWindow;
  /** When the server said what this was opened with, ms by this device; undefined: when it was opened. */
  readonly knownAt: number | undefined;
  #connection: LiveConnection;
  #connected: LiveState = 'connecting';
  #sources: readonly SourceInfo[] | undefined;
  #listeners = new Set<() => void>();
  #onChanged: () => void;
  #frame = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #refreshAgain: ReturnType<typeof setTimeout> | undefined;
  #standing: Knowledge = 'asking';
  #everOpen = false;
  #abort = new AbortController();

  /** @param knownAt when the server said what this is opened with, ms; undefined: just now */
  constructor(api: ApiClient, plant: PlantModel, onChanged: () => void, knownAt?: number) {
    this.api = api;
    this.plant = plant;
    this.knownAt = knownAt;
    if (knownAt !== undefined) this.#standing = 'failed';
    this.#onChanged = onChanged;
    const { info } = plant;
    const indexOf = (path: string) => plant.indexOf(path);
    this.office = new Office(api, info.id);
    this.outbox = new Outbox(this.office, openShelf());
    this.clock = new Clock();
    this.clock.sync(info.now);
    if (info.firstTime !== null) this.clock.earliest = info.firstTime;
    this.window = new TimeWindow(this.clock, info.firstTime);
    this.live = new LiveValues(plant.signals.length);
    const source: PastSource = {
      state: (at, signal) => api.state(info.id, at, signal),
      states: (query, signal) => api.states(info.id, query, signal),
    };
    this.past = new PastValues(plant.signals.length, indexOf, source, this.window);
    this.pinned = new PinnedValues(plant.signals.length, indexOf, this.pin, source.state);
    this.values = new ScreenValues(this.clock, this.live, this.past);
    this.#connection = new LiveConnection(api);
    this.#connection.listen({
      state: (state) => this.#stateChanged(state),
      alarm: (id, _change, occurrence) => id === info.id && this.alarms.put([occurrence]),
      sources: (id, items) => {
        if (id !== info.id) return;
        this.#heard(items);
      },
      events: (id, items) => id === info.id && this.office.heard(items),
      clock: (now) => this.clock.sync(now),
      changed: (id, revision) => id === info.id && revision !== info.revision && this.#onChanged(),
    });
    this.#connection.subscribe(
      { plant: info.id, signals: '*', every: FRAME_GAP_MS },
      {
        subscribed: (paths) => this.live.setOrder(paths, indexOf),
        frame: (frame) => this.live.apply(frame),
      },
    );
    this.clock.subscribe(this.#clockMoved);
    addEventListener('online', this.#comeBack);
    document.addEventListener('visibilitychange', this.#comeBack);
    // Who this is and what waits to be sent is known here too.
    if (knownAt !== undefined) void this.office.open().then(() => this.outbox.send());
    this.#run();
  }

  /** State of the connection, for banners. `lost` once it was open and is not now. */
  get connection(): 'connecting' | 'open' | 'lost' | 'signed-out' {
    if (this.#connected === 'open') return 'open';
    if (this.#connected === 'signed-out') return 'signed-out';
    return this.#everOpen || this.knownAt !== undefined ? 'lost' : 'connecting';
  }

  /** Whether this was opened without connection and has had none since. */
  get neverOpen(): boolean {
    return !this.#everOpen;
  }

  /** Whether what stands now is known; once it was, a lost connection leaves what was known, and its banner says so. */
  get standingKnown(): Knowledge {
    return this.#standing;
  }

  /** Newest states of the sources; undefined before the first answer. */
  get sources(): readonly SourceInfo[] | undefined {
    return this.#sources;
  }

  /** Hears of changes of connection and sources. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Loads the alarms that stood at some time in a range into the book. Failures leave what is known. */
  async loadAlarms(from: number, to: number): Promise<void> {
    try {
      this.alarms.put(await this.api.alarms(this.plant.info.id, { from, to }, this.#abort.signal));
    } catch {
      // The connection banner says it; the timeline asks again when it moves.
    }
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#rest);
    clearTimeout(this.#refreshAgain);
    this.#abort.abort();
    removeEventListener('online', this.#comeBack);
    document.removeEventListener('visibilitychange', this.#comeBack);
    this.#connection.close();
    this.outbox.close();
    this.office.close();
    this.values.close();
    this.live.close();
    this.past.close();
    this.pinned.close();
    this.#listeners.clear();
  }

  #stateChanged(state: LiveState): void {
    this.#connected = state;
    if (state === 'open') {
      if (!this.#everOpen && this.knownAt !== undefined) void this.#catchUp();
      this.#everOpen = true;
      void this.#refresh();
      void this.office.open().then(() => this.outbox.send());
    } else {
      clearTimeout(this.#refreshAgain);
      this.live?.lose();
    }
    this.#notify();
  }

  /** The plant may have changed since it was kept. */
  async #catchUp(): Promise<void> {
    const { id, revision } = this.plant.info;
    const now = await this.api.plant(id, this.#abort.signal).catch(() => undefined);
    if (now && now.revision !== revision) this.#onChanged();
  }

  #heard(sources: readonly SourceInfo[]): void {
    this.#sources = sources;
    this.#notify();
  }

  async #refresh(): Promise<void> {
    const id = this.plant.info.id;
    const { signal } = this.#abort;
    try {
      const at = this.clock.serverNow();
      const [standing, sources] = await Promise.all([
        this.api.alarms(id, {}, signal),
        this.api.sources(id, signal),
      ]);
      this.alarms.reconcile(standing, at);
      this.#standing = 'known';
      this.#heard(sources);
      if (this.office.who === undefined) void this.office.open();
    } catch {
      if (signal.aborted) return;
      if (this.#standing === 'asking') this.#standing = 'failed';
      this.#notify();
      // Lost again: the next opening asks. Otherwise the server may be able to say it soon.
      clearTimeout(this.#refreshAgain);
      if (this.#connected === 'open') {
        this.#refreshAgain = setTimeout(() => void this.#refresh(), REFRESH_RETRY_MS);
      }
    }
  }

  /** A phone that is back in the network, or taken out of the pocket, does not wait for the next attempt. */
  #comeBack = (): void => {
    if (document.visibilityState !== 'visible' || this.#connected !== 'connecting') return;
    this.#connection.reconnect();
    void this.outbox.send();
  };

  #clockMoved = (): void => {
    if (this.clock.live) return;
    this.past.follow(this.clock);
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      const at = Math.round(this.clock.now());
      void this.loadAlarms(at - 1, at);
    }, ALARM_REST_MS);
  };

  #run = (): void => {
    this.clock.tick();
    if (!this.clock.live) this.past.follow(this.clock);
    this.#frame = requestAnimationFrame(this.#run);
  };

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Loads what a session needs to begin. `knownAt` says, once it is loaded, when the server said it, where that is not now. */
export async function openSession(
  api: ApiClient,
  plantId: string,
  onChanged: () => void,
  knownAt: () => number | undefined,
): Promise<Session> {
  const [info, types, twins] = await Promise.all([
    api.plant(plantId),
    api.types(plantId),
    api.twins(plantId),
  ]);
  return new Session(api, new PlantModel(info, types, twins), onChanged, knownAt());
}

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession needs a SessionContext above it');
  return session;
}
