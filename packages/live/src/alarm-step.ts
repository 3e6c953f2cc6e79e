/**
 * The course of one alarm as a pure step function (after ISA-18.2): (state, input) → (next state, transition).
 *
 *     normal ──when──► rising ──on-delay──► raised ──not holds──► falling ──off-delay──► normal
 *              ◄─not when──┘                   ◄────────holds───────┘
 *
 * An unknown condition (unusable inputs) neither raises nor clears: a delay that was running is over, because nobody can
 * say that the condition held without a break. Conditions are step functions of source time: what a sample says holds
 * until the next one.
 */

export const NORMAL = 0;
/** The condition holds, the on-delay runs. */
export const RISING = 1;
export const RAISED = 2;
/** The condition is gone, the off-delay runs. */
export const FALLING = 3;
export type AlarmPhase = 0 | 1 | 2 | 3;

/** False, true, or unknown because an input is not usable. */
export type Truth = 0 | 1 | 2;

export interface AlarmState {
  readonly phase: AlarmPhase;
  /** Source time at which the condition of this occurrence began to hold; NaN in phase normal. */
  readonly since: number;
  /** Source time at which the condition ceased; NaN but in phase falling. */
  readonly until: number;
  /** Source time at which it was raised; NaN in phases normal and rising. */
  readonly raisedAt: number;
}

export interface Delays {
  /** Milliseconds. */
  readonly onDelay: number;
  /** Milliseconds. */
  readonly offDelay: number;
}

export type AlarmChange =
  | { readonly change: 'raised'; readonly since: number; readonly raisedAt: number }
  | {
      readonly change: 'cleared';
      readonly since: number;
      readonly raisedAt: number;
      readonly clearedAt: number;
    };

export interface AlarmStep {
  readonly state: AlarmState;
  readonly change: AlarmChange | undefined;
}

export const AT_REST: AlarmState = {
  phase: NORMAL,
  since: Number.NaN,
  until: Number.NaN,
  raisedAt: Number.NaN,
};

/** Time passes up to `time` with the inputs as they are: ends a delay that is over by then. */
export function passTime(state: AlarmState, time: number, delays: Delays): AlarmStep {
  if (state.phase === RISING && time >= state.since + delays.onDelay) {
    return raise(state.since, state.since + delays.onDelay);
  }
  if (state.phase === FALLING && time >= state.until + delays.offDelay) {
    return clear(state, state.until + delays.offDelay);
  }
  return { state, change: undefined };
}

/** A sample at `time` says what the conditions are from then on. Call `passTime` first. */
export function takeCondition(
  state: AlarmState,
  time: number,
  when: Truth,
  holds: Truth,
  delays: Delays,
): AlarmStep {
  switch (state.phase) {
    case NORMAL:
      if (when !== 1) return { state, change: undefined };
      if (delays.onDelay <= 0) return raise(time, time);
      return { state: { ...AT_REST, phase: RISING, since: time }, change: undefined };
    case RISING:
      return { state: when === 1 ? state : AT_REST, change: undefined };
    case RAISED:
      if (holds !== 0) return { state, change: undefined };
      if (delays.offDelay <= 0) return clear(state, time);
      return { state: { ...state, phase: FALLING, until: time }, change: undefined };
    case FALLING:
      if (holds === 0) return { state, change: undefined };
      return { state: { ...state, phase: RAISED, until: Number.NaN }, change: undefined };
  }
}

function raise(since: number, raisedAt: number): AlarmStep {
  return {
    state: { phase: RAISED, since, until: Number.NaN, raisedAt },
    change: { change: 'raised', since, raisedAt },
  };
}

function clear({ since, raisedAt }: AlarmState, clearedAt: number): AlarmStep {
  return { state: AT_REST, change: { change: 'cleared', since, raisedAt, clearedAt } };
}
