/** The plant in space as it runs, and the twins of the draft in it as ghosts: one is dragged and turned to its place. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { Vector3 } from 'three';
import { formatNumber, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Icon } from '../shell/icons.tsx';
import { SPACE_THEMES } from '../space/colours.ts';
import type { LabelRequest } from '../space/labels.ts';
import { useModelFiles } from '../space/model-files.ts';
import { graphics } from '../space/pace.ts';
import { placeMatrix } from '../space/placement.ts';
import { PlantScene } from '../space/plant-scene.ts';
import { ToolIcon } from '../space/tool-icons.tsx';
import { Pane, Vista } from '../space/vista.ts';
import { useThemeName } from '../state/use-theme.ts';
import { labelAt, listAt } from './data.ts';
import { type DraftPlace, DraftPlaces, placeOf } from './draft-places.ts';
import { draftShapes } from './draft-shapes.ts';
import { Placing, type Target } from './placing.ts';
import { TWINS_FILE } from './twin-edits.ts';
import { useDraft } from './use-draft.ts';

interface Props {
  /** The twin that is placed. */
  path: string | undefined;
  onChoose: (path: string) => void;
}

export function PlaceSpace({ path, onChoose }: Props) {
  const t = useText();
  if (!graphics().webgl) return <p className="place-space page-note">{t('place.noWebgl')}</p>;
  return <Picture path={path} onChoose={onChoose} />;
}

function Picture({ path, onChoose }: Props) {
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const { plant, values } = session;
  const { draft, view } = useDraft();
  const data = draft.document(TWINS_FILE)?.data;
  const theme = SPACE_THEMES[useThemeName()];
  const models = useModelFiles(plant, session.api);
  const scene = useMemo(() => models && new PlantScene(plant, models.files), [plant, models]);
  useEffect(() => () => scene?.dispose(), [scene]);
  const modelOf = useMemo(() => draftShapes(plant, view.documents), [plant, view.documents]);
  const twins = listAt(data, ['twins']);
  const places = useMemo(
    () => scene && new DraftPlaces(plant, scene.placed, listAt(data, ['twins']), modelOf),
    [plant, scene, data, modelOf],
  );
  const [moving, setMoving] = useState<Target>();
  const host = useRef<HTMLDivElement>(null);
  const pane = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const stage = useRef<{ vista: Vista; pane: Pane; placing: Placing }>(undefined);

  const own = places && path !== undefined ? places.place(path) : undefined;
  const put = ({ at, turn }: Target) => {
    if (own === undefined || own.index < 0) return;
    const place = ['twins', own.index, 'place'];
    const moved = at.some((value, i) => value !== own.at[i]);
    if (!moved && turn === own.turn) return setMoving(undefined);
    setMoving({ at, turn, lines: {} });
    const label = t(moved ? 'build.moveWhat' : 'place.turnWhat', { name: own.path });
    const edits = [
      ...(moved ? [{ op: 'set' as const, file: TWINS_FILE, path: [...place, 'at'], value: [...at] }] : []),
      ...(turn === own.turn
        ? []
        : [{ op: 'set' as const, file: TWINS_FILE, path: [...place, 'turn'], value: turn }]),
    ];
    void draft.edit(label, edits, `${moved ? 'move' : 'turn'}:${own.path}`);
  };
  const latest = useRef({ put, onChoose });
  latest.current = { put, onChoose };

  useEffect(() => {
    if (!scene || !host.current || !pane.current || !layer.current) return;
    const canvas = document.createElement('canvas');
    host.current.prepend(canvas);
    const made = new Pane(pane.current, layer.current, scene, values);
    const vista = new Vista(canvas, [made], SPACE_THEMES.light);
    const placing = new Placing(vista, made, {
      onMove: setMoving,
      onPut: (target) => latest.current.put(target),
      onPick: (twin) => latest.current.onChoose(twin),
    });
    stage.current = { vista, pane: made, placing };
    return () => {
      stage.current = undefined;
      placing.dispose();
      vista.dispose();
      canvas.remove();
    };
  }, [scene, values]);

  useEffect(() => {
    stage.current?.vista.setTheme(theme);
    stage.current?.placing.setTheme(theme);
  }, [scene, theme]);

  const settled = view.pending === 0;
  useEffect(() => {
    if (places) stage.current?.placing.show(places, path, settled);
    if (settled) setMoving(undefined);
  }, [places, path, settled]);

  const shown = moving ?? (own && { at: own.at, turn: own.turn, lines: {} });
  const metres = (value: number) => formatNumber(value, 2, language);
  useEffect(() => {
    const now = stage.current;
    if (!now || !places) return;
    const named = (place: DraftPlace, target: Pick<Target, 'at' | 'turn'>, rank: number): LabelRequest => {
      const matrix = placeMatrix([...target.at], target.turn).premultiply(place.frame);
      const name = labelAt(twins[place.index], ['name'], language);
      return {
        key: place.path,
        text: name || (place.running ? localText(place.running.info.label, language) : place.path),
        box: places.box(place.path).clone().applyMatrix4(matrix),
        rank,
        depth: 0,
        selected: rank === 3,
        onPick: () => latest.current.onChoose(place.path),
      };
    };
    const label = path === undefined ? [] : places.neighbours(path).map((one) => named(one, one, 0));
    if (own && shown) {
      const [x, , z] = shown.at;
      label.push({ ...named(own, shown, 3), note: `${metres(x)} m, ${metres(z)} m, ${shown.turn}°` });
    }
    now.pane.labels.set(label);
    const running = own?.running;
    now.pane.outlines.show(
      running?.type?.shape && scene
        ? [{ key: path ?? '', pieces: scene.piecesOf(running), colour: theme.selection, pixels: 2, tint: 0 }]
        : [],
    );
    now.vista.changed();
  });

  const focus = (how: 'near' | 'above') => {
    const control = stage.current?.vista.control;
    if (!places || !own) return control?.home();
    const box = places.box(own.path).clone().applyMatrix4(own.matrix);
    if (own.ran) box.expandByPoint(new Vector3().setFromMatrixPosition(own.ran));
    if (how === 'near') control?.flyTo(box);
    else control?.fromAbove(box.expandByScalar(4));
  };
  const ran = own?.ran && placeOf(own.frame.clone().invert().multiply(own.ran));
  return (
    <section className="place-space" aria-label={t('place.none')}>
      <div className="place-picture" ref={host}>
        <div
          ref={pane}
          className="place-pane"
          role="application"
          aria-label={path === undefined ? t('place.none') : t('place.picture', { name: path })}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the twin in it
          tabIndex={0}
          onKeyDown={(event) => {
            if (event.ctrlKey || event.metaKey || event.altKey) return;
            if (!stage.current?.placing.key(event)) return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
        <div className="labels" ref={layer} aria-hidden="true" />
        <div className="place-tools" data-covers="" role="toolbar" aria-label={t('space.tools')}>
          <button
            type="button"
            className="icon-button"
            title={t('place.home')}
            aria-label={t('place.home')}
            onClick={() => stage.current?.vista.control.home()}
          >
            <Icon name="home" />
          </button>
          <button
            type="button"
            className="icon-button"
            title={t('place.focus')}
            aria-label={t('place.focus')}
            disabled={!own}
            onClick={() => focus('near')}
          >
            <Icon name="target" />
          </button>
          <button
            type="button"
            className="icon-button"
            title={t('place.above')}
            aria-label={t('place.above')}
            onClick={() => focus('above')}
          >
            <ToolIcon name="map" />
          </button>
        </div>
      </div>
      <output className="place-figures">
        {own && shown && (
          <>
            <b>{t('place.here', figures(shown.at, shown.turn, metres))}</b>{' '}
            {ran === undefined
              ? t('place.new')
              : differs(shown, ran) && t('place.from', signed(shown, ran, metres))}{' '}
            {(shown.lines.x === 'axis' || shown.lines.z === 'axis') && t('place.axis')}{' '}
            {(shown.lines.x === 'edge' || shown.lines.z === 'edge') && t('place.edge')}
          </>
        )}
      </output>
    </section>
  );
}

type Where = Pick<Target, 'at' | 'turn'>;

function figures(at: readonly number[], turn: number, metres: (value: number) => string) {
  return { x: metres(at[0]), y: metres(at[1]), z: metres(at[2]), turn: String(turn) };
}

function differs(a: Where, b: Where): boolean {
  return a.turn !== b.turn || a.at.some((value, i) => Math.abs(value - b.at[i]) > 5e-4);
}

/** How far from where it runs, with signs. */
function signed(shown: Where, ran: Where, metres: (value: number) => string) {
  const by = (value: number, text: string) => (value > 0 ? `+${text}` : text);
  const [x, y, z] = shown.at.map((value, i) => by(value - ran.at[i], metres(value - ran.at[i])));
  const turn = Math.round((shown.turn - ran.turn) * 10) / 10;
  return { x, y, z, turn: by(turn, String(turn)) };
}
