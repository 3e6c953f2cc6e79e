/** One kind by itself: large, at its three levels of detail, with its parameters and bindings to play with, and its YAML. */
import type { ShapeKind } from '@millwright/model/shapes';
import { useEffect, useMemo, useRef, useState } from 'react';
import { formatNumber, localText } from '../i18n/format.ts';
import type { TextKey } from '../i18n/texts.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useThemeName } from '../state/use-theme.ts';
import { Exhibit, type Look, targetsOf } from './exhibit.ts';
import { restOf, shownAt } from './play.ts';
import { shapeYaml } from './shape-yaml.ts';
import { Slider } from './slider.tsx';
import type { Studio } from './studio.ts';
import { useFrames } from './use-frames.ts';
import { useOrbit } from './use-orbit.ts';

interface Props {
  kind: ShapeKind;
  studio: Studio;
  onClose: () => void;
  onStep: (by: number) => void;
}

const LEVEL_NAMES: readonly TextKey[] = ['gallery.near', 'gallery.medium', 'gallery.far'];

export function ShapeRoom({ kind, studio, onClose, onStep }: Props) {
  const t = useText();
  const language = useLanguage();
  const theme = useThemeName();
  const targets = useMemo(() => targetsOf(kind), [kind]);
  const own = Object.keys(kind.bindings);
  const ownTargets = useMemo(
    () => targets.filter(([name]) => Object.hasOwn(kind.bindings, name)),
    [kind, targets],
  );
  const usual = useMemo(
    () => Object.fromEntries(Object.entries(kind.params).map(([name, each]) => [name, each.default])),
    [kind],
  );
  const [params, setParams] = useState<Record<string, number>>(usual);
  const [values, setValues] = useState<Record<string, number>>(() =>
    Object.fromEntries(
      targets.filter(([name]) => own.includes(name)).map(([name, target]) => [name, restOf(name, target)]),
    ),
  );
  const [playing, setPlaying] = useState(
    () => !matchMedia('(prefers-reduced-motion: reduce)').matches && own.length > 0,
  );
  const canvas = useRef<HTMLCanvasElement>(null);
  const small = useRef<(HTMLCanvasElement | null)[]>([]);
  const [look, orbit] = useOrbit({ around: 32, above: 20, near: own.length > 0 ? 0.86 : 1 });

  const exhibit = useMemo(() => new Exhibit(kind, params, theme), [kind, params]);
  useEffect(() => () => exhibit.dispose(), [exhibit]);

  const paint = (all: boolean) => {
    const view = (level: number): { level: number; look: Look; theme: typeof theme; shadows: boolean } => ({
      level,
      look,
      theme,
      shadows: true,
    });
    if (canvas.current) studio.paint(canvas.current, exhibit, view(0));
    if (!all) return;
    small.current.forEach((each, level) => {
      if (each) studio.paint(each, exhibit, view(level));
    });
  };
  const latest = useRef(paint);
  latest.current = paint;

  useEffect(() => {
    for (const [name, value] of Object.entries(values)) exhibit.set(name, value);
    exhibit.step(0);
    return studio.queue(() => latest.current(true));
  }, [exhibit, values, look, theme, studio]);
  useEffect(() => {
    if (!canvas.current) return;
    const observer = new ResizeObserver(() => studio.queue(() => latest.current(true)));
    observer.observe(canvas.current);
    return () => observer.disconnect();
  }, [studio]);

  const turns = targets.some(
    ([name, { unit }]) => own.includes(name) && (unit === '/min' || unit === 'm/min'),
  );
  const shown = useRef(0);
  const [show, setShow] = useState<Record<string, number>>({});
  useFrames(playing || turns, (ms, total) => {
    shown.current++;
    if (playing) {
      const now = shownAt(ownTargets, total);
      for (const [name, value] of Object.entries(now)) exhibit.set(name, value);
      // The sliders follow, a few times a second.
      if (shown.current % 4 === 0) {
        setShow(
          Object.fromEntries(Object.entries(now).map(([name, value]) => [name, Number(value.toFixed(2))])),
        );
      }
    }
    exhibit.step(ms);
    // The small ones every fifth frame: they are there to be compared.
    latest.current(shown.current % 5 === 0);
  });

  const title = localText(kind.label, language);
  const yaml = shapeYaml(kind, params, Object.keys(values));
  const set = (name: string, value: number) => {
    setPlaying(false);
    setValues((before) => ({ ...before, [name]: value }));
  };
  const groups: [TextKey, [string, (typeof targets)[number][1]][]][] = [
    ['gallery.bindings', targets.filter(([name]) => own.includes(name))],
    ['gallery.every', targets.filter(([name]) => !own.includes(name))],
  ];
  return (
    <section className="page gallery-room" aria-label={title}>
      <div className="page-bar">
        <button type="button" className="button" onClick={onClose}>
          {t('gallery.all')}
        </button>
        <h2>{title}</h2>
        <code>{kind.name}</code>
        <span className="gallery-steps">
          <button
            type="button"
            className="button"
            aria-label={t('gallery.previous')}
            onClick={() => onStep(-1)}
          >
            ←
          </button>
          <button type="button" className="button" aria-label={t('gallery.next')} onClick={() => onStep(1)}>
            →
          </button>
        </span>
      </div>
      <div className="gallery-floor">
        <div className="gallery-pictures">
          <canvas
            ref={canvas}
            className="gallery-main"
            tabIndex={0}
            role="img"
            aria-label={t('gallery.turn', { name: title })}
            {...orbit}
          />
          <p className="quiet gallery-facts">
            {t('gallery.size', {
              size: [exhibit.size.x, exhibit.size.y, exhibit.size.z]
                .map((v) => formatNumber(v, 2, language))
                .join(' × '),
            })}
            {' · '}
            {t('gallery.origin', {
              origin: kind.origin ? localText(kind.origin, language) : t('gallery.floorOrigin'),
            })}
          </p>
          <ol className="gallery-levels">
            {LEVEL_NAMES.map((name, level) => (
              <li key={name}>
                <canvas
                  ref={(element) => {
                    small.current[level] = element;
                  }}
                />
                <span>
                  {t(name)} · {t('gallery.triangles', { count: exhibit.triangles[level] ?? 0 })}
                </span>
              </li>
            ))}
          </ol>
        </div>
        <div className="gallery-desk">
          {Object.keys(kind.params).length > 0 && (
            <section>
              <div className="gallery-head">
                <h3>{t('gallery.parameters')}</h3>
                <button type="button" className="button button-small" onClick={() => setParams(usual)}>
                  {t('gallery.reset')}
                </button>
              </div>
              {Object.entries(kind.params).map(([name, { label, unit, range, whole }]) => (
                <Slider
                  key={name}
                  name={name}
                  label={localText(label, language)}
                  unit={unit === '1' ? '' : unit}
                  range={range}
                  whole={whole === true}
                  value={params[name]}
                  usual={usual[name]}
                  onChange={(value) => setParams((before) => ({ ...before, [name]: value }))}
                />
              ))}
            </section>
          )}
          {groups.map(
            ([heading, members], i) =>
              members.length > 0 && (
                <section key={heading}>
                  <div className="gallery-head">
                    <h3>{t(heading)}</h3>
                    {i === 0 && (
                      <button
                        type="button"
                        className="button button-small"
                        aria-pressed={playing}
                        onClick={() => setPlaying((on) => !on)}
                      >
                        {t(playing ? 'gallery.stop' : 'gallery.play')}
                      </button>
                    )}
                  </div>
                  {members.map(([name, target]) => (
                    <Slider
                      key={name}
                      name={name}
                      label={localText(target.label, language)}
                      unit={target.unit === '1' ? '' : target.unit}
                      range={target.range}
                      whole={name === 'state' || name === 'visible'}
                      value={(playing ? show[name] : undefined) ?? values[name] ?? restOf(name, target)}
                      usual={restOf(name, target)}
                      onChange={(value) => set(name, value)}
                    />
                  ))}
                </section>
              ),
          )}
          <section>
            <div className="gallery-head">
              <h3>{t('gallery.yaml')}</h3>
              <CopyButton text={yaml} />
            </div>
            <pre className="gallery-yaml">{yaml}</pre>
          </section>
        </div>
      </div>
    </section>
  );
}

function CopyButton({ text }: { text: string }) {
  const t = useText();
  const [done, setDone] = useState(false);
  useEffect(() => setDone(false), [text]);
  const copy = () => void navigator.clipboard.writeText(text).then(() => setDone(true));
  return (
    <button type="button" className="button button-small" onClick={copy} aria-live="polite">
      {t(done ? 'gallery.copied' : 'gallery.copy')}
    </button>
  );
}
