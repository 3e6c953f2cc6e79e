/** Who comes in by a password, over all plants of the server: names, lock-out, and the record of every attempt. */
import type { EventDraft } from '@millwright/journal';
import { type Employee, followGroups } from '@millwright/workforce';
import type { Credentials } from '../auth/credentials.ts';
import { type Identity, ProviderError } from '../auth/identity-provider.ts';
import { LockOut } from '../auth/lock-out.ts';
import type { ProviderSettings } from '../auth/provider-settings.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { Decisions } from './decisions.ts';

export type Entry = { ok: true; employee: Employee } | { ok: false; waitSeconds: number };

export class Entrance {
  readonly #plants: () => Iterable<{ plant: string; decisions: Decisions }>;
  readonly #credentials: Credentials;
  readonly #sessions: Sessions;
  readonly #locks = new LockOut();
  #entering: Promise<unknown> = Promise.resolve();

  /** @param plants decisions of every plant of the server */
  constructor(
    plants: () => Iterable<{ plant: string; decisions: Decisions }>,
    credentials: Credentials,
    sessions: Sessions,
  ) {
    this.#plants = plants;
    this.#credentials = credentials;
    this.#sessions = sessions;
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
   * Lets somebody in whom the identity provider vouches for: an employee, or who is in a group that is admitted. What the
   * groups change about their roles is recorded first, as what the sign-in caused. Throws ProviderError for who is
   * neither; their sessions end.
   */
  enterByProvider(identity: Identity, settings: ProviderSettings): Promise<Employee> {
    // One after the other: two sign-ins at once must not record the same change twice.
    const entered = this.#entering.then(() => this.#followProvider(identity, settings));
    this.#entering = entered.catch(() => {});
    return entered;
  }

  async #followProvider(identity: Identity, { issuer, admit }: ProviderSettings): Promise<Employee> {
    const { employee: id, name, groups } = identity;
    const plants = Array.from(this.#plants());
    const mayAdd = !plants.some(({ decisions }) => isOut(decisions.staff.employees.get(id)));
    const changes = plants.map(({ plant, decisions }) => {
      const rules = admit.filter(
        (rule) => groups.has(rule.group) && (rule.plant === undefined || rule.plant === plant),
      );
      const named = rules.map(({ group }) => group).join(', ');
      const reason = `Groups at ${issuer}: ${named === '' ? 'none that is admitted' : named}`.slice(0, 1000);
      const drafts = followGroups(decisions.staff, {
        id,
        name: name.replace(/\p{C}/gu, '').slice(0, 100),
        grants: rules,
        reason,
        mayAdd,
      });
      const one = decisions.staff.employees.get(id);
      const isAdded = one === undefined && drafts.length > 0;
      return {
        decisions,
        drafts,
        known: one !== undefined || isAdded,
        enters: comesIn(one, rules.length > 0, isAdded),
      };
    });
    const enters = changes.some((change) => change.enters);
    const subject = `employee/${id}`;
    const seen: EventDraft = {
      type: enters ? 'signed-in' : 'sign-in-failed',
      actor: subject,
      subject,
      data: { by: 'provider', issuer },
    };
    await Promise.all(
      changes
        .filter(({ known }) => known)
        .map(({ decisions, drafts }) =>
          decisions.record([seen, ...drafts.map((draft) => ({ ...draft, follows: 0 }))]),
        ),
    );
    const one = this.employee(id);
    if (enters && one !== undefined) return one;
    this.#sessions.endAll(id);
    throw new ProviderError(
      changes.some(({ known }) => known)
        ? `${issuer} says that you are "${id}", but in no group that may come in, or you are suspended here. Ask for the group at ${issuer}, or an administrator to let you in again.`
        : `${issuer} says that you are "${id}", but nobody here has this name, or may come in by a group. Ask an administrator to add you.`,
    );
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

/** Whether an administrator has suspended somebody. */
function isOut(one: Employee | undefined): boolean {
  return one?.suspended === true && one.suspendedBy === undefined;
}

/** Whether somebody may come in by the provider. Who was added by a group does while in one, also as the last administrator. */
function comesIn(one: Employee | undefined, isAdmitted: boolean, isAdded: boolean): boolean {
  if (one === undefined) return isAdded;
  return !isOut(one) && (one.by === undefined || isAdmitted);
}
