/** The plant at A beside the plant at B in space, under one camera; what differs is outlined and says by what. */
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import '../styles/compare.css';
import { worstByTwin } from '../alarms/priorities.ts';
import { localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { valueText } from '../panel/value-text.tsx';
import { useSession } from '../session.ts';
import { Icon } from '../shell/icons.tsx';
import { Loading } from '../shell/message.tsx';
import { SPACE_THEMES } from '../space/colours.ts';
import type { LabelRequest } from '../space/labels.ts';
import { useModelFiles } from '../space/model-files.ts';
import type { OutlineRequest } from '../space/outlines.ts';
import { graphics } from '../space/pace.ts';
import { PlantScene } from '../space/plant-scene.ts';
import { Pane, Vista } from '../space/vista.ts';
import { useUi } from '../state/ui-store.ts';
import { useThemeName } from '../state/use-theme.ts';
import { useClockState, useStandingAlarms } from '../values/hooks.ts';
import type { Difference } from './differences.ts';
import { differing } from './differing.ts';

const CLICK_SLACK = 5;
/** More twins marked say nothing; the figures list all. */
const MOST_MARKED = 12;

interface Props {
  a: number;
  /** What differs, as the figures show it. */
  rows: readonly Difference[];
}

export default function ComparePictures({ a, rows }: Props) {
  const t = useText();
  const session = useSession();
  const models = useModelFiles(session.plant, session.api);
  if (!graphics().webgl) return <p className="message">{t('compare.noPicture')}</p>;
  if (!models) return <Loading lines={6} />;
  return <Pictures a={a} rows={rows} />;
}

function Pictures({ a, rows }: Props) {
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const { plant, api, values, pinned } = session;
  const models = useModelFiles(plant, api);
  const theme = SPACE_THEMES[useThemeName()];
  const clock = useClockState();
  const selected = useUi((ui) => ui.twin);
  const alarmsB = useStandingAlarms();
  const { data: alarmsA } = useQuery({
    queryKey: ['alarms-at', plant.info.id, a],
    queryFn: ({ signal }) => api.alarms(plant.info.id, { at: a }, signal),
  });
  const host = useRef<HTMLDivElement>(null);
  const paneA = usePane();
  const paneB = usePane();
  const stage = useRef<Vista>(undefined);

  useEffect(() => {
    if (!host.current || !paneA.ready() || !paneB.ready() || !models) return;
    const canvas = document.createElement('canvas');
    host.current.prepend(canvas);
    const scenes = [new PlantScene(plant, models.files), new PlantScene(plant, models.files)];
    const panes = [paneA.make(scenes[0], pinned), paneB.make(scenes[1], values)];
    const vista = new Vista(canvas, panes, SPACE_THEMES.light);
    const offs = panes.map((pane) =>
      onClick(pane.element, (at) => {
        useUi.getState().selectTwin(vista.hit(pane, at)?.twin?.info.path);
      }),
    );
    stage.current = vista;
    return () => {
      stage.current = undefined;
      for (const off of offs) off();
      vista.dispose();
      canvas.remove();
      for (const scene of scenes) scene.dispose();
    };
  }, [plant, models, pinned, values, paneA, paneB]);

  useEffect(() => stage.current?.setTheme(theme), [theme]);
  const running = clock.mode === 'live' || clock.playing;
  useEffect(() => {
    const vista = stage.current;
    if (!vista) return;
    vista.panes[1].runs = running;
    vista.changed();
  }, [running]);

  const all = useMemo(() => differing(rows), [rows]);
  const marked = useMemo(() => all.slice(0, MOST_MARKED), [all]);
  useEffect(() => {
    const vista = stage.current;
    if (!vista) return;
    const alarms = [alarmsA ?? [], alarmsB];
    for (const [side, pane] of vista.panes.entries()) {
      const worst = worstByTwin(alarms[side]);
      const outline: OutlineRequest[] = [];
      const label: LabelRequest[] = [];
      const box = new Map([...pane.scene.twins()].map((one) => [one.twin, one.box]));
      const outlined = (path: string, colour: string, pixels: number, tint: number) => {
        const twin = plant.twin(path);
        if (twin?.type?.shape)
          outline.push({ key: `${path} ${colour}`, pieces: pane.scene.piecesOf(twin), colour, pixels, tint });
      };
      for (const { twin } of marked.toReversed()) outlined(twin.info.path, theme.difference, 2.5, 0.2);
      for (const [path, { priority }] of worst) outlined(path, theme[priority], 2.5, 0.38);
      if (selected !== undefined) outlined(selected, theme.selection, 2, 0);
      const told = new Set([
        ...marked.map(({ twin }) => twin),
        ...[...worst.keys()].map((path) => plant.twin(path)),
      ]);
      const chosen = plant.twin(selected);
      if (chosen) told.add(chosen);
      for (const twin of told) {
        const bounds = twin && box.get(twin);
        if (!bounds) continue;
        const { path, label: name } = twin.info;
        const own = marked.find((one) => one.twin === twin)?.rows ?? [];
        const alarm = worst.get(path);
        const [first] = own;
        label.push({
          key: path,
          text: localText(name, language),
          box: bounds,
          rank: path === selected ? 3 : alarm ? 2 : 1,
          depth: 0,
          selected: path === selected,
          ...(alarm ? { priority: alarm.priority } : {}),
          ...(first ? { note: noteOf(first, side === 0 ? first.a : first.b) } : {}),
          onPick: () => useUi.getState().selectTwin(path),
        });
      }
      pane.outlines.show(outline);
      pane.labels.set(label);
    }
    vista.changed();

    function noteOf(row: Difference, value: number): string {
      const { signal } = row;
      const isKnown = Number.isFinite(value);
      const text = isKnown ? valueText(signal, value, language) : t('panel.noValue');
      const unit = signal.type.states || !isKnown ? '' : unitText(signal.type.unit);
      return `${localText(signal.type.label, language)} ${text} ${unit}`.trim();
    }
  }, [plant, marked, alarmsA, alarmsB, selected, theme, language, t]);

  return (
    <div className="compare-pictures">
      <p className="hint compare-legend">
        {t('compare.differs', { count: all.length, shown: marked.length })}
      </p>
      <div className="compare-split" ref={host}>
        <PaneView which="A" view={paneA} stage={stage} />
        <PaneView which="B" view={paneB} stage={stage} />
        <button
          type="button"
          className="icon-button compare-home"
          data-covers=""
          title={t('place.home')}
          aria-label={t('place.home')}
          onClick={() => stage.current?.control.home()}
        >
          <Icon name="home" />
        </button>
      </div>
    </div>
  );
}

type PaneRefs = ReturnType<typeof usePane>;

/** Where a pane is on the page. */
function usePane() {
  const element = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  return useMemo(
    () => ({
      element,
      layer,
      ready: () => element.current !== null && layer.current !== null,
      make: (scene: PlantScene, source: ConstructorParameters<typeof Pane>[3]) => {
        if (!element.current || !layer.current) throw new Error('the pane is not on the page');
        return new Pane(element.current, layer.current, scene, source);
      },
    }),
    [],
  );
}

function PaneView({
  which,
  view,
  stage,
}: {
  which: 'A' | 'B';
  view: PaneRefs;
  stage: RefObject<Vista | undefined>;
}) {
  const t = useText();
  return (
    <>
      <div
        ref={view.element}
        className={`compare-pane compare-pane-${which.toLowerCase()}`}
        role="application"
        aria-label={t('compare.pictureOf', { which })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys turn the view
        tabIndex={0}
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey || !stage.current?.control.key(event)) return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <div
        className={`labels compare-labels compare-pane-${which.toLowerCase()}`}
        ref={view.layer}
        aria-hidden="true"
      />
      <b className={`instant compare-badge compare-badge-${which.toLowerCase()}`} data-covers="">
        {which}
      </b>
    </>
  );
}

/** A press that is no turn of the view. Returns how to stop listening. */
function onClick(element: HTMLElement, pick: (at: { x: number; y: number }) => void): () => void {
  let down: { x: number; y: number } | undefined;
  const onDown = (event: PointerEvent) => {
    down = event.button === 0 ? { x: event.clientX, y: event.clientY } : undefined;
  };
  const onUp = (event: PointerEvent) => {
    const near = down && Math.hypot(event.clientX - down.x, event.clientY - down.y) <= CLICK_SLACK;
    down = undefined;
    if (near) pick({ x: event.clientX, y: event.clientY });
  };
  element.addEventListener('pointerdown', onDown);
  element.addEventListener('pointerup', onUp);
  return () => {
    element.removeEventListener('pointerdown', onDown);
    element.removeEventListener('pointerup', onUp);
  };
}
