/**
 * The plant as every other part sees it: checked, complete, with dense numbers instead of names.
 *
 * `loadPlant` makes it from the documents of a plant folder. It is immutable; a changed document makes a new one
 * with another `revision`.
 *
 * Ids. In memory each twin type is a table: a column per signal, a row per twin. The id of a signal is its place in
 * the plant-wide arena of columns: `type.base + column * type.rows + row`. Ids are dense from 0 to `signalCount - 1`,
 * hold for one revision and are never stored; what is stored are paths and the historian's own keys.
 */

import type { SourceSettings } from './documents/source.ts';
import type { Expr } from './formula/expr.ts';
import type { NodeMotion, StateLook } from './shapes/index.ts';
import type { Unit } from './units.ts';
import type { PlantWork, Rationalisation, WriteRules } from './work.ts';

/** A text for people: by language, `en` always present. */
export interface LocalText {
  en: string;
  zh?: string;
}

/** Where a signal's values come from: a sensor, a target value, a discrete state, or a formula. */
export type SignalKind = 'measured' | 'setpoint' | 'state' | 'derived';

export interface SignalType {
  name: string;
  label: LocalText;
  /** Column in the table of `owner`. */
  column: number;
  kind: SignalKind;
  unit: Unit;
  /** Lowest and highest plausible value in `unit`; samples outside become uncertain, `out-of-range`. */
  range?: readonly [number, number];
  /** The band of normal operation in `unit`, for display. */
  normal?: readonly [number, number];
  /** Smallest step worth keeping, in `unit`; derived values are rounded to it before they are stored. */
  resolution?: number;
  /** Milliseconds without a sample after which the value is stale; Infinity: never. */
  staleAfter: number;
  /** Dictionary of a state or boolean: number to name. */
  states?: ReadonlyMap<number, LocalText>;
  formula?: CheckedFormula;
  /** Whether derived samples go to the historian; always true for the other kinds. */
  stored: boolean;
  /** Read off by people, during rounds: no source feeds it. */
  manual?: boolean;
  /** Present on set points that may be written to the machine. */
  write?: WriteRules;
  /** Former names, newest first: history recorded under them stays reachable. */
  was: readonly string[];
}

/** A formula after parsing and checking. `unit` of `expr` has been converted to the signal's unit. */
export interface CheckedFormula {
  text: string;
  expr: Expr;
}

export type AlarmPriority = 'critical' | 'high' | 'medium' | 'low';

/** An alarm condition on a type (ISA-18.2): defined once, evaluated for every twin of the type. */
export interface AlarmType {
  name: string;
  label: LocalText;
  /** Index among the alarms of the type. */
  index: number;
  /** A boolean expression; true is the abnormal state. */
  when: CheckedFormula;
  /**
   * Expression that must be false for the alarm to clear: `when` with its limit moved by the deadband.
   * The same object as `when` where no deadband is given.
   */
  holds: CheckedFormula;
  /** Milliseconds. */
  onDelay: number;
  /** Milliseconds. */
  offDelay: number;
  priority: AlarmPriority;
  /** What an operator should do, for display. */
  respond?: LocalText;
  /** Name of the procedure that says step by step what to do. */
  procedure?: string;
  /** After it has cleared, the alarm stays until somebody resets it. */
  latch?: boolean;
  /** While true the alarm is suppressed by design: the state of the plant makes it meaningless. */
  suppressedWhen?: CheckedFormula;
  rationalisation?: Rationalisation;
  /** Names of the signals of this type (own or relative paths as written) that `when` reads. */
  inputs: readonly string[];
}

export interface ParameterType {
  name: string;
  label: LocalText;
  unit: Unit;
  default?: number;
}

export interface PartType {
  name: string;
  type: string;
  /** Names of the child twins of a many-part; undefined: one child named after the part. */
  each?: readonly string[];
}

/** How a twin looks: a kind of the shape library with its parameters (metres, degrees), or a GLB. */
export interface ShapeDocument {
  kind: string;
  /** A GLB file within the plant folder that replaces the drawn shape: `models/motor.glb`. */
  model?: string;
  /** Numbers, and `path`: points in the frame of the twin's place. */
  params: Readonly<Record<string, ShapeParam>>;
  /** Movement is data: what of the shape moves (`spin`, `fill`, `state`…) to what it follows. */
  bindings: Readonly<Record<string, ShapeBinding>>;
}

export type ShapeParam = number | readonly (readonly [number, number, number])[];

/** Connects a signal, as a relative path, to a movement: shown = value of the signal * scale + offset, units included. */
export interface ShapeBinding {
  signal: string;
  scale: number;
  offset: number;
  /** Node of the GLB that moves, how, and around or along which of its axes. */
  node?: string;
  motion?: NodeMotion;
  axis?: 'x' | 'y' | 'z';
  /** Of a binding `state`: look by value of the signal. */
  looks?: Readonly<Record<string, StateLook>>;
}

/** What there is to read: a file below `documents/` of the plant folder for each language, or an address elsewhere. */
export interface DocumentReference {
  label: LocalText;
  file?: LocalText;
  link?: string;
}

export interface TwinType {
  index: number;
  name: string;
  label: LocalText;
  /** Names of the types it inherits from, nearest first. */
  ancestors: readonly string[];
  signals: readonly SignalType[];
  alarms: readonly AlarmType[];
  parameters: readonly ParameterType[];
  parts: readonly PartType[];
  shape?: ShapeDocument;
  /** Of the types it inherits from first. */
  documents: readonly DocumentReference[];
  /** Twins of exactly this type in row order. */
  twins: readonly Twin[];
  /** Number of rows: `twins.length`. */
  rows: number;
  /** Id of the signal in column 0, row 0. */
  base: number;
  signal(name: string): SignalType | undefined;
}

/** Position in metres and rotation in degrees around the vertical axis, in the frame of the parent twin. */
export interface Place {
  at: readonly [number, number, number];
  turn: number;
}

export interface Twin {
  index: number;
  /** `area/line/machine/part`. */
  path: string;
  name: string;
  label: LocalText;
  /** Undefined for a plain level of the hierarchy, such as an area. */
  type: TwinType | undefined;
  /** Row in the table of its type; -1 without a type. */
  row: number;
  parent: Twin | undefined;
  children: readonly Twin[];
  /** Parameter values in the order of `type.parameters`, in their units. */
  parameters: Float64Array;
  place: Place;
  /** Its own, beside those of its type. */
  documents: readonly DocumentReference[];
  /** Former paths, newest first. */
  was: readonly string[];
}

/** A signal of one twin, made when asked for: a fleet has millions of them. */
export interface SignalRef {
  id: number;
  /** `area/line/machine.signal`. */
  path: string;
  twin: Twin;
  type: SignalType;
}

/** One entry of a source's `signals` after its patterns have been expanded. */
export interface SignalMapping {
  id: number;
  path: string;
  /** In the words of the protocol: a node id, a metric name, a register, a JSON pointer, a column. */
  address: string;
  /** value in the signal's unit = source value * scale + offset. */
  scale: number;
  offset: number;
  /** Plain MQTT: how a new value is sent. */
  write?: MqttWrite;
}

/** How plain MQTT sends a new value; exactly one way, since MQTT itself knows none. */
export interface MqttWrite {
  topic: string;
  /** Text with `$value` and perhaps `$time`. */
  payload?: string;
  /** JSON pointer of the value in an object that holds nothing else. */
  pointer?: string;
  /** What is sent for a value of the source (as text); others are not sent. */
  values?: Readonly<Record<string, string | number | boolean>>;
  qos: 0 | 1;
}

export interface SourceDefinition {
  name: string;
  /** `opc-ua`, `sparkplug`, `mqtt`, `modbus`, `http`, `replay`. */
  kind: string;
  label: LocalText;
  /** Settings of the kind, checked against its schema, with `\${NAME:-default}` already replaced. */
  settings: SourceSettings;
  /** The expanded mappings, made while iterating (a fleet has millions); may be iterated more than once. */
  mappings: Iterable<SignalMapping>;
}

/** Something in the scene that is no twin: floor, wall, door, walkway. */
export interface SceneItem {
  shape: ShapeDocument;
  place: Place;
}

export interface EmulatorDefinition {
  /** TypeScript file in the plant folder, run as a separate process. */
  command: string;
  /** Environment variable to preferred TCP port; a free one is taken when it is in use. */
  ports: Readonly<Record<string, number>>;
}

export interface Plant {
  id: string;
  label: LocalText;
  description: LocalText;
  /** IANA name. */
  timezone: string;
  folder: string;
  /** Digest of the documents. */
  revision: string;
  types: readonly TwinType[];
  twins: readonly Twin[];
  sources: readonly SourceDefinition[];
  scene: readonly SceneItem[];
  /** Path of the signal shown on the timeline. */
  kpi?: string;
  /** Milliseconds raw samples and roll-ups are kept; Infinity: for ever. */
  retention: { raw: number; rollup: number };
  emulator?: EmulatorDefinition;
  /** Maintenance plans, routes, procedures, shifts, positions. */
  work: PlantWork;
  signalCount: number;
  type(name: string): TwinType | undefined;
  twin(path: string): Twin | undefined;
  /** Id of a signal path such as `mill/stand1/motor.current`, or undefined. Constant cost. */
  signalId(path: string): number | undefined;
  /** Inverse of `signalId`; logarithmic in the number of types. Throws RangeError for an id out of range. */
  signalAt(id: number): SignalRef;
  /**
   * Ids of the signals a reference in a formula of `twin`'s type means: hops are part names or `parent`.
   * One id for a single reference, several for a many-part, none where the twin has no such relative.
   */
  resolve(twin: Twin, hops: readonly string[], signal: string): readonly number[];
}
