/** Procedures: steps that lead to each other, every one reachable. */
import { localText, readableName } from '../documents/common.ts';
import { END, type ProcedureInput } from '../documents/procedure-document.ts';
import type { FaultList, Position } from '../faults.ts';
import type { TypeScope } from '../formula/references.ts';
import { nearest } from '../nearest.ts';
import type { Procedure, ProcedureStep } from '../work.ts';
import { buildCheck } from './checks.ts';
import type { Parsed } from './parsed.ts';

export function buildProcedures(
  documents: readonly Parsed<ProcedureInput>[],
  scope: TypeScope,
  faults: FaultList,
): Procedure[] {
  const files = new Map<string, string>();
  return documents.map((parsed) => {
    const { document, input } = parsed;
    const other = files.get(input.procedure);
    if (other === undefined) files.set(input.procedure, document.file);
    else
      faults.error(
        document.at(['procedure']),
        `procedure "${input.procedure}" is already defined in ${other}`,
      );
    const steps = input.steps.map((_, i) => buildStep(parsed, i, scope, faults));
    checkReachable(parsed, steps, faults);
    return {
      name: input.procedure,
      label: localText(input.name, readableName(input.procedure)),
      description: localText(input.description, ''),
      steps,
    };
  });
}

function buildStep(
  { document, input }: Parsed<ProcedureInput>,
  index: number,
  scope: TypeScope,
  faults: FaultList,
): ProcedureStep {
  const written = input.steps[index];
  const at = (...keys: PropertyKey[]): Position => document.at(['steps', index, ...keys]);
  const names = input.steps.map(({ step }) => step);
  if (names.indexOf(written.step) < index) faults.error(at('step'), `step "${written.step}" is there twice`);
  /** The step a name leads to. */
  const target = (name: string, ...keys: PropertyKey[]): string | undefined => {
    if (name === END) return undefined;
    if (!names.includes(name))
      faults.error(at(...keys), `unknown step "${name}"`, nearest(name, [...names, END]));
    return name;
  };
  const following = names[index + 1];
  const step: ProcedureStep = {
    name: written.step,
    label: localText(written.text, written.step),
    branches: branchesOf(written, target),
  };
  const next = written.next === undefined ? following : target(written.next, 'next');
  if (next !== undefined) step.next = next;
  if (written.picture !== undefined) step.picture = written.picture;
  if (written.permission !== undefined) step.permission = written.permission;
  if (written.check) {
    const within = (...keys: PropertyKey[]) => at('check', ...keys);
    step.check = buildCheck(written.step, step.label, written.check, undefined, scope, within, faults);
    if (written.check.outside !== undefined && !written.check.limits) {
      faults.error(at('check', 'outside'), '"outside" needs "limits"');
    }
  }
  return step;
}

function branchesOf(
  { check }: ProcedureInput['steps'][number],
  target: (name: string, ...keys: PropertyKey[]) => string | undefined,
): Record<string, string | undefined> {
  const branches: Record<string, string | undefined> = {};
  if (check?.outside !== undefined) branches.outside = target(check.outside, 'check', 'outside');
  for (const [name, option] of Object.entries(check?.options ?? {})) {
    if (typeof option === 'object' && 'next' in option && option.next !== undefined) {
      branches[name] = target(option.next, 'check', 'options', name, 'next');
    }
  }
  return branches;
}

function checkReachable(
  { document }: Parsed<ProcedureInput>,
  steps: readonly ProcedureStep[],
  faults: FaultList,
): void {
  const seen = new Set<string>();
  const waiting = [steps[0].name];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const step = steps.find((one) => one.name === name);
    for (const next of [step?.next, ...Object.values(step?.branches ?? {})])
      if (next !== undefined) waiting.push(next);
  }
  steps.forEach((step, i) => {
    if (!seen.has(step.name))
      faults.warning(document.at(['steps', i, 'step']), `no step leads to "${step.name}"`);
  });
}
