/** Locks an account for a while after wrong passwords, so that guessing is hopeless whatever address it comes from. */

/** Wrong passwords in a row before the first lock. */
export const FREE_ATTEMPTS = 5;
const FIRST_LOCK_MS = 60_000;
const LONGEST_LOCK_MS = 3_600_000;
/** Old ones fall out first: made-up names take no memory. */
const MOST_ACCOUNTS = 10_000;

interface Count {
  wrong: number;
  until: number;
}

export class LockOut {
  #counts = new Map<string, Count>();
  #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Seconds an account is still locked; 0 where it is not. */
  remaining(account: string): number {
    const until = this.#counts.get(account)?.until ?? 0;
    return Math.max(0, Math.ceil((until - this.#now()) / 1000));
  }

  /** Counts a wrong password. Returns whether the account was locked by it: a minute, then twice as long each time. */
  wrong(account: string): boolean {
    const count = this.#counts.get(account) ?? { wrong: 0, until: 0 };
    this.#counts.delete(account);
    this.#counts.set(account, count);
    for (const oldest of this.#counts.keys()) {
      if (this.#counts.size <= MOST_ACCOUNTS) break;
      this.#counts.delete(oldest);
    }
    count.wrong++;
    const over = count.wrong - FREE_ATTEMPTS;
    if (over < 0) return false;
    count.until = this.#now() + Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** Math.min(over, 10));
    return true;
  }

  /** The right password: counting begins anew. */
  right(account: string): void {
    this.#counts.delete(account);
  }
}
