/** How components read clock, values and alarms: snapshots that change at most ten times a second. */
import type { AlarmOccurrence } from '@millwright/server/client';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { SignalNode } from '../plant/plant-model.ts';
import { type Knowledge, useSession } from '../session.ts';
import type { ClockState } from '../time/clock.ts';
import { MOVING_GAP_MS } from './value-source.ts';

export interface Reading {
  value: number;
  time: number;
  quality: number;
}

/**
 * Renders again when values on screen changed, at most once per `gap` ms (while the person moves through time, as the
 * picture follows the pointer): for tables of many values, which read `session.values` by themselves. The first change
 * after a rest is shown at once.
 */
export function useValuesBeat(gap: number): number {
  const { values, clock } = useSession();
  const [beat, setBeat] = useState(0);
  useEffect(() => {
    let last = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const off = values.subscribe(() => {
      timer ??= setTimeout(
        () => {
          timer = undefined;
          last = Date.now();
          setBeat((count) => count + 1);
        },
        Math.max(0, last + (clock.live ? gap : MOVING_GAP_MS) - Date.now()),
      );
    });
    return () => {
      off();
      clearTimeout(timer);
    };
  }, [values, clock, gap]);
  return beat;
}

/** The value of a signal at the clock's instant. Renders again only when it changed. */
export function useReading(signal: SignalNode | undefined): Reading {
  const { values } = useSession();
  const cache = useMemo(() => ({ reading: { value: Number.NaN, time: Number.NaN, quality: 3 } }), []);
  return useSyncExternalStore(values.subscribe, () => {
    if (!signal) return cache.reading;
    const i = signal.index;
    const { reading } = cache;
    if (
      !Object.is(reading.value, values.values[i]) ||
      !Object.is(reading.time, values.times[i]) ||
      reading.quality !== values.quality[i]
    ) {
      cache.reading = { value: values.values[i], time: values.times[i], quality: values.quality[i] };
    }
    return cache.reading;
  });
}

export function useClockState(): ClockState {
  const { clock } = useSession();
  return useSyncExternalStore(clock.subscribe, () => clock.state);
}

/** The clock's instant, rounded down to `grid` ms; renders again when it passes a line of the grid. */
export function useInstant(grid = 1000): number {
  const { clock } = useSession();
  const read = () =>
    clock.live || clock.state.playing ? Math.floor(clock.now() / grid) * grid : clock.now();
  const [instant, setInstant] = useState(read);
  useEffect(() => {
    const update = () => setInstant(read());
    const off = clock.subscribe(update);
    const timer = setInterval(update, Math.max(100, Math.min(1000, grid / 2)));
    update();
    return () => {
      off();
      clearInterval(timer);
    };
  });
  return instant;
}

export function useAlarmsVersion(): number {
  const { alarms } = useSession();
  return useSyncExternalStore(alarms.subscribe, () => alarms.version);
}

/** The alarms standing at the clock's instant, worst first. */
export function useStandingAlarms(): AlarmOccurrence[] {
  const { alarms } = useSession();
  const version = useAlarmsVersion();
  const instant = useInstant(1000);
  // The version stands for the content of the book.
  return useMemo(() => alarms.standingAt(instant), [alarms, version, instant]);
}

/** Whether the standing alarms are known; of the past, what is known is the answer for the instant. */
export function useStandingKnown(): Knowledge {
  const session = useSession();
  const known = useSyncExternalStore(session.subscribe, () => session.standingKnown);
  return useClockState().mode === 'live' ? known : 'known';
}
