/** One shape on show: its meshes at each level of detail, its light and ground, moved by values a person sets. */
import { type ShapeKind, type ShapeTarget, WHOLE_BINDINGS } from '@millwright/model/shapes';
import type { TwinTypeInfo } from '@millwright/server/client';
import { type Box3, Mesh, PerspectiveCamera, PlaneGeometry, Scene, ShadowMaterial, Vector3 } from 'three';
import { PlantModel } from '../plant/plant-model.ts';
import { Batch } from '../space/batches.ts';
import { SPACE_THEMES } from '../space/colours.ts';
import { Mover } from '../space/movers.ts';
import { type Placed, placeAll } from '../space/placement.ts';
import { LEVELS } from '../space/shape-model.ts';
import { triangles } from '../space/solids.ts';
import { States } from '../space/states.ts';
import { Surfaces } from '../space/surfaces.ts';
import { fit } from '../space/view-control.ts';
import { allocateValues, type ValueSource } from '../values/value-source.ts';

/** Bindings of the whole that make sense without a path. */
const WHOLE_ON_SHOW = ['moveX', 'moveY', 'moveZ', 'heading', 'visible', 'state'] as const;

/** Looks by value of the state that is played with. */
export const LOOKS_ON_SHOW = { 0: 'off', 1: 'normal', 2: 'attention', 3: 'fault' } as const;

export type ThemeName = keyof typeof SPACE_THEMES;

/** Where from: degrees around and above, and how near, 1 as far as needed to see all. */
export interface Look {
  around: number;
  above: number;
  near: number;
}

/** What of a kind can be moved, its own before what every shape has. */
export function targetsOf(kind: ShapeKind): [string, ShapeTarget][] {
  const whole = kind.family === 'site' && kind.name !== 'person' && kind.name !== 'door';
  const shared = WHOLE_ON_SHOW.filter((name) => !whole || name === 'state');
  return [
    ...Object.entries(kind.bindings),
    ...shared.map((name): [string, ShapeTarget] => [name, WHOLE_BINDINGS[name]]),
  ];
}

export class Exhibit {
  readonly scene = new Scene();
  readonly camera = new PerspectiveCamera(28, 1, 0.01, 5000);
  /** Triangles by level of detail. */
  readonly triangles: readonly number[];
  /** Bounds at rest, metres. */
  readonly size: Vector3;
  #surfaces = new Surfaces();
  #batches: Batch[];
  #mover: Mover | undefined;
  #states: States;
  #source: ValueSource;
  #box: Box3;
  #index: ReadonlyMap<string, number>;

  constructor(kind: ShapeKind, params: Readonly<Record<string, number>>, theme: ThemeName) {
    const targets = targetsOf(kind).map(([name]) => name);
    const plant = plantOf(kind.name, params, targets);
    const placed: readonly Placed[] = placeAll(plant);
    const [{ model }] = placed;
    this.#index = new Map(targets.map((name, i) => [name, i]));
    this.#source = { ...allocateValues(targets.length), version: 0, subscribe: () => () => {} };
    this.#batches = model.levels.flatMap((groups, level) =>
      groups.map((group) => {
        const { machines, backdrop, edges, depth } = this.#surfaces;
        return new Batch(placed, group, level, model.backdrop ? backdrop : machines, edges, depth);
      }),
    );
    this.triangles = model.levels.map((groups) => groups.reduce((sum, { mesh }) => sum + triangles(mesh), 0));
    if (Mover.moves(model, placed)) this.#mover = new Mover(model, placed, this.#batches);
    this.#states = new States(placed);
    this.#box = model.box;
    this.size = model.box.getSize(new Vector3());
    for (const { mesh, lines } of this.#batches) {
      this.scene.add(mesh);
      if (lines) this.scene.add(lines);
    }
    this.#surfaces.fit(model.box);
    this.scene.add(this.#surfaces.lights, this.#ground());
    this.setTheme(theme);
  }

  setTheme(theme: ThemeName): void {
    this.#surfaces.setTheme(SPACE_THEMES[theme]);
  }

  /** Sets what a binding follows, in its unit. */
  set(target: string, value: number): void {
    const i = this.#index.get(target);
    if (i === undefined) return;
    this.#source.values[i] = value;
    this.#source.quality[i] = 0;
  }

  /** Moves on by `ms`. Returns whether it keeps moving by itself. */
  step(ms: number): boolean {
    this.#states.hide(this.#source, 0);
    this.#states.look(this.#source, 0);
    for (const batch of this.#batches) batch.look(0, this.#states.looks[0]);
    return this.#mover?.step(this.#source, ms) ?? false;
  }

  /** Shows one level of detail, the camera so that all of it is seen. */
  prepare(level: number, { around, above, near }: Look, aspect: number): void {
    for (const { mesh, lines, level: own } of this.#batches) {
      mesh.visible = own === Math.min(level, LEVELS.length - 1) && this.#states.hidden[0] === 0;
      if (lines) lines.visible = mesh.visible;
    }
    const [a, b] = [(around * Math.PI) / 180, (above * Math.PI) / 180];
    const direction = new Vector3(Math.sin(a) * Math.cos(b), Math.sin(b), Math.cos(a) * Math.cos(b));
    const { min, max } = this.#box;
    const corners = [min, max].flatMap(({ x }) =>
      [min, max].flatMap(({ y }) => [min, max].map(({ z }) => new Vector3(x, y, z))),
    );
    const { position, target, distance } = fit(corners, direction, this.camera.fov, aspect);
    this.camera.aspect = aspect;
    this.camera.position.copy(target).addScaledVector(direction, distance / near);
    this.camera.near = Math.max(0.01, distance * 0.02);
    this.camera.far = position.distanceTo(target) * 12;
    this.camera.lookAt(target);
    this.camera.updateProjectionMatrix();
    this.camera.updateMatrixWorld();
  }

  dispose(): void {
    for (const batch of this.#batches) {
      batch.dispose();
      batch.group.mesh.dispose();
      batch.group.edges.dispose();
    }
    this.#surfaces.dispose();
  }

  /** A ground that is seen only by the shadow on it. */
  #ground(): Mesh {
    const reach = this.size.length() * 4;
    const ground = new Mesh(new PlaneGeometry(reach, reach), new ShadowMaterial({ opacity: 0.16 }));
    ground.rotateX(-Math.PI / 2);
    ground.position.y = Math.min(0, this.#box.min.y) - this.size.length() * 0.001;
    ground.receiveShadow = true;
    return ground;
  }
}

/** A plant of one twin that has the shape, and a signal for everything that moves. */
function plantOf(
  kind: string,
  params: Readonly<Record<string, number>>,
  targets: readonly string[],
): PlantModel {
  const plain = { en: kind };
  const bindings: NonNullable<TwinTypeInfo['shape']>['bindings'] = {};
  for (const name of targets) {
    bindings[name] = {
      signal: name,
      scale: 1,
      offset: 0,
      ...(name === 'state' ? { looks: LOOKS_ON_SHOW } : {}),
    };
  }
  const info = {
    id: kind,
    label: plain,
    description: plain,
    timezone: 'UTC',
    revision: kind,
    now: 0,
    firstTime: null,
    twinCount: 1,
    signalCount: targets.length,
    scene: [],
  };
  const type: TwinTypeInfo = {
    name: kind,
    label: plain,
    ancestors: [],
    signals: targets.map((name) => ({ name, label: { en: name }, kind: 'measured', unit: '1' })),
    alarms: [],
    parameters: [],
    parts: [],
    shape: { kind, params: { ...params }, bindings },
  };
  const place = { at: [0, 0, 0] as [number, number, number], turn: 0 };
  const twin = { path: kind, label: plain, type: kind, parent: null, place, parameters: {} };
  return new PlantModel(info, [type], [twin]);
}
