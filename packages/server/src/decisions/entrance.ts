/** Who comes in by a password, over all plants of the server: names, lock-out, and the record of every attempt. */
import type { EventDraft } from '@millwright/journal';
import type { Employee } from '@millwright/workforce';
import type { Credentials } from '../auth/credentials.ts';
import { LockOut } from '../auth/lock-out.ts';
import type { Decisions } from './decisions.ts';

export type Entry = { ok: true; employee: Employee } | { ok: false; waitSeconds: number };

export class Entrance {
  readonly #plants: () => Iterable<Decisions>;
  readonly #credentials: Credentials;
  readonly #locks = new LockOut();

  /** @param plants decisions of every plant of the server */
  constructor(plants: () => Iterable<Decisions>, credentials: Credentials) {
    this.#plants = plants;
    this.#credentials = credentials;
  }

  /** An employee of any plant who is not suspended there. */
  employee(id: string): Employee | undefined {
    for (const { staff } of this.#plants()) {
      const one = staff.employees.get(id);
      if (one !== undefined && !one.suspended) return one;
    }
    return undefined;
  }

  /** Judges a name and a password. A locked account says how long, whether or not the password is right. */
  async enter(id: string, password: string): Promise<Entry> {
    const wait = this.#locks.remaining(id);
    if (wait > 0) return { ok: false, waitSeconds: wait };
    const employee = this.employee(id);
    const right = await this.#credentials.checkPassword(id, password);
    if (right && employee !== undefined) {
      this.#locks.right(id);
      await this.#record(id, { type: 'signed-in', data: { by: 'password' } });
      return { ok: true, employee };
    }
    const locked = this.#locks.wrong(id);
    await this.#record(id, { type: locked ? 'account-locked' : 'sign-in-failed', data: {} });
    return { ok: false, waitSeconds: this.#locks.remaining(id) };
  }

  /** Records that somebody came in by a one-time link. */
  enteredByLink(id: string): Promise<void> {
    return this.#record(id, { type: 'signed-in', data: { by: 'link' } });
  }

  signedOut(id: string): Promise<void> {
    return this.#record(id, { type: 'signed-out', data: {} });
  }

  /** In the journal of every plant that knows the employee: made-up names fill no journal. */
  async #record(id: string, { type, data }: Pick<EventDraft, 'type' | 'data'>): Promise<void> {
    const concerned = Array.from(this.#plants()).filter(({ staff }) => staff.employees.has(id));
    const subject = `employee/${id}`;
    await Promise.all(concerned.map((one) => one.record([{ type, subject, data }], subject)));
  }
}
