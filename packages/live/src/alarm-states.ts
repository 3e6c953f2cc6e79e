/** The states of one alarm for all rows of its type, in typed arrays. */
import { type AlarmPhase, type AlarmState, FALLING, RAISED, RISING } from './alarm-step.ts';

export class AlarmStates {
  readonly phase: Uint8Array;
  readonly since: Float64Array;
  readonly until: Float64Array;
  readonly raisedAt: Float64Array;
  /** Source time of the last evaluation; NaN before the first. */
  readonly at: Float64Array;
  /** Clock of the last evaluation. */
  readonly clock: Float64Array;
  /** Source time up to which the inputs of the last evaluation are usable without a new sample. */
  readonly usable: Float64Array;
  /** 1 where a transition was given out at `at`: it cannot be taken back. */
  readonly fixed: Uint8Array;
  /** Rows in which a delay is running. */
  readonly waiting = new Set<number>();
  /** The state before the last evaluation, to evaluate the same instant again. */
  readonly #phaseBefore: Uint8Array;
  readonly #sinceBefore: Float64Array;
  readonly #untilBefore: Float64Array;

  constructor(rows: number) {
    this.phase = new Uint8Array(rows);
    this.since = new Float64Array(rows).fill(Number.NaN);
    this.until = new Float64Array(rows).fill(Number.NaN);
    this.raisedAt = new Float64Array(rows).fill(Number.NaN);
    this.at = new Float64Array(rows).fill(Number.NaN);
    this.clock = new Float64Array(rows);
    this.usable = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
    this.fixed = new Uint8Array(rows);
    this.#phaseBefore = new Uint8Array(rows);
    this.#sinceBefore = new Float64Array(rows);
    this.#untilBefore = new Float64Array(rows);
  }

  /** Remembers the state of a row. */
  keep(row: number): void {
    this.#phaseBefore[row] = this.phase[row];
    this.#sinceBefore[row] = this.since[row];
    this.#untilBefore[row] = this.until[row];
  }

  /** Returns to the remembered state. */
  goBack(row: number): void {
    this.phase[row] = this.#phaseBefore[row];
    this.since[row] = this.#sinceBefore[row];
    this.until[row] = this.#untilBefore[row];
    this.#wait(row);
  }

  /** Rows whose alarm stands. */
  standing(): number[] {
    const rows: number[] = [];
    for (let row = 0; row < this.phase.length; row++) if (this.phase[row] >= RAISED) rows.push(row);
    return rows;
  }

  set(row: number, { phase, since, until, raisedAt }: AlarmState): void {
    this.phase[row] = phase;
    this.since[row] = since;
    this.until[row] = until;
    this.raisedAt[row] = raisedAt;
    this.#wait(row);
  }

  get(row: number): AlarmState {
    return {
      phase: asPhase(this.phase[row]),
      since: this.since[row],
      until: this.until[row],
      raisedAt: this.raisedAt[row],
    };
  }

  #wait(row: number): void {
    const phase = this.phase[row];
    if (phase === RISING || phase === FALLING) this.waiting.add(row);
    else if (this.waiting.size > 0) this.waiting.delete(row);
  }
}

function asPhase(byte: number): AlarmPhase {
  return byte === 1 || byte === 2 || byte === 3 ? byte : 0;
}
