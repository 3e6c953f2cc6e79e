/**
 * What the documents say about the work on a plant: how set points may be changed, what is checked on a round, which
 * maintenance falls due when, how a task is done step by step, who is on shift. The course of that work is in `operate`.
 */
import type { AlarmPriority, CheckedFormula, LocalText, Twin, TwinType } from './plant.ts';
import type { Unit } from './units.ts';

/** Under which conditions a set point may be written, and how it is seen that the machine obeyed. */
export interface WriteRules {
  /** Largest total change within `per` milliseconds, in the unit of the signal. */
  change?: { most: number; per: number };
  /** True while writing is allowed. Judged at the instant of approval and again of execution. */
  interlock?: CheckedFormula;
  readBack: {
    /** Relative path of the signal that shows the outcome, in the same unit; the set point itself where none is given. */
    hops: readonly string[];
    signal: string;
    /** Largest deviation that counts as reached, in the unit of the signal. */
    tolerance: number;
    /** Milliseconds until it must be reached. */
    within: number;
  };
}

/** Why an alarm exists (ISA-18.2 rationalisation); what to do is the alarm's `respond`. */
export interface Rationalisation {
  cause?: LocalText;
  /** What happens if nobody responds. */
  consequence?: LocalText;
  /** Milliseconds a person has to respond. */
  responseTime?: number;
  /** Class of alarms with the same requirements, such as `safety` or `condition`. */
  class?: string;
}

export type CheckKind = 'value' | 'choice' | 'photo' | 'note' | 'confirm';

/** Something a person looks at and records. */
export interface Check {
  /** Unique within its stop or step. */
  name: string;
  label: LocalText;
  kind: CheckKind;
  /** Whether it may be left out. */
  optional: boolean;
  /** Of a value. */
  unit?: Unit;
  /** Of a value: outside it is a finding. In `unit`. */
  limits?: readonly [number, number];
  /** Of a value: path of the signal that takes the reading, relative to the twin. */
  signal?: { hops: readonly string[]; name: string };
  /** Of a choice. */
  options?: readonly CheckOption[];
}

export interface CheckOption {
  name: string;
  label: LocalText;
  /** Choosing it is a finding. */
  fault: boolean;
}

/** When a task falls due, on the clock of the plant's time zone. */
export interface Calendar {
  every: { days: number } | { weeks: number; on: readonly number[] } | { months: number; day: number };
  /** Minutes after midnight. */
  at: number;
  /** The day from which periods are counted, `2026-01-05`. */
  from: string;
}

export interface MaintenancePlan {
  name: string;
  label: LocalText;
  description: LocalText;
  kind: 'preventive' | 'inspection';
  /** The twins it holds for. */
  twins: readonly Twin[];
  due:
    | { kind: 'calendar'; calendar: Calendar /** Milliseconds before. */; lead: number }
    | {
        kind: 'counter';
        hops: readonly string[];
        signal: string /** In the unit of the signal. */;
        every: number;
      }
    | { kind: 'condition'; when: CheckedFormula };
  priority: AlarmPriority;
  /** Milliseconds from when it falls due until it is overdue. */
  allow: number;
  /** Name of a procedure. */
  procedure?: string;
  /** Name of a route, of an inspection. */
  route?: string;
}

export interface RouteStop {
  twin: Twin;
  checks: readonly Check[];
}

/** A walk through the plant with something to check at every stop. */
export interface InspectionRoute {
  name: string;
  label: LocalText;
  stops: readonly RouteStop[];
  /** Alarms that call for the round, `type.alarm`. */
  calledBy: readonly string[];
  /** Milliseconds from the call until it is overdue. */
  allow: number;
}

export interface ProcedureStep {
  name: string;
  label: LocalText;
  /** File of a picture within the plant folder. */
  picture?: string;
  /** Who may do the step; where nothing is said, who may do the procedure. */
  permission?: StepPermission;
  check?: Check;
  /** The step that follows; undefined: none does. */
  next?: string;
  /** Instead of `next`: by the option that was chosen; `outside` where a value is outside its limits. */
  branches: Readonly<Record<string, string | undefined>>;
}

export type StepPermission = 'acknowledge' | 'operate' | 'maintain' | 'engineer' | 'approve';

export interface Procedure {
  name: string;
  label: LocalText;
  description: LocalText;
  steps: readonly ProcedureStep[];
}

/** A shift begins every day at the same time of the plant's clock and lasts until the next one begins. */
export interface Shift {
  name: string;
  label: LocalText;
  /** Minutes after midnight. */
  start: number;
}

/** A place from which people watch a part of the plant: alarm rates are counted per position (ISA-18.2). */
export interface Position {
  name: string;
  label: LocalText;
  /** Paths of twins; each stands for everything below it. */
  places: readonly string[];
}

export interface PlantWork {
  plans: readonly MaintenancePlan[];
  routes: readonly InspectionRoute[];
  procedures: readonly Procedure[];
  /** By start. Empty: no shifts. */
  shifts: readonly Shift[];
  /** At least one. */
  positions: readonly Position[];
}

/** A plant that says nothing about work: one position watches everything. */
export const NO_WORK: PlantWork = {
  plans: [],
  routes: [],
  procedures: [],
  shifts: [],
  positions: [{ name: 'plant', label: { en: 'Whole plant', zh: '全厂' }, places: [] }],
};

/** Whether a type is one of, or inherits from, the type of this name. */
export function isOfType(type: TwinType | undefined, name: string): boolean {
  return type !== undefined && (type.name === name || type.ancestors.includes(name));
}
