/**
 * Has witnesses sign the checkpoints of a journal, beside it: the journal never waits for a witness and never fails because of
 * one. What a witness signed goes into the note of the checkpoint while it is the newest, and into the file
 * `log/witnessed-checkpoint`, which holds the newest one that was signed by enough of them.
 */
import { messageOf } from '../errors.ts';
import type { Journal } from '../store/journal.ts';
import { type Answer, askWitness, type Growth } from './ask.ts';
import type { PolicyWitness, WitnessPolicy } from './policy.ts';

export interface WitnessState {
  /** Its name within the policy. */
  name: string;
  url: string;
  verifierKey: string;
  /**
   * `waiting`: not asked yet. `cosigned`: it signed `size` events at `time`. `unreachable`: asked again. `refused`: somebody has to
   * do something. `contradicted`: it has signed another history than this one.
   */
  state: 'waiting' | 'cosigned' | 'unreachable' | 'refused' | 'contradicted';
  /** Events it has signed, so far as known. */
  size?: number;
  /** When it signed them, by its clock; milliseconds since 1970. */
  time?: number;
  /** Why it has not signed: place, cause, remedy. */
  message?: string;
}

export interface WitnessingOptions {
  /** Witnesses without an address are not asked. */
  policy: WitnessPolicy;
  /** Milliseconds between two checkpoints that are submitted, at least; default 10,000. */
  every?: number;
  /** Milliseconds a witness may take for an answer; default 10,000. */
  patience?: number;
  /** Told when the state of a witness changes; default: console.error. */
  log?: (message: string) => void;
}

interface Asked {
  readonly witness: PolicyWitness;
  readonly state: WitnessState;
  /** Size of the checkpoint it signed last, so far as known. */
  known: number;
  /** In the clock of `performance.now`. */
  notBefore: number;
  failures: number;
}

/** A witness that does not sign is asked again after `every`, twice that, and so on up to this. */
const LONGEST_PAUSE_MS = 5 * 60_000;

export class Witnessing {
  readonly #journal: Journal;
  readonly #options: Required<WitnessingOptions>;
  readonly #asked: readonly Asked[];
  readonly #ending = new AbortController();
  readonly #unsubscribe: () => void;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #nextRound = 0;

  private constructor(
    journal: Journal,
    { policy, every = 10_000, patience = 10_000, log = console.error }: WitnessingOptions,
  ) {
    this.#journal = journal;
    this.#options = { policy, every, patience, log };
    this.#asked = policy.witnesses
      .filter(({ url }) => url !== undefined)
      .map((witness) => ({
        witness,
        state: {
          name: witness.name,
          url: witness.url ?? '',
          verifierKey: witness.verifierKey,
          state: 'waiting',
        },
        known: 0,
        notBefore: 0,
        failures: 0,
      }));
    this.#unsubscribe = journal.onSigned(() => this.#soon());
  }

  /** Begins with the checkpoint there is. */
  static start(journal: Journal, options: WitnessingOptions): Witnessing {
    const witnessing = new Witnessing(journal, options);
    witnessing.#soon();
    return witnessing;
  }

  get states(): WitnessState[] {
    return this.#asked.map(({ state }) => ({ ...state }));
  }

  /** Ends questions that are under way. Before the journal is closed. */
  async close(): Promise<void> {
    this.#unsubscribe();
    clearTimeout(this.#timer);
    this.#ending.abort();
    await this.#round;
  }

  #soon(): void {
    if (this.#ending.signal.aborted || this.#round !== undefined || this.#timer !== undefined) return;
    const due = Math.min(...this.#waiting().map(({ notBefore }) => notBefore));
    if (due === Number.POSITIVE_INFINITY) return;
    const wait = Math.max(0, Math.max(due, this.#nextRound) - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#round = this.#ask().finally(() => {
        this.#round = undefined;
        this.#soon();
      });
    }, wait);
    // Whoever wants to end is not kept by it.
    this.#timer.unref();
  }

  /** Witnesses that have not signed the newest checkpoint. */
  #waiting(): Asked[] {
    const { size } = this.#journal.checkpoint;
    if (size === 0) return [];
    return this.#asked.filter(({ state }) => state.state !== 'cosigned' || state.size !== size);
  }

  async #ask(): Promise<void> {
    const now = performance.now();
    this.#nextRound = now + this.#options.every;
    const { note, checkpoint } = this.#journal;
    const due = this.#waiting().filter(({ notBefore }) => notBefore <= now);
    const answers = await Promise.all(due.map((one) => this.#askOne(one, note, checkpoint.size)));
    if (this.#ending.signal.aborted) return;
    const signatures = answers.flatMap((answer) => (answer.kind === 'cosigned' ? [answer.signature] : []));
    try {
      if (signatures.length > 0) await this.#journal.cosign(note, signatures, this.#options.policy);
    } catch (error) {
      // The witnesses have signed; the journal will say itself that its disk fails.
      this.#options.log(`Signatures of witnesses were not stored: ${messageOf(error)}`);
    }
    due.forEach((one, i) => {
      this.#settle(one, answers[i], checkpoint.size);
    });
  }

  /** Asks; once more where the witness says from which size on it wants to be told. */
  async #askOne(one: Asked, note: string, size: number): Promise<Answer> {
    const answer = await this.#send(one, note, size);
    if (answer.kind !== 'other-size') return answer;
    one.known = answer.size;
    return this.#send(one, note, size);
  }

  #settle(one: Asked, answer: Answer, size: number): void {
    const { witness, state } = one;
    if (answer.kind === 'cosigned') {
      one.failures = 0;
      one.notBefore = 0;
      one.known = size;
      if (state.state !== 'cosigned')
        this.#options.log(`The witness ${witness.name} signs the journal, ${size} events now.`);
      Object.assign(state, { state: 'cosigned', size, time: answer.time });
      delete state.message;
      return;
    }
    // Twice another size: somebody else submits at the same time. It will settle.
    const isRace = answer.kind === 'other-size';
    const message = isRace ? `${state.url} signs for somebody else at the same time.` : answer.message;
    const pause = this.#options.every * 2 ** Math.min(one.failures++, 10);
    one.notBefore = performance.now() + Math.min(LONGEST_PAUSE_MS, pause);
    if (message !== state.message)
      this.#options.log(`The witness ${witness.name} has not signed the journal. ${message}`);
    state.state = isRace ? 'unreachable' : answer.kind;
    state.message = message;
  }

  async #send({ witness, known }: Asked, note: string, size: number): Promise<Answer> {
    try {
      const growth: Growth = { old: known, size, note, hashes: await this.#journal.growth(known, size) };
      const patience = AbortSignal.timeout(this.#options.patience);
      return await askWitness(witness, growth, AbortSignal.any([patience, this.#ending.signal]));
    } catch (error) {
      return { kind: 'unreachable', message: messageOf(error) };
    }
  }
}
