/** Turns an exhibit by pointer, wheel and arrow keys. */
import { type KeyboardEvent, type PointerEvent, useRef, useState, type WheelEvent } from 'react';
import type { Look } from './exhibit.ts';

const DEGREES_PER_PIXEL = 0.4;
const DEGREES_PER_KEY = 10;
const ZOOM_PER_KEY = 1.15;
const NEAR_MOST = 6;
const NEAR_LEAST = 0.6;
const ABOVE_MOST = 85;
const ABOVE_LEAST = -10;

export function useOrbit(first: Look) {
  const [look, setLook] = useState(first);
  const held = useRef<{ x: number; y: number } | undefined>(undefined);
  const turn = (around: number, above: number) =>
    setLook((before) => ({
      ...before,
      around: before.around + around,
      above: Math.max(ABOVE_LEAST, Math.min(ABOVE_MOST, before.above + above)),
    }));
  const zoom = (by: number) =>
    setLook((before) => ({ ...before, near: Math.max(NEAR_LEAST, Math.min(NEAR_MOST, before.near * by)) }));
  const handlers = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      held.current = { x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (!held.current) return;
      turn(
        (held.current.x - event.clientX) * DEGREES_PER_PIXEL,
        (event.clientY - held.current.y) * DEGREES_PER_PIXEL,
      );
      held.current = { x: event.clientX, y: event.clientY };
    },
    onPointerUp: () => {
      held.current = undefined;
    },
    onWheel: (event: WheelEvent) => zoom(event.deltaY < 0 ? ZOOM_PER_KEY : 1 / ZOOM_PER_KEY),
    onKeyDown: (event: KeyboardEvent) => {
      const act = keyed(event.key);
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    },
  };
  const keyed = (key: string): (() => void) | undefined => {
    switch (key) {
      case 'ArrowLeft':
        return () => turn(-DEGREES_PER_KEY, 0);
      case 'ArrowRight':
        return () => turn(DEGREES_PER_KEY, 0);
      case 'ArrowUp':
        return () => turn(0, DEGREES_PER_KEY);
      case 'ArrowDown':
        return () => turn(0, -DEGREES_PER_KEY);
      case '+':
      case '=':
        return () => zoom(ZOOM_PER_KEY);
      case '-':
        return () => zoom(1 / ZOOM_PER_KEY);
      default:
        return undefined;
    }
  };
  return [look, handlers] as const;
}
