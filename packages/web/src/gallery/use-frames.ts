/** Calls back about twenty times a second while it is wanted. */
import { useEffect, useRef } from 'react';

const GAP_MS = 45;

/** `frame` gets the milliseconds since the last call and since the first. */
export function useFrames(on: boolean, frame: (ms: number, total: number) => void): void {
  const latest = useRef(frame);
  latest.current = frame;
  useEffect(() => {
    if (!on) return;
    let handle = 0;
    let first = Number.NaN;
    let last = Number.NaN;
    const look = (now: number) => {
      handle = requestAnimationFrame(look);
      if (Number.isNaN(first)) {
        first = now;
        last = now;
        return;
      }
      if (now - last < GAP_MS) return;
      latest.current(Math.min(200, now - last), now - first);
      last = now;
    };
    handle = requestAnimationFrame(look);
    return () => cancelAnimationFrame(handle);
  }, [on]);
}
