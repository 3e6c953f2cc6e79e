/**
 * Inside the canvas: joins scene, camera, outlines and labels with clock, values, selection and alarms.
 *
 * One loop looks each animation frame whether anything changed and asks for a frame only then; how often depends on
 * what a frame costs here, so that a machine that renders in software stays responsive.
 */
import { useFrame, useThree } from '@react-three/fiber';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import {
  type Box3,
  Color,
  PerspectiveCamera,
  type Plane,
  Raycaster,
  Vector2,
  Vector3,
  type WebGLRenderer,
} from 'three';
import { formatNumber } from '../i18n/format.ts';
import { useLanguage } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { useFaultDraft } from '../work/fault-draft.ts';
import type { SpaceTheme } from './colours.ts';
import { Figures } from './figures.ts';
import { Labels } from './labels.ts';
import { useMarks } from './marks.ts';
import { Measure, snap } from './measure.ts';
import { Outlines } from './outlines.ts';
import { graphics, Pace } from './pace.ts';
import { Painter } from './painter.ts';
import type { PlantScene } from './plant-scene.ts';
import { useRoundMarks } from './round-marks.ts';
import { bestSide } from './sight.ts';
import { useSpace } from './space-store.ts';
import { useTools } from './use-tools.ts';
import { ViewControl } from './view-control.ts';
import { Walk } from './walk.ts';

/** Values on labels are read anew this often. */
const VALUES_MS = 1000;

interface Props {
  scene: PlantScene;
  theme: SpaceTheme;
  visible: boolean;
  labels: RefObject<HTMLDivElement | null>;
  /** Where measuring is drawn. */
  measuring: RefObject<SVGSVGElement | null>;
  /** What was measured, as text; undefined while a point is missing. */
  onMeasured: (text: string | undefined) => void;
  view: RefObject<ViewControl | null>;
}

export function SpaceStage({ scene, theme, visible, labels: layer, measuring, onMeasured, view }: Props) {
  const { gl, camera, size, invalidate, scene: world } = useThree();
  const { clock, values, plant } = useSession();
  const outlines = useMemo(() => new Outlines(), []);
  const figures = useMemo(() => new Figures(), []);
  useEffect(() => {
    // Drawn with the outlines: over what was baked, hidden by what stands in front.
    outlines.root.add(figures.root);
    return () => figures.clear();
  }, [outlines, figures]);
  const stage = useRef({
    dirty: true,
    hovered: undefined as TwinNode | undefined,
    last: Number.NaN,
    version: -1,
    moving: true,
    read: 0,
    /** Values changed since labels were read. */
    unread: false,
  });
  const quality = useSpace((space) => space.quality);
  const pace = useMemo(
    () => new Pace(graphics().software, globalThis.devicePixelRatio || 1, quality),
    [quality],
  );
  const painter = useMemo(
    () => new Painter(scene, outlines.root, pace, graphics().software),
    [scene, outlines, pace],
  );
  useEffect(() => () => painter.dispose(), [painter]);
  const ground = useMemo(() => new Color(theme.ground), [theme]);
  const labels = useRef<Labels | null>(null);
  const selectTwin = useUi((ui) => ui.selectTwin);
  const focusRequest = useUi((ui) => ui.focusRequest);
  const selected = useUi((ui) => ui.twin);

  useEffect(() => {
    if (!(camera instanceof PerspectiveCamera)) return;
    const moved = () => {
      stage.current.dirty = true;
      painter.cameraMoved(performance.now());
    };
    // Once a hand moves the camera, the address no longer says where it is.
    const taken = () => useSpace.getState().leave();
    const control = new ViewControl(camera, gl.domElement, scene.things, moved, taken);
    const { eye } = useSpace.getState();
    if (eye) control.goTo(eye, true);
    else control.home(true);
    view.current = control;
    return () => {
      control.dispose();
      view.current = null;
    };
  }, [camera, gl, scene, view, painter]);

  useEffect(() => {
    if (!layer.current) return;
    labels.current = new Labels(layer.current);
    return () => labels.current?.dispose();
  }, [layer]);

  useTools({
    scene,
    plant,
    gl,
    painter,
    view,
    changed: () => applyLatest.current(),
  });
  const language = useLanguage();
  const measure = useRef<Measure | null>(null);
  useEffect(() => {
    if (!measuring.current) return;
    const made = new Measure(measuring.current, (metres) => `${formatNumber(metres, 3, language)} m`);
    measure.current = made;
    return () => made.dispose();
  }, [measuring, language]);
  const tool = useSpace((space) => space.tool);
  const walk = useRef<Walk | null>(null);
  useEffect(() => {
    onMeasured(undefined);
    measure.current?.clear();
    if (tool !== 'walk' || !(camera instanceof PerspectiveCamera)) return;
    const control = view.current;
    const walking = new Walk(camera, gl.domElement, control?.controls.target ?? new Vector3(), () => {
      stage.current.dirty = true;
      painter.cameraMoved(performance.now());
    });
    walk.current = walking;
    if (control) control.controls.enabled = false;
    gl.domElement.focus();
    return () => {
      walk.current = null;
      if (control) {
        walking.ahead(control.controls.target);
        control.controls.enabled = true;
      }
      walking.dispose();
    };
  }, [tool, camera, gl, painter, view, onMeasured]);
  /** Takes the point under a place of the picture, CSS pixels in the window. */
  const takePoint = (at: { x: number; y: number }) => {
    if (!(camera instanceof PerspectiveCamera)) return;
    const hit = hitAt(scene, camera, gl, at, true);
    if (!hit) return;
    onMeasured(measure.current?.add(snap(hit, camera, size.width, size.height).point));
    stage.current.dirty = true;
  };
  const takeLatest = useRef(takePoint);
  takeLatest.current = takePoint;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (tool === 'walk') {
        if (!walk.current?.key(event)) return;
      } else if (tool === 'measure' && event.key === 'Enter') {
        const box = gl.domElement.getBoundingClientRect();
        takeLatest.current({ x: box.left + box.width / 2, y: box.top + box.height / 2 });
      } else return;
      event.preventDefault();
      event.stopPropagation();
    };
    if (tool === 'none' || !visible) return;
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, [tool, visible, gl]);

  useEffect(() => {
    scene.setTheme(theme);
    gl.shadowMap.autoUpdate = false;
    scene.surfaces.shadows = pace.quality !== 'low';
    painter.shadowsChanged();
    stage.current.dirty = true;
  }, [scene, theme, gl, painter, pace]);

  useEffect(() => {
    outlines.viewport.set(size.width, size.height);
    painter.resized();
    stage.current.dirty = true;
  }, [outlines, size, painter]);

  const marks = useMarks(scene, theme, (twin) => selectTwin(twin));
  const rounds = useRoundMarks(scene, theme);
  const applyMarks = () => {
    const { outline, label } = marks(stage.current.hovered);
    outlines.show(outline);
    figures.show(rounds.figures);
    labels.current?.set([...label, ...rounds.labels]);
    stage.current.dirty = true;
  };
  const applyLatest = useRef(applyMarks);
  applyLatest.current = applyMarks;
  // Runs whenever what is marked changes.
  useEffect(() => applyLatest.current(), [marks, rounds]);

  const flown = useRef(0);
  useEffect(() => {
    if (focusRequest === flown.current) return;
    // A link that names the camera has the last word on it.
    const linked = flown.current === 0 && useSpace.getState().eye !== undefined;
    flown.current = focusRequest;
    if (linked) return;
    useSpace.getState().leave();
    const twin = plant.twin(selected);
    const box = twin && scene.boundsOf(twin);
    if (box) view.current?.flyTo(box, (distance, from) => sideOf(scene, twin, box, distance, from));
    else if (!twin) view.current?.home();
  }, [focusRequest, plant, scene, selected, view]);

  const homeRequest = useUi((ui) => ui.homeRequest);
  useEffect(() => {
    if (homeRequest === 0) return;
    useSpace.getState().leave();
    view.current?.home();
  }, [homeRequest, view]);

  useEffect(() => {
    if (!visible) return;
    let frame = 0;
    const look = (now: number) => {
      frame = requestAnimationFrame(look);
      const state = stage.current;
      const urgent =
        state.dirty ||
        view.current?.flying === true ||
        walk.current?.going === true ||
        painter.owes(performance.now());
      const unread = state.unread && now - state.read > VALUES_MS;
      const wanted = urgent || state.moving || unread || values.version !== state.version;
      if (pace.due(now, wanted, urgent, painter.inMotion(performance.now()))) invalidate();
    };
    frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [visible, values, invalidate, view, pace, painter]);

  useFrame(() => {
    const state = stage.current;
    const began = performance.now();
    const now = clock.now();
    const ms = Number.isNaN(state.last) ? 0 : now - state.last;
    state.last = now;
    const flew = walk.current?.step(began) || view.current?.step(began) || false;
    state.moving = scene.step(values, ms) && (clock.live || clock.state.playing);
    if (values.version !== state.version) {
      state.version = values.version;
      if (scene.showState(values)) {
        if (clock.live) painter.stillChanged();
        else painter.stillChanges(began);
      }
      state.unread = true;
    }
    if (state.unread && began - state.read > VALUES_MS) {
      state.read = began;
      state.unread = false;
      labels.current?.refresh();
    }
    outlines.follow();
    if ((state.dirty || flew || scene.roams) && camera instanceof PerspectiveCamera) {
      camera.updateMatrixWorld();
      if (scene.roams) labels.current?.measure();
      labels.current?.layout(camera, size.width, size.height, gl.clippingPlanes);
      measure.current?.layout(camera, size.width, size.height);
    }
    state.dirty = false;
    if (camera instanceof PerspectiveCamera) painter.paint(gl, world, camera, ground, performance.now());
    // A priority: what is drawn, and when, is the painter's affair.
  }, 1);

  usePicking(gl.domElement, (at, how) => {
    if (!(camera instanceof PerspectiveCamera)) return;
    if (tool === 'walk') return;
    if (tool === 'measure' && at) {
      if (how === 'click') takePoint(at);
      return;
    }
    const hit = at && hitAt(scene, camera, gl, at);
    if (tool === 'fault' && how === 'click') {
      if (hit?.twin) useFaultDraft.getState().pointed(hit.twin.info.path, hit.point.toArray());
      return;
    }
    const twin = hit?.twin;
    if (how === 'hover') {
      if (twin === stage.current.hovered) return;
      stage.current.hovered = twin;
      gl.domElement.style.cursor = twin ? 'pointer' : '';
      applyLatest.current();
      return;
    }
    if (how === 'zoom' && twin) selectTwin(twin.info.path, { focus: true });
    else selectTwin(twin?.info.path);
  });

  return (
    <>
      <primitive object={scene.root} dispose={null} />
      <primitive object={outlines.root} dispose={null} />
    </>
  );
}

/** From which side a twin is seen best: a part from the side of its machine that it sits on; a machine in a line has no such side. */
function sideOf(scene: PlantScene, twin: TwinNode, target: Box3, distance: number, from: Vector3): Vector3 {
  const machine = twin.parent && scene.ownBoundsOf(twin.parent);
  const outward = new Vector3();
  if (machine) target.getCenter(outward).sub(machine.getCenter(new Vector3())).setY(0);
  // Along the line no side is better than another.
  outward.x *= 0.3;
  if (outward.length() > 0.2) outward.normalize();
  const obstacles = [...scene.obstaclesTo(twin, distance * 1.2)];
  return bestSide({ target, obstacles, outward, from, distance });
}

const raycaster = new Raycaster();
const spot = new Vector2();
const scratch = new Vector3();

function hitAt(
  scene: PlantScene,
  camera: PerspectiveCamera,
  gl: WebGLRenderer,
  at: { x: number; y: number },
  everything = false,
) {
  const box = gl.domElement.getBoundingClientRect();
  spot.set(((at.x - box.left) / box.width) * 2 - 1, 1 - ((at.y - box.top) / box.height) * 2);
  raycaster.setFromCamera(spot, camera);
  raycaster.far = scratch.copy(camera.position).length() + camera.far;
  const kept = (point: Vector3) =>
    gl.clippingPlanes.every((plane: Plane) => plane.distanceToPoint(point) >= 0);
  return scene.hit(raycaster, kept, everything);
}

type Pick = (at: { x: number; y: number } | undefined, how: 'click' | 'zoom' | 'hover') => void;

/** How far (CSS pixels) a pointer may move and still click. */
const CLICK_SLACK = 5;

function usePicking(element: HTMLElement, pick: Pick): void {
  const latest = useRef(pick);
  latest.current = pick;
  useEffect(() => {
    let down: { x: number; y: number } | undefined;
    let hover = 0;
    const onDown = (event: PointerEvent) => {
      down = event.button === 0 ? { x: event.clientX, y: event.clientY } : undefined;
    };
    const onUp = (event: PointerEvent) => {
      if (!down || event.button !== 0) return;
      const moved = Math.hypot(event.clientX - down.x, event.clientY - down.y);
      down = undefined;
      if (moved <= CLICK_SLACK) latest.current({ x: event.clientX, y: event.clientY }, 'click');
    };
    const onMove = (event: PointerEvent) => {
      if (event.buttons !== 0) return;
      cancelAnimationFrame(hover);
      const at = { x: event.clientX, y: event.clientY };
      hover = requestAnimationFrame(() => latest.current(at, 'hover'));
    };
    const onLeave = () => latest.current(undefined, 'hover');
    const onDouble = (event: MouseEvent) => latest.current({ x: event.clientX, y: event.clientY }, 'zoom');
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerleave', onLeave);
    element.addEventListener('dblclick', onDouble);
    return () => {
      cancelAnimationFrame(hover);
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointerup', onUp);
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerleave', onLeave);
      element.removeEventListener('dblclick', onDouble);
    };
  }, [element]);
}
