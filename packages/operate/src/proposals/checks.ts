/** What a change must pass before anybody is asked, and again before it reaches the machine. */
import { createHash } from 'node:crypto';
import { canonicalJson, Refusal } from '@millwright/journal';
import type { Plant, SignalRef, WriteRules } from '@millwright/model';
import type { z } from 'zod';
import { isTrue, type Present, signalOf, valueNow } from '../present.ts';
import { isWithin } from '../subjects.ts';
import type { changeItem, Proposal, ProposalsState } from './state.ts';

export type ChangeItem = z.infer<typeof changeItem>;

export interface Wanted {
  signal: string;
  value: number;
}

/** Where and when a change is judged. */
export interface Judgement {
  plant: Plant;
  present: Present;
  now: number;
  /** Path of the place the change was made for; empty: the whole plant. */
  place: string;
  proposals: ProposalsState;
  /** The rate of change is not judged: an emergency may need more at once. Range and interlock always are. */
  emergency: boolean;
  /** The proposal itself, when it is judged again. */
  self?: string;
}

/** The changes with what the set points are now. Throws the Refusal of the first check that fails. */
export function checkedChanges(wanted: readonly Wanted[], at: Judgement): ChangeItem[] {
  const names = new Set(wanted.map(({ signal }) => signal));
  if (names.size < wanted.length)
    throw new Refusal('malformed', 'A set point is there twice.', 'Give each once.');
  return wanted.map(({ signal: path, value }) => {
    const signal = signalOf(at.plant, path);
    const rules = writableIn(signal, at.place);
    checkValue(signal, value);
    const from = valueNow(signal, at.present, at.now);
    if (typeof from !== 'number') {
      throw new Refusal(
        'unknown-value',
        `${from.why}, so nobody can say what would change.`,
        'Wait until it is good.',
      );
    }
    if (from === value)
      throw new Refusal('malformed', `${path} is ${value} ${signal.type.unit.code} already.`);
    checkOthers(path, at);
    checkInterlock(signal, rules, at);
    if (!at.emergency) checkRate(signal, rules, value, from, at);
    return { signal: path, value, unit: signal.type.unit.code, from };
  });
}

function writableIn({ path, twin, type }: SignalRef, place: string): WriteRules {
  if (!isWithin(twin.path, place)) {
    throw new Refusal(
      'malformed',
      `${path} does not belong to ${place}.`,
      'Propose it for a place it belongs to.',
    );
  }
  if (type.write) return type.write;
  throw new Refusal(
    'not-writable',
    type.kind === 'setpoint'
      ? `${path} may not be written: its type says nothing about writing it.`
      : `${path} is ${type.kind}; only set points are written.`,
    'An engineer can give a set point a "write" in its type.',
  );
}

function checkValue({ path, type }: SignalRef, value: number): void {
  const [low, high] = type.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (value >= low && value <= high) return;
  throw new Refusal(
    'out-of-range',
    `${value} ${type.unit.code} is outside the range of ${path}, ${low} to ${high} ${type.unit.code}.`,
    'Choose a value within it.',
  );
}

function checkInterlock({ path, twin }: SignalRef, { interlock }: WriteRules, at: Judgement): void {
  if (!interlock) return;
  const truth = isTrue(at.plant, interlock.expr, twin, at.present, at.now);
  if (truth) return;
  throw new Refusal(
    'interlocked',
    truth === undefined
      ? `Nobody can say whether ${path} may be written: an input of its interlock "${interlock.text}" is not good.`
      : `${path} may not be written now: its interlock "${interlock.text}" is open.`,
    'Wait until it holds.',
  );
}

/** All that was changed within the time of the rule, and this change, must stay within it. */
function checkRate(
  { path, type }: SignalRef,
  { change }: WriteRules,
  value: number,
  from: number,
  { proposals, now }: Judgement,
): void {
  if (!change) return;
  let before = 0;
  for (const { startedAt, changes } of proposals.proposals.values()) {
    if (startedAt === undefined || startedAt <= now - change.per) continue;
    for (const one of changes) if (one.signal === path) before += Math.abs(one.value - one.from);
  }
  const asked = Math.abs(value - from);
  if (before + asked <= change.most) return;
  const left = Math.max(0, change.most - before);
  const minutes = change.per / 60_000;
  throw new Refusal(
    'too-fast',
    `${path} may change by ${change.most} ${type.unit.code} in ${minutes} min; ${before} were used, ${asked} are asked for.`,
    `Change it by at most ${left} ${type.unit.code} now.`,
  );
}

/** Two changes of one set point may not be under way at the same time. */
function checkOthers(path: string, { proposals, now, self }: Judgement): void {
  for (const one of proposals.proposals.values()) {
    if (one.id === self || !one.changes.some(({ signal }) => signal === path)) continue;
    const isApproved = one.state === 'approved' && now < one.expiresAt;
    if (one.state === 'executing' || isApproved || (self === undefined && isWaiting(one, now))) {
      throw new Refusal(
        'conflict',
        `${one.id} of ${one.proposed.by} is to change ${path} too.`,
        `Decide on ${one.id} first.`,
      );
    }
  }
}

function isWaiting(one: Proposal, now: number): boolean {
  return one.state === 'proposed' && now < one.expiresAt;
}

/** What an approval is bound to: every word of what is to be done, by whom, where and until when. */
export function digestOf(
  one: Pick<Proposal, 'changes' | 'promises' | 'evidence' | 'reason' | 'place' | 'expiresAt' | 'emergency'>,
  proposer: string,
): string {
  const { changes, promises, evidence, reason, place, expiresAt, emergency } = one;
  const bound = { changes, promises, evidence, reason, place, expiresAt, emergency, proposer };
  return createHash('sha256').update(canonicalJson(bound)).digest('hex');
}

/** Why an approved change no longer fits the plant, or undefined. */
export function misfit(one: Proposal, at: Judgement): Refusal | undefined {
  try {
    const items = checkedChanges(one.changes, { ...at, self: one.id, emergency: one.emergency });
    const moved = items.find(({ from, signal }, i) => {
      const { tolerance } = writableIn(signalOf(at.plant, signal), at.place).readBack;
      return Math.abs(from - one.changes[i].from) > tolerance;
    });
    if (!moved) return undefined;
    return new Refusal(
      'moved',
      `${moved.signal} is no longer what it was: it is ${moved.from} ${moved.unit} now.`,
    );
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
