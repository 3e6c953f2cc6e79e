/** Formulas and alarms of all types: checked, tied to their columns, and free of circles. */
import { localText, readableName } from '../documents/common.ts';
import type { AlarmInput } from '../documents/type-document.ts';
import { parseDuration } from '../duration.ts';
import type { FaultList } from '../faults.ts';
import type { UsedSignal } from '../formula/check.ts';
import { withDeadband } from '../formula/deadband.ts';
import { checkAgainst } from '../formula/index.ts';
import type { TypeScope } from '../formula/references.ts';
import type { AlarmType, SignalType } from '../plant.ts';
import { ONE } from '../units.ts';
import { findCircles } from './circles.ts';
import { instantCondition, reportAll } from './conditions.ts';
import type { Merged } from './inherit.ts';
import { buildShape } from './shapes.ts';
import { TypeTable } from './types.ts';
import { buildWriteRules } from './write-rules.ts';

/** Fills in formulas, alarms and shapes of all types. */
export function buildFormulas(types: readonly TypeTable[], scope: TypeScope, faults: FaultList): void {
  const reads = new Map<TypeTable, Map<string, readonly UsedSignal[]>>();
  for (const type of types) {
    const used = new Map<string, readonly UsedSignal[]>();
    reads.set(type, used);
    const full = TypeTable.sourceOf(type);
    for (const signal of type.signals) {
      const merged = full.signals.get(signal.name);
      if (merged?.input.write) buildWriteRules(type, signal, merged, merged.input.write, scope, faults);
      if (!merged || merged.input.formula === undefined) continue;
      used.set(signal.name, buildFormula(type, signal, merged, merged.input.formula, scope, faults));
    }
    for (const [name, merged] of full.alarms) buildAlarm(type, name, merged, scope, faults);
    buildShape(type, scope, faults);
  }
  findCircles(reads, faults);
}

function buildFormula(
  type: TypeTable,
  signal: SignalType,
  merged: Merged<{ formula?: string }>,
  text: string,
  scope: TypeScope,
  faults: FaultList,
): readonly UsedSignal[] {
  const result = checkAgainst(text, type, scope, signal.unit);
  if (result.expr) signal.formula = { text, expr: result.expr };
  reportAll(result, (start, end) => merged.within('formula', start, end), type, scope, faults);
  return result.used;
}

function buildAlarm(
  type: TypeTable,
  name: string,
  merged: Merged<Partial<AlarmInput>>,
  scope: TypeScope,
  faults: FaultList,
): void {
  const { input } = merged;
  if (input.when === undefined) {
    faults.error(merged.at(), `alarm "${name}" has no condition: write "when: vibration > 7.1 mm/s"`);
    return;
  }
  const result = checkAgainst(input.when, type, scope, ONE, 'boolean');
  reportAll(result, (start, end) => merged.within('when', start, end), type, scope, faults);
  if (!result.expr) return;
  const when = { text: input.when, expr: result.expr };
  let holds = when;
  if (input.deadband !== undefined) {
    const moved = withDeadband(when, input.deadband);
    if ('message' in moved) faults.error(merged.at('deadband'), moved.message, moved.suggestion);
    else holds = moved;
  }
  type.alarms.push({
    name,
    label: localText(input.name, readableName(name)),
    index: type.alarms.length,
    when,
    holds,
    onDelay: input.delay === undefined ? 0 : parseDuration(input.delay),
    offDelay: input.offDelay === undefined ? 0 : parseDuration(input.offDelay),
    priority: input.priority ?? 'medium',
    inputs: [...new Set(result.used.map((u) => u.name))],
    ...(input.respond === undefined ? {} : { respond: localText(input.respond, '') }),
    ...handlingOf(type, merged, scope, faults),
  });
}

/** What a person and the plant's own logic do with the alarm. */
function handlingOf(
  type: TypeTable,
  merged: Merged<Partial<AlarmInput>>,
  scope: TypeScope,
  faults: FaultList,
): Partial<AlarmType> {
  const { procedure, latch, suppressedWhen, rationalisation } = merged.input;
  const handling: Partial<AlarmType> = {};
  if (procedure !== undefined) handling.procedure = procedure;
  if (latch) handling.latch = true;
  if (suppressedWhen !== undefined) {
    const within = (start: number, end: number) => merged.within('suppressedWhen', start, end);
    const condition = instantCondition(suppressedWhen, within, type, scope, faults);
    if (condition) handling.suppressedWhen = condition;
  }
  if (rationalisation) {
    const { cause, consequence, responseTime, class: kind } = rationalisation;
    handling.rationalisation = {
      ...(cause === undefined ? {} : { cause: localText(cause, '') }),
      ...(consequence === undefined ? {} : { consequence: localText(consequence, '') }),
      ...(responseTime === undefined ? {} : { responseTime: parseDuration(responseTime) }),
      ...(kind === undefined ? {} : { class: kind }),
    };
  }
  return handling;
}
