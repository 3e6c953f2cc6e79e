/**
 * The time functions by definition: from all samples of the argument up to an instant, without state.
 * The words are those of node.ts; a tie between this file and the stateful ones is settled here.
 */
import type { TimeFunction } from '@millwright/model';

/** One sample of an argument; `level` >= 2 begins a gap. */
export interface Step {
  time: number;
  value: number;
  level: number;
}

/** A stretch of time [start, end) in which the argument holds a usable value. */
interface Piece {
  start: number;
  end: number;
  value: number;
  level: number;
}

interface Outcome {
  value: number;
  level: number;
}

const NONE: Outcome = { value: Number.NaN, level: 3 };

/**
 * `steps` ascending, all at or before `at`; `window` and `hold` in ms. `known`: an integral's value at an instant from
 * which `steps` begin to count.
 */
export function applyTime(
  fn: TimeFunction,
  steps: readonly Step[],
  window: number,
  hold: number,
  at: number,
  known?: { time: number; value: number },
): Outcome {
  const newest = steps.at(-1);
  if (newest === undefined) return NONE;
  if (fn === 'delay') return delayed(steps, at - window, hold);
  if (newest.level >= 2) return { value: Number.NaN, level: newest.level };
  if (at - newest.time > hold) return NONE;
  const usable = steps.filter((step) => step.level < 2);
  const pieces = piecesOf(steps, hold, at);
  const inside = cut(pieces, at - window, at);
  const windowLevel = Math.max(...inside.map((piece) => piece.level), newest.level);
  switch (fn) {
    case 'previous':
    case 'delta':
    case 'rate': {
      const before = usable.at(-2);
      if (before === undefined) return NONE;
      const level = Math.max(before.level, newest.level);
      if (fn === 'previous') return { value: before.value, level };
      const delta = newest.value - before.value;
      return { value: fn === 'delta' ? delta : delta / ((newest.time - before.time) / 1000), level };
    }
    case 'integral': {
      const counted = known === undefined ? pieces : cut(pieces, known.time, at);
      return { value: integral(counted, (v) => v) / 1000 + (known?.value ?? 0), level: newest.level };
    }
    case 'mean':
      return { value: meanOf(inside, newest.value), level: windowLevel };
    case 'deviation': {
      const mean = meanOf(inside, newest.value);
      const covered = integral(inside, () => 1);
      const variance = covered > 0 ? integral(inside, (v) => (v - mean) ** 2) / covered : 0;
      return { value: Math.sqrt(variance), level: windowLevel };
    }
    case 'minimum':
      return { value: Math.min(newest.value, ...inside.map((piece) => piece.value)), level: windowLevel };
    case 'maximum':
      return { value: Math.max(newest.value, ...inside.map((piece) => piece.value)), level: windowLevel };
    case 'ema': {
      let y = usable[0].value;
      for (const { start, end, value } of pieces) y = value + (y - value) * Math.exp(-(end - start) / window);
      return { value: y, level: newest.level };
    }
    case 'onDelay': {
      if (newest.value === 0) return { value: 0, level: newest.level };
      const since = unbroken(steps, hold);
      return { value: at - since >= window ? 1 : 0, level: newest.level };
    }
    case 'changes': {
      const changed = usable.filter(
        (step, i) => i > 0 && step.value !== usable[i - 1].value && step.time > at - window,
      );
      return { value: changed.length, level: windowLevel };
    }
  }
}

function delayed(steps: readonly Step[], then: number, hold: number): Outcome {
  const step = steps.findLast(({ time }) => time <= then);
  if (step === undefined) return NONE;
  if (step.level >= 2) return { value: Number.NaN, level: step.level };
  return then - step.time > hold ? NONE : { value: step.value, level: step.level };
}

function piecesOf(steps: readonly Step[], hold: number, at: number): Piece[] {
  return steps.flatMap(({ time, value, level }, i) => {
    const end = Math.min(steps[i + 1]?.time ?? at, time + hold);
    return level < 2 ? [{ start: time, end, value, level }] : [];
  });
}

/** The parts of pieces within (left, right]; what ends at `left` is outside, what begins at `right` has no length. */
function cut(pieces: readonly Piece[], left: number, right: number): Piece[] {
  return pieces
    .filter((piece) => piece.end > left)
    .map((piece) => ({ ...piece, start: Math.max(piece.start, left), end: Math.min(piece.end, right) }));
}

function integral(pieces: readonly Piece[], of: (value: number) => number): number {
  return pieces.reduce((sum, { start, end, value }) => sum + of(value) * (end - start), 0);
}

function meanOf(pieces: readonly Piece[], otherwise: number): number {
  const covered = integral(pieces, () => 1);
  return covered > 0 ? integral(pieces, (v) => v) / covered : otherwise;
}

/** Since when the newest samples have been true without a break. */
function unbroken(steps: readonly Step[], hold: number): number {
  let i = steps.length - 1;
  while (i > 0) {
    const before = steps[i - 1];
    if (before.level >= 2 || before.value === 0 || before.time + hold < steps[i].time) break;
    i--;
  }
  return steps[i].time;
}
