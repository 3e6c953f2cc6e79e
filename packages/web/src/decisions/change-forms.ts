/** A change as it is being written down, and what of it still keeps it from being sent. */
import type { TextKey } from '../i18n/texts.ts';
import type { SignalNode } from '../plant/plant-model.ts';

export const COMPARISONS = ['<', '<=', '>', '>='] as const;

export interface ChangeDraft {
  value: string;
  reason: string;
  /** Path of the signal that is promised to change; empty: nothing is promised. */
  promised: string;
  comparison: (typeof COMPARISONS)[number];
  promisedValue: string;
  /** Seconds. */
  within: string;
  /** Id of the alarm occurrence it comes from. */
  evidence: string;
}

/** What is missing, the first thing first; undefined: it can be sent. */
export function missing(draft: ChangeDraft, { type }: SignalNode): TextKey | undefined {
  const value = numberOf(draft.value);
  if (value === undefined) return 'change.missingValue';
  if (type.range && (value < type.range[0] || value > type.range[1])) return 'change.outOfRange';
  if (draft.reason.trim() === '') return 'decide.reasonMissing';
  if (draft.promised === '') return undefined;
  const within = numberOf(draft.within);
  if (numberOf(draft.promisedValue) === undefined || within === undefined || within < 1)
    return 'change.missingPromise';
  return undefined;
}

/** What the command carries. Call it only where nothing is missing. */
export function dataOf(draft: ChangeDraft, signal: SignalNode): Record<string, unknown> {
  const promise = {
    signal: draft.promised,
    comparison: draft.comparison,
    value: numberOf(draft.promisedValue),
    within: Math.round((numberOf(draft.within) ?? 0) * 1000),
  };
  return {
    changes: [{ signal: signal.path, value: numberOf(draft.value) }],
    promises: draft.promised === '' ? [] : [promise],
    evidence: draft.evidence === '' ? [] : [{ kind: 'alarm', ref: draft.evidence }],
  };
}

/** A number as people type it; undefined where it is none. */
export function numberOf(text: string): number | undefined {
  const trimmed = text.trim().replace(',', '.').replace('\u2212', '-');
  const value = Number(trimmed);
  return trimmed === '' || !Number.isFinite(value) ? undefined : value;
}
