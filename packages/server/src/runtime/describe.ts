/** From the plant in memory to the shapes of the API. */
import type { RecordedAlarm } from '@millwright/historian';
import type { AlarmTransition } from '@millwright/live';
import type {
  Plant,
  ShapeDocument,
  SignalRef,
  SignalType,
  Twin,
  TwinType,
  WriteRules,
} from '@millwright/model';
import type {
  AlarmOccurrence,
  PlantInfo,
  SignalInfo,
  SignalTypeInfo,
  TwinInfo,
  TwinTypeInfo,
} from '../api/schemas.ts';
import type { Columns } from '../live/group.ts';

/** JSON has no NaN: a missing value is null. */
export function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The array with null for what is no number. One array of ordinary numbers. */
export function numbers(values: Float64Array): (number | null)[] {
  const list = new Array<number | null>(values.length);
  for (let i = 0; i < values.length; i++) list[i] = orNull(values[i]);
  return list;
}

export function describePlant(plant: Plant, now: number, firstTime: number | undefined): PlantInfo {
  return {
    id: plant.id,
    label: plant.label,
    description: plant.description,
    timezone: plant.timezone,
    revision: plant.revision,
    kpi: plant.kpi,
    now,
    firstTime: firstTime ?? null,
    twinCount: plant.twins.length,
    signalCount: plant.signalCount,
    scene: plant.scene.map(({ shape, place }) => ({
      shape: describeShape(shape),
      place: describePlace(place),
    })),
  };
}

/** @param documentFormula the formula of the documents where another one is in force */
export function describeType(
  type: TwinType,
  documentFormula: (type: string, signal: string) => string | undefined,
): TwinTypeInfo {
  return {
    name: type.name,
    label: type.label,
    ancestors: [...type.ancestors],
    signals: type.signals.map((s) => describeSignalType(s, documentFormula(type.name, s.name))),
    alarms: type.alarms.map((a) => ({
      name: a.name,
      label: a.label,
      priority: a.priority,
      when: a.when.text,
      onDelay: a.onDelay,
      offDelay: a.offDelay,
      respond: a.respond,
      inputs: [...a.inputs],
      latch: a.latch,
      procedure: a.procedure,
      suppressedWhen: a.suppressedWhen?.text,
      rationalisation: a.rationalisation && { ...a.rationalisation },
    })),
    parameters: type.parameters.map((p) => ({ name: p.name, label: p.label, unit: p.unit.code })),
    parts: type.parts.map((p) => ({ name: p.name, type: p.type, each: p.each && [...p.each] })),
    shape: type.shape && describeShape(type.shape),
    ...(type.documents.length > 0 ? { documents: [...type.documents] } : {}),
  };
}

function describeSignalType(signal: SignalType, documentFormula: string | undefined): SignalTypeInfo {
  return {
    name: signal.name,
    label: signal.label,
    kind: signal.kind,
    unit: signal.unit.code,
    range: signal.range && [signal.range[0], signal.range[1]],
    normal: signal.normal && [signal.normal[0], signal.normal[1]],
    resolution: signal.resolution,
    states: signal.states && Array.from(signal.states, ([value, label]) => ({ value, label })),
    formula: signal.formula?.text,
    documentFormula,
    manual: signal.manual,
    write: signal.write && describeWrite(signal.write),
  };
}

function describeWrite({ change, interlock, readBack }: WriteRules): NonNullable<SignalTypeInfo['write']> {
  const { hops, signal, tolerance, within } = readBack;
  return {
    change: change && { ...change },
    interlock: interlock?.text,
    readBack: [...hops, signal].join('.'),
    tolerance,
    within,
  };
}

type ShapeInfo = NonNullable<TwinTypeInfo['shape']>;

function describeShape(shape: ShapeDocument): ShapeInfo {
  const params = Object.entries(shape.params).map(([name, value]): [string, ShapeInfo['params'][string]] => [
    name,
    typeof value === 'number' ? value : value.map(([x, y, z]) => [x, y, z]),
  ]);
  return {
    kind: shape.kind,
    model: shape.model,
    params: Object.fromEntries(params),
    bindings: { ...shape.bindings },
  };
}

function describePlace({ at, turn }: Twin['place']): TwinInfo['place'] {
  return { at: [at[0], at[1], at[2]], turn };
}

export function describeTwin(twin: Twin): TwinInfo {
  const parameters: Record<string, number> = {};
  twin.type?.parameters.forEach((p, i) => {
    const value = twin.parameters[i];
    if (Number.isFinite(value)) parameters[p.name] = value;
  });
  return {
    path: twin.path,
    label: twin.label,
    type: twin.type?.name ?? null,
    parent: twin.parent?.path ?? null,
    place: describePlace(twin.place),
    parameters,
    // Most have none, and a fleet has thousands.
    ...(twin.documents.length > 0 ? { documents: [...twin.documents] } : {}),
  };
}

export function describeSignal(
  ref: SignalRef,
  columns: Columns,
  feed: { source: string; address: string } | undefined,
): SignalInfo {
  return {
    path: ref.path,
    twin: ref.twin.path,
    type: ref.twin.type?.name ?? '',
    name: ref.type.name,
    label: ref.type.label,
    unit: ref.type.unit.code,
    kind: ref.type.kind,
    value: orNull(columns.values[ref.id]),
    time: orNull(columns.times[ref.id]),
    quality: columns.quality[ref.id],
    source: feed?.source,
    address: feed?.address,
  };
}

export function describeAlarm(transition: AlarmTransition): AlarmOccurrence {
  const { id, twin, alarm, since, raisedAt, clearedAt, inputs } = transition;
  return {
    id,
    twin: twin.path,
    type: twin.type?.name ?? '',
    alarm: alarm.name,
    label: alarm.label,
    priority: alarm.priority,
    since,
    raisedAt,
    clearedAt: clearedAt ?? null,
    inputs: inputs.map(({ path, value, unit }) => ({ path, value: orNull(value), unit })),
    respond: alarm.respond,
  };
}

export function describeRecordedAlarm(alarm: RecordedAlarm): AlarmOccurrence {
  return { ...alarm, inputs: alarm.inputs.map((input) => ({ ...input, value: orNull(input.value) })) };
}
