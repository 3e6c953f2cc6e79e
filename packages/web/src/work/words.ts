/** The coded words of work, in the order in which they are offered. */
import type { Order, Round } from '@millwright/server/client';

type Findings = NonNullable<Order['findings']>;

export const CAUSES = [
  'wear',
  'fatigue',
  'lubrication',
  'contamination',
  'misalignment',
  'loose',
  'overload',
  'overheating',
  'corrosion',
  'leak',
  'electrical',
  'control',
  'material',
  'operation',
  'unknown',
  'none-found',
] as const satisfies readonly Findings['cause'][];

export const REMEDIES = [
  'replaced',
  'repaired',
  'adjusted',
  'aligned',
  'lubricated',
  'cleaned',
  'tightened',
  'reset',
  'inspected',
  'redesigned',
  'none',
] as const satisfies readonly Findings['remedy'][];

export const ORDER_STATES = [
  'open',
  'started',
  'held',
  'completed',
  'closed',
  'cancelled',
] as const satisfies readonly Order['state'][];

export const ORDER_KINDS = [
  'corrective',
  'preventive',
  'inspection',
] as const satisfies readonly Order['kind'][];

export const ROUND_STATES = [
  'called',
  'walking',
  'completed',
  'abandoned',
] as const satisfies readonly Round['state'][];
export const ROUND_REASONS = ['plan', 'alarm', 'person', 'review'] as const satisfies readonly Round['why'][];
export const RUN_STATES = ['running', 'finished', 'abandoned'] as const;
export const HANDOVER_STATES = ['offered', 'accepted', 'returned'] as const;
export const SEVERITIES = ['stop', 'soon', 'watch'] as const;
export const CHECK_KINDS = ['value', 'choice', 'photo', 'note', 'confirm'] as const;
export const PLAN_KINDS = ['calendar', 'counter', 'condition'] as const;
export const WORK_PAGES = ['orders', 'rounds', 'plans', 'procedures', 'shift', 'labels'] as const;
export type WorkPageName = (typeof WORK_PAGES)[number];

/** Whether work is still to be done. */
export function isOpen({ state }: Order): boolean {
  return state === 'open' || state === 'started' || state === 'held';
}

export function isOverdue(one: Order, now: number): boolean {
  return isOpen(one) && one.due !== undefined && one.due < now;
}
