/** Renders a chart again when the clock or the window moved, a few times a second. */
import { useEffect, useState } from 'react';
import { useSession } from '../session.ts';

/** The chart slides and takes new samples at most this often. */
const UPDATE_MS = 250;
const LIVE_MS = 500;

export function useChartBeat(): void {
  const { clock, window: span } = useSession();
  const [, setBeat] = useState(0);
  useEffect(() => {
    let last = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const beat = () => {
      timer = undefined;
      last = Date.now();
      setBeat((count) => count + 1);
    };
    const soon = () => {
      timer ??= setTimeout(beat, Math.max(16, last + UPDATE_MS - Date.now()));
    };
    const regular = setInterval(() => (clock.live || clock.state.playing) && soon(), LIVE_MS);
    const offs = [clock.subscribe(soon), span.subscribe(soon)];
    return () => {
      clearTimeout(timer);
      clearInterval(regular);
      for (const off of offs) off();
    };
  }, [clock, span]);
}
