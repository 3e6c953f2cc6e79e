/** Who comes in by a password, over all plants of the server: names, lock-out, and the record of every attempt. */
import type { EventDraft } from '@millwright/journal';
import { type Employee, isEmployeeId } from '@millwright/workforce';
import type { Credentials } from '../auth/credentials.ts';
import { type Identity, ProviderError, type ProviderSettings } from '../auth/identity-provider.ts';
import { LockOut } from '../auth/lock-out.ts';
import type { Decisions } from './decisions.ts';

export type Entry = { ok: true; employee: Employee } | { ok: false; waitSeconds: number };

export class Entrance {
  readonly #plants: () => Iterable<{ plant: string; decisions: Decisions }>;
  readonly #credentials: Credentials;
  readonly #locks = new LockOut();

  /** @param plants decisions of every plant of the server */
  constructor(plants: () => Iterable<{ plant: string; decisions: Decisions }>, credentials: Credentials) {
    this.#plants = plants;
    this.#credentials = credentials;
  }

  /** An employee of any plant who is not suspended there. */
  employee(id: string): Employee | undefined {
    for (const { decisions } of this.#plants()) {
      const one = decisions.staff.employees.get(id);
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

  /**
   * Lets somebody in whom the identity provider vouches for: an employee, or who is in a group that is admitted and becomes
   * one. Throws ProviderError where neither is so.
   */
  async enterByProvider(identity: Identity, settings: ProviderSettings): Promise<Employee> {
    const { employee: id } = identity;
    if (this.employee(id) === undefined) await this.#admit(identity, settings);
    const one = this.employee(id);
    if (one === undefined) {
      await this.#record(id, { type: 'sign-in-failed', data: { by: 'provider' } });
      throw new ProviderError(
        `${settings.issuer} says that you are "${id}", but nobody here has this name, or may come in by a group. Ask an administrator to add you.`,
      );
    }
    await this.#record(id, { type: 'signed-in', data: { by: 'provider', issuer: settings.issuer } });
    return one;
  }

  /** Adds somebody to the plants whose groups they are in. Who is known in any plant, suspended ones included, is left as they are. */
  async #admit({ employee: id, name, groups }: Identity, { issuer, admit }: ProviderSettings): Promise<void> {
    const rules = admit.filter(({ group }) => groups.has(group));
    const known = Array.from(this.#plants()).some(({ decisions }) => decisions.staff.employees.has(id));
    if (rules.length === 0 || known || !isEmployeeId(id)) return;
    for (const { plant, decisions } of this.#plants()) {
      const own = rules.filter((rule) => rule.plant === undefined || rule.plant === plant);
      if (own.length === 0) continue;
      const grants = own.map(({ role, place }) => ({ role, place }));
      const reason = `Admitted by ${issuer}: ${own.map(({ group }) => group).join(', ')}`;
      const data = { name: name.slice(0, 100), kind: 'person', grants };
      await decisions.record([{ type: 'employee-added', subject: `employee/${id}`, data, reason }]);
    }
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
    const concerned = Array.from(this.#plants(), ({ decisions }) => decisions).filter(({ staff }) =>
      staff.employees.has(id),
    );
    const subject = `employee/${id}`;
    await Promise.all(concerned.map((one) => one.record([{ type, subject, data }], subject)));
  }
}
