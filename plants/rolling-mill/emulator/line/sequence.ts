/**
 * The course of a coil: thread, accelerate, run, slow down for the tail, change coils; and what a strip break does.
 */

/** The numbers of the signal `mill.state`. */
export const STATE = {
  stopped: 0,
  threading: 1,
  accelerating: 2,
  running: 3,
  slowing: 4,
  change: 5,
  break: 6,
} as const;
export type State = (typeof STATE)[keyof typeof STATE];

const THREAD_SPEED = 2.5;
const ACCELERATION = 0.8;
const DECELERATION = 0.9;
const EMERGENCY = 3;
/** Seconds for a change of coils, and to thread again after a break. */
const CHANGE_TIME = 20;
const RETHREAD_TIME = 15;

/** What the sequence sees each step. Lengths in m of strip at the exit, speeds in m/s. */
export interface SequenceInputs {
  /** Strip left on the uncoiler, as length at the exit of the mill. */
  remaining: number;
  runSpeed: number;
  /** The weld has left the last stand. */
  headThrough: boolean;
  broken: boolean;
}

/** Line speed and state. `step` returns true in the step in which a new coil is taken. */
export class Sequence {
  state: State = STATE.running;
  /** m/s */
  speed = 0;
  speedTarget = 0;
  #since = 0;

  #enter(state: State): void {
    this.state = state;
    this.#since = 0;
  }

  step(inputs: SequenceInputs, dt: number): boolean {
    this.#since += dt;
    let takesCoil = false;
    if (inputs.broken && this.state !== STATE.break) this.#enter(STATE.break);
    const braking = Math.sqrt(2 * DECELERATION * Math.max(0, inputs.remaining - 3));
    switch (this.state) {
      case STATE.break:
        this.speedTarget = 0;
        if (!inputs.broken && this.speed < 0.01) this.#enter(STATE.stopped);
        break;
      case STATE.stopped:
        this.speedTarget = 0;
        if (this.#since > RETHREAD_TIME) this.#enter(STATE.threading);
        break;
      case STATE.change:
        this.speedTarget = 0;
        if (this.#since > CHANGE_TIME) {
          takesCoil = true;
          this.#enter(STATE.threading);
        }
        break;
      case STATE.threading:
        this.speedTarget = Math.min(THREAD_SPEED, braking);
        if (inputs.headThrough && this.#since > 2) this.#enter(STATE.accelerating);
        break;
      case STATE.accelerating:
      case STATE.running:
        this.speedTarget = inputs.runSpeed;
        if (this.state === STATE.accelerating && this.speed > 0.99 * inputs.runSpeed)
          this.#enter(STATE.running);
        if (braking < this.speed + DECELERATION * dt) this.#enter(STATE.slowing);
        break;
      case STATE.slowing:
        this.speedTarget = Math.min(this.speed, braking);
        if (this.speed < 0.05) this.#enter(STATE.change);
        break;
    }
    const down = this.state === STATE.break ? EMERGENCY : 1.6 * DECELERATION;
    const move = this.speedTarget - this.speed;
    this.speed += Math.max(-down * dt, Math.min(ACCELERATION * dt, move));
    if (this.speed < 0.02 && this.speedTarget === 0) this.speed = 0;
    return takesCoil;
  }
}
