/**
 * Where a twin stands: by numbers, and in a plan of its surroundings seen from above. Dragging and the arrow keys move it, with
 * snapping to a grid and to the lines of its neighbours; Shift moves freely. Neighbours are the twins of the same parent, whose
 * frame the place counts in.
 */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { labelAt, listAt, textAt } from './data.ts';
import { NumberField } from './field.tsx';
import { footprints } from './footprints.ts';
import { GRID, snap } from './snapping.ts';
import { TWINS_FILE } from './twin-edits.ts';
import { useDraft } from './use-draft.ts';

interface Standing {
  path: string;
  index: number;
  label: string;
  x: number;
  z: number;
  turn: number;
  width: number;
  depth: number;
}

const AXES = ['build.axis.x', 'build.axis.y', 'build.axis.z'] as const;
/** Free ground shown around, metres. */
const MARGIN = 3;
/** Height of labels as a share of the width shown. */
const LABEL = 1 / 75;

export function PlacePlan({ path, index }: { path: string; index: number }) {
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const { draft } = useDraft();
  const data = draft.document(TWINS_FILE)?.data;
  const sizes = useMemo(() => footprints(session.plant), [session.plant]);
  const standing = useMemo(() => {
    const parent = path.split('/').slice(0, -1).join('/');
    return listAt(data, ['twins']).flatMap((twin, i): Standing[] => {
      const own = textAt(twin, ['path']);
      if (own.split('/').slice(0, -1).join('/') !== parent) return [];
      const at = listAt(twin, ['place', 'at']);
      const { width, depth } = sizes(own, textAt(twin, ['type']));
      return [
        {
          path: own,
          index: i,
          label: labelAt(twin, ['name'], language) || (own.split('/').at(-1) ?? own),
          x: Number(at[0] ?? 0) || 0,
          z: Number(at[2] ?? 0) || 0,
          turn: Number(textAt(twin, ['place', 'turn'])) || 0,
          width,
          depth,
        },
      ];
    });
  }, [data, path, language, sizes]);
  const own = standing.find((one) => one.path === path);
  const others = standing.filter((one) => one.path !== path);
  const [moving, setMoving] = useState<{ x: number; z: number; lineX?: number; lineZ?: number }>();
  const svg = useRef<SVGSVGElement>(null);
  const target = useRef<{ x: number; z: number }>(undefined);
  const grab = useRef<{ dx: number; dz: number }>(undefined);
  const at = ['twins', index, 'place'];
  const y = Number(listAt(data, [...at, 'at'])[1] ?? 0) || 0;
  const box = useMemo(() => bounds(standing), [standing]);
  // The picture stands still while something is dragged in it.
  const frozen = useRef(box);
  useEffect(() => {
    if (moving === undefined) frozen.current = box;
  }, [box, moving]);
  if (own === undefined) return null;
  const shown = moving === undefined ? box : frozen.current;
  const put = (x: number, z: number) => {
    if (x === own.x && z === own.z) return setMoving(undefined);
    // Shown at once, and the place the next key counts from; the draft follows.
    const next = { x, z };
    setMoving(next);
    target.current = next;
    const label = t('build.moveWhat', { name: path });
    const edit = { op: 'set' as const, file: TWINS_FILE, path: [...at, 'at'], value: [x, y, z] };
    void draft.edit(label, [edit], `move:${path}`).then(() => {
      if (target.current !== next) return;
      target.current = undefined;
      setMoving(undefined);
    });
  };
  const toGround = (event: { clientX: number; clientY: number }) => {
    const matrix = svg.current?.getScreenCTM();
    if (matrix == null) return undefined;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    return { x: point.x, z: point.y };
  };
  const named = withoutOverlap(own, others, shown.width);
  const here = { x: moving?.x ?? own.x, z: moving?.z ?? own.z };
  return (
    <section className="build-section" aria-label={t('build.place')}>
      <h4>{t('build.place')}</h4>
      <div className="fields fields-narrow">
        {AXES.map((axis, i) => (
          <PlaceNumber key={axis} index={index} axis={i} label={t(axis)} />
        ))}
        <NumberField file={TWINS_FILE} path={[...at, 'turn']} label={t('build.turn')} placeholder="0" />
      </div>
      <p className="field-help">{t('build.planHelp', { grid: GRID })}</p>
      <div
        role="application"
        aria-label={t('build.plan')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the twin in it
        tabIndex={0}
        onKeyDown={(event) => {
          const steps: Record<string, [number, number]> = {
            ArrowLeft: [-1, 0],
            ArrowRight: [1, 0],
            ArrowUp: [0, -1],
            ArrowDown: [0, 1],
          };
          const step = steps[event.key];
          if (step === undefined) return;
          event.preventDefault();
          event.stopPropagation();
          const by = event.shiftKey ? 0.01 : GRID;
          const round = (value: number) => Math.round(value * 100) / 100;
          const from = target.current ?? own;
          put(round(from.x + step[0] * by), round(from.z + step[1] * by));
        }}
      >
        <svg
          ref={svg}
          className="place-plan"
          aria-hidden="true"
          viewBox={`${shown.x} ${shown.z} ${shown.width} ${shown.depth}`}
          onPointerMove={(event) => {
            const ground = toGround(event);
            if (grab.current === undefined || ground === undefined) return;
            const x = snap(
              ground.x - grab.current.dx,
              others.map((one) => one.x),
              event.shiftKey,
            );
            const z = snap(
              ground.z - grab.current.dz,
              others.map((one) => one.z),
              event.shiftKey,
            );
            setMoving({ x: x.value, z: z.value, lineX: x.aligned, lineZ: z.aligned });
          }}
          onPointerUp={() => {
            if (grab.current === undefined) return;
            grab.current = undefined;
            if (moving !== undefined) put(moving.x, moving.z);
          }}
        >
          <Grid box={shown} />
          {others.map((one) => (
            <Footprint key={one.path} thing={one} scale={shown.width} named={named.has(one.path)} />
          ))}
          {moving?.lineX !== undefined && (
            <line
              className="plan-line"
              x1={moving.lineX}
              x2={moving.lineX}
              y1={shown.z}
              y2={shown.z + shown.depth}
            />
          )}
          {moving?.lineZ !== undefined && (
            <line
              className="plan-line"
              y1={moving.lineZ}
              y2={moving.lineZ}
              x1={shown.x}
              x2={shown.x + shown.width}
            />
          )}
          <g
            className="plan-own"
            onPointerDown={(event) => {
              const ground = toGround(event);
              if (ground === undefined) return;
              svg.current?.setPointerCapture(event.pointerId);
              grab.current = { dx: ground.x - own.x, dz: ground.z - own.z };
            }}
          >
            <Footprint thing={{ ...own, ...here }} scale={shown.width} named />
          </g>
        </svg>
      </div>
      <output className="page-note">
        {here.x} m, {here.z} m
      </output>
    </section>
  );
}

/** One number of the place; the three are one list in the document. */
function PlaceNumber({ index, axis, label }: { index: number; axis: number; label: string }) {
  const { draft } = useDraft();
  const [typed, setTyped] = useState<string>();
  const path = ['twins', index, 'place', 'at'];
  const present = listAt(draft.document(TWINS_FILE)?.data, path);
  const value = textAt(present, [axis]) || '0';
  const done = () => {
    const number = Number(typed);
    setTyped(undefined);
    if (typed === undefined || typed.trim() === '' || !Number.isFinite(number) || String(number) === value)
      return;
    const next = [0, 1, 2].map((i) => (i === axis ? number : Number(present[i] ?? 0) || 0));
    void draft.edit(label, [{ op: 'set', file: TWINS_FILE, path, value: next }]);
  };
  return (
    <div className="field">
      <label>
        {label}
        <input
          type="text"
          inputMode="decimal"
          value={typed ?? value}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={done}
          onKeyDown={(event) => event.key === 'Enter' && done()}
        />
      </label>
    </div>
  );
}

function Footprint({ thing, scale, named }: { thing: Standing; scale: number; named: boolean }) {
  return (
    <g transform={`translate(${thing.x} ${thing.z})`}>
      <rect
        x={-thing.width / 2}
        y={-thing.depth / 2}
        width={thing.width}
        height={thing.depth}
        transform={`rotate(${-thing.turn})`}
      />
      {named && (
        <text y={thing.depth / 2 + LABEL * scale * 1.2} fontSize={LABEL * scale} textAnchor="middle">
          {thing.label}
        </text>
      )}
      <title>{thing.path}</title>
    </g>
  );
}

/** Those whose label does not lie on that of another; the twin that is placed comes first. */
function withoutOverlap(own: Standing, others: readonly Standing[], scale: number): Set<string> {
  const size = LABEL * scale;
  const taken: { x: number; z: number; half: number }[] = [];
  const named = new Set<string>();
  for (const one of [own, ...others]) {
    const label = { x: one.x, z: one.z + one.depth / 2 + size, half: widthOf(one.label) * size * 0.32 };
    if (
      taken.some((t) => Math.abs(t.z - label.z) < size * 1.3 && Math.abs(t.x - label.x) < t.half + label.half)
    )
      continue;
    taken.push(label);
    named.add(one.path);
  }
  return named;
}

/** In letters: a Chinese character is as wide as two. */
function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += letter > '\u2e80' ? 1.8 : 1;
  return width;
}

function Grid({ box }: { box: { x: number; z: number; width: number; depth: number } }) {
  const step = box.width > 60 ? 10 : box.width > 20 ? 5 : 1;
  const lines = [];
  for (let x = Math.ceil(box.x / step) * step; x < box.x + box.width; x += step) {
    lines.push(<line key={`x${x}`} x1={x} x2={x} y1={box.z} y2={box.z + box.depth} />);
  }
  for (let z = Math.ceil(box.z / step) * step; z < box.z + box.depth; z += step) {
    lines.push(<line key={`z${z}`} y1={z} y2={z} x1={box.x} x2={box.x + box.width} />);
  }
  return <g className="plan-grid">{lines}</g>;
}

function bounds(standing: readonly Standing[]): { x: number; z: number; width: number; depth: number } {
  let [left, right, near, far] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const { x, z, width, depth } of standing) {
    const reach = Math.hypot(width, depth) / 2;
    left = Math.min(left, x - reach);
    right = Math.max(right, x + reach);
    near = Math.min(near, z - reach);
    far = Math.max(far, z + reach);
  }
  if (!Number.isFinite(left)) return { x: -5, z: -5, width: 10, depth: 10 };
  // As wide as the form, three times as wide as deep.
  const depth = Math.max(far - near + 2 * MARGIN, (right - left + 2 * MARGIN) / 3);
  const width = depth * 3;
  return { x: (left + right) / 2 - width / 2, z: (near + far) / 2 - depth / 2, width, depth };
}
