/** How large the screen draws: 1 on a desk, 1.5 to 2 on a wall display, more where a person set larger text. */
import { useSyncExternalStore } from 'react';

/** Size of 1 rem over 16 px, for what is drawn or measured in pixels. Costs a style look-up: not per frame. */
export function textScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
}

/** The scale in a component; renders again when it changes, which is when the window moves to another display. */
export function useTextScale(): number {
  return useSyncExternalStore((listener) => {
    addEventListener('resize', listener);
    return () => removeEventListener('resize', listener);
  }, textScale);
}
