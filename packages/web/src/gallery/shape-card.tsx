/** A kind as a card: drawn once when it comes into view, moving while the pointer or the focus is on it. */
import type { ShapeKind } from '@millwright/model/shapes';
import { useEffect, useRef, useState } from 'react';
import { useThemeName } from '../state/use-theme.ts';
import { Exhibit, targetsOf } from './exhibit.ts';
import { shownAt } from './play.ts';
import type { Studio } from './studio.ts';
import { useFrames } from './use-frames.ts';
import { useSeen } from './use-seen.ts';

interface Props {
  kind: ShapeKind;
  title: string;
  studio: Studio;
  onOpen: () => void;
}

/** A card turns this many degrees a second while it is looked at. */
const TURN_PER_SECOND = 24;
const LOOK = { around: 32, above: 22, near: 1 };

export function ShapeCard({ kind, title, studio, onOpen }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const seen = useSeen(canvas);
  const theme = useThemeName();
  const [active, setActive] = useState(false);
  const exhibit = useRef<Exhibit | null>(null);

  const paint = (ms: number) => {
    if (!canvas.current) return;
    exhibit.current ??= new Exhibit(kind, {}, theme);
    const look = { ...LOOK, around: LOOK.around + (ms / 1000) * TURN_PER_SECOND };
    studio.paint(canvas.current, exhibit.current, { level: 0, look, theme, shadows: ms === 0 });
  };
  const latest = useRef(paint);
  latest.current = paint;

  useEffect(
    () => () => {
      exhibit.current?.dispose();
      exhibit.current = null;
    },
    [],
  );
  useEffect(() => {
    if (!seen || active) return;
    // One card a frame: a page full of them must not stand still.
    return studio.queue(() => latest.current(0));
  }, [seen, active, theme, studio]);
  useFrames(active && seen, (ms, total) => {
    const own = targetsOf(kind).filter(([name]) => Object.hasOwn(kind.bindings, name));
    for (const [name, value] of Object.entries(shownAt(own, total))) exhibit.current?.set(name, value);
    exhibit.current?.step(ms);
    latest.current(total);
  });
  return (
    <button
      type="button"
      className="gallery-card"
      onClick={onOpen}
      onPointerEnter={() => setActive(true)}
      onPointerLeave={() => setActive(false)}
      onFocus={() => setActive(true)}
      onBlur={() => setActive(false)}
    >
      <canvas ref={canvas} />
      <span className="gallery-name">{title}</span>
      <code>{kind.name}</code>
    </button>
  );
}
