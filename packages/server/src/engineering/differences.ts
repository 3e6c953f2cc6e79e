/** What differs between two revisions of a plant, in facts that the screen puts into words, and how the new one can be taken on. */
import { isDeepStrictEqual } from 'node:util';
import type { LocalText, Plant, SignalType, SourceDefinition, Twin, TwinType } from '@millwright/model';
import type { Difference, Manner } from '../api/engineering-schemas.ts';

/** Longer lists are cut; the last entry says how many more there are. */
const MOST = 300;

/** In the order of the plant's documents: the plant, types, twins, sources, scene. */
export function differences(before: Plant, after: Plant): Difference[] {
  const list: Difference[] = [];
  const say = (what: Difference['what'], subject: string, old?: string, next?: string) => {
    list.push({
      what,
      subject,
      ...(old === undefined ? {} : { before: old }),
      ...(next === undefined ? {} : { after: next }),
    });
  };
  if (!isDeepStrictEqual(plantSettings(before), plantSettings(after))) say('plant-settings', after.id);
  compare(before.types, after.types, typeName, {
    removed: (type) => say('type-removed', type.name),
    added: (type) => say('type-added', type.name),
    both: (old, next) => typeDifferences(old, next, say),
  });
  twinDifferences(before, after, say);
  compare(before.sources, after.sources, (source) => source.name, {
    removed: (source) => say('source-removed', source.name),
    added: (source) => say('source-added', source.name),
    both: (old, next) => {
      if (!sameSettings(old, next) || !isDeepStrictEqual(old.label, next.label))
        say('source-settings', next.name);
      if (!sameMappings(old, next)) say('source-mappings', next.name);
    },
  });
  if (!isDeepStrictEqual(before.scene, after.scene)) say('scene', after.id);
  if (list.length <= MOST) return list;
  return [...list.slice(0, MOST), { what: 'more', subject: String(list.length - MOST) }];
}

/**
 * How a revision can be taken on: `live` while everything runs on, `sources` where connections are made anew, `restart`
 * where signals come or go, or mean something else, so that the columns have to be laid out again.
 */
export function mannerOf(before: Plant, after: Plant): Manner {
  if (!sameLayout(before, after)) return 'restart';
  if (before.sources.length !== after.sources.length) return 'sources';
  const same = before.sources.every((source, i) => sameSource(source, after.sources[i]));
  return same ? 'live' : 'sources';
}

/** Whether a source that runs need not be made anew. */
export function sameSource(a: SourceDefinition, b: SourceDefinition): boolean {
  return a.name === b.name && sameSettings(a, b) && sameMappings(a, b);
}

type Say = (what: Difference['what'], subject: string, before?: string, after?: string) => void;

function typeName(type: TwinType): string {
  return type.name;
}

function plantSettings({ label, description, timezone, kpi, retention, emulator }: Plant) {
  return { label, description, timezone, kpi, retention, emulator };
}

function typeDifferences(old: TwinType, next: TwinType, say: Say): void {
  if (!isDeepStrictEqual(old.label, next.label)) say('type-label', next.name, old.label.en, next.label.en);
  const renamed = new Set<string>();
  compare(old.signals, next.signals, (signal) => signal.name, {
    removed: (signal) => {
      const to = next.signals.find((one) => one.was.includes(signal.name) && !old.signal(one.name));
      if (to === undefined) say('signal-removed', `${next.name}.${signal.name}`);
    },
    added: (signal) => {
      const from = signal.was.find((name) => old.signal(name) && !next.signal(name));
      if (from === undefined) say('signal-added', `${next.name}.${signal.name}`);
      else {
        renamed.add(signal.name);
        say('signal-renamed', `${next.name}.${signal.name}`, from, signal.name);
      }
    },
    both: (a, b) => signalDifferences(`${next.name}.${b.name}`, a, b, say),
  });
  compare(old.alarms, next.alarms, (alarm) => alarm.name, {
    removed: (alarm) => say('alarm-removed', `${next.name}.${alarm.name}`),
    added: (alarm) => say('alarm-added', `${next.name}.${alarm.name}`),
    both: (a, b) => {
      const subject = `${next.name}.${b.name}`;
      if (a.when.text !== b.when.text) say('alarm-condition', subject, a.when.text, b.when.text);
      const rest = ({ label, onDelay, offDelay, priority, respond, holds }: typeof a) => ({
        label,
        onDelay,
        offDelay,
        priority,
        respond,
        holds: holds.text,
      });
      if (!isDeepStrictEqual({ ...rest(a), holds: '' }, { ...rest(b), holds: '' }))
        say('alarm-settings', subject);
    },
  });
  if (!isDeepStrictEqual(parametersOf(old), parametersOf(next))) say('type-parameters', next.name);
  if (!isDeepStrictEqual(old.parts, next.parts)) say('type-parts', next.name);
  if (!isDeepStrictEqual(old.shape, next.shape)) say('type-shape', next.name);
}

function parametersOf({ parameters }: TwinType) {
  return parameters.map(({ name, label, unit, default: standard }) => ({
    name,
    label,
    unit: unit.code,
    standard,
  }));
}

function signalDifferences(subject: string, a: SignalType, b: SignalType, say: Say): void {
  if (a.unit.code !== b.unit.code) say('signal-unit', subject, a.unit.code, b.unit.code);
  if (a.formula?.text !== b.formula?.text) say('signal-formula', subject, a.formula?.text, b.formula?.text);
  const rest = (s: SignalType) => ({
    label: s.label,
    kind: s.kind,
    range: s.range,
    normal: s.normal,
    resolution: s.resolution,
    staleAfter: s.staleAfter,
    states: s.states,
    stored: s.stored,
  });
  if (!isDeepStrictEqual(rest(a), rest(b))) say('signal-settings', subject);
}

function twinDifferences(before: Plant, after: Plant, say: Say): void {
  for (const twin of before.twins) {
    if (after.twin(twin.path) !== undefined) continue;
    const to = after.twins.find((one) => one.was.includes(twin.path) && !before.twin(one.path));
    // What lies below a renamed or removed twin goes with it.
    if (twin.parent !== undefined && after.twin(twin.parent.path) === undefined) continue;
    if (to === undefined) say('twin-removed', twin.path);
  }
  for (const twin of after.twins) {
    const old = before.twin(twin.path);
    if (old !== undefined) sameTwin(old, twin, say);
    else {
      const from = twin.was.find((path) => before.twin(path) && !after.twin(path));
      if (from !== undefined) say('twin-renamed', twin.path, from, twin.path);
      else if (twin.parent === undefined || before.twin(twin.parent.path) !== undefined)
        say('twin-added', twin.path);
    }
  }
}

function sameTwin(a: Twin, b: Twin, say: Say): void {
  if (a.type?.name !== b.type?.name) say('twin-type', b.path, a.type?.name, b.type?.name);
  if (!isDeepStrictEqual(a.label, b.label)) say('twin-label', b.path, nameOf(a.label), nameOf(b.label));
  if (!isDeepStrictEqual(a.place, b.place)) say('twin-place', b.path, placeOf(a), placeOf(b));
  if (a.type?.name === b.type?.name && !isDeepStrictEqual(a.parameters, b.parameters))
    say('twin-parameters', b.path);
}

function nameOf(text: LocalText): string {
  return text.en;
}

function placeOf({ place }: Twin): string {
  const turn = place.turn === 0 ? '' : ` ${place.turn}°`;
  return `${place.at.join(', ')} m${turn}`;
}

function compare<T>(
  before: readonly T[],
  after: readonly T[],
  key: (item: T) => string,
  told: { removed(item: T): void; added(item: T): void; both(before: T, after: T): void },
): void {
  const old = new Map(before.map((item) => [key(item), item]));
  const next = new Set(after.map(key));
  for (const item of before) if (!next.has(key(item))) told.removed(item);
  for (const item of after) {
    const was = old.get(key(item));
    if (was === undefined) told.added(item);
    else told.both(was, item);
  }
}

function sameSettings(a: SourceDefinition, b: SourceDefinition): boolean {
  return (
    a.kind === b.kind && isDeepStrictEqual(a.settings, b.settings) && isDeepStrictEqual(a.label, b.label)
  );
}

/** Cost: linear in the mappings up to the first that differs. */
function sameMappings(a: SourceDefinition, b: SourceDefinition): boolean {
  const others = b.mappings[Symbol.iterator]();
  for (const one of a.mappings) {
    const { value: other, done } = others.next();
    if (done === true) return false;
    if (one.path !== other.path || one.address !== other.address) return false;
    if (one.scale !== other.scale || one.offset !== other.offset) return false;
    const writes = one.write !== undefined || other.write !== undefined;
    if (writes && !isDeepStrictEqual(one.write, other.write)) return false;
  }
  return others.next().done === true;
}

function sameLayout(a: Plant, b: Plant): boolean {
  if (
    a.signalCount !== b.signalCount ||
    a.types.length !== b.types.length ||
    a.twins.length !== b.twins.length
  ) {
    return false;
  }
  return (
    a.types.every((type, i) => sameTable(type, b.types[i])) &&
    a.twins.every((twin, i) => fits(twin, b.twins[i]))
  );
}

function sameTable(a: TwinType, b: TwinType): boolean {
  if (a.name !== b.name || a.base !== b.base || a.rows !== b.rows || a.signals.length !== b.signals.length)
    return false;
  if (!isDeepStrictEqual(a.parts, b.parts) || !isDeepStrictEqual(parametersOf(a), parametersOf(b)))
    return false;
  return a.signals.every((signal, i) => {
    const other = b.signals[i];
    const rest = (s: SignalType) => [
      s.name,
      s.column,
      s.kind,
      s.unit.code,
      s.range,
      s.staleAfter,
      s.states,
      s.stored,
      s.was,
    ];
    return (
      isDeepStrictEqual(rest(signal), rest(other)) &&
      (signal.formula === undefined) === (other.formula === undefined)
    );
  });
}

function fits(a: Twin, b: Twin): boolean {
  return (
    a.path === b.path &&
    a.type?.name === b.type?.name &&
    a.row === b.row &&
    isDeepStrictEqual(a.parameters, b.parameters)
  );
}
