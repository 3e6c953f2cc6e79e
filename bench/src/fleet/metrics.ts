/** Reads the platform's `/metrics` in Prometheus text format. */

const PATIENCE_SECONDS = 120;

/** One reading. */
class Reading {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }

  /** Sum over the samples of a metric whose labels contain `label`. Throws when there is none. */
  number(name: string, label = ''): number {
    let sum = 0;
    let found = false;
    for (const line of this.#text.split('\n')) {
      if (!line.startsWith(name) || !'{ '.includes(line[name.length]) || !line.includes(label)) continue;
      found = true;
      sum += Number(line.slice(line.lastIndexOf(' ') + 1));
    }
    if (!found) throw new Error(`the platform's /metrics has no ${name} ${label}`);
    return sum;
  }
}

export class Metrics {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = `${url}/metrics`;
    this.#token = token;
  }

  async read(): Promise<Reading> {
    const response = await fetch(this.#url, { headers: { authorization: `Bearer ${this.#token}` } });
    if (!response.ok) throw new Error(`${this.#url} answered ${response.status}`);
    return new Reading(await response.text());
  }

  /** Waits until a metric satisfies a condition; throws after two minutes. */
  async until(name: string, holds: (value: number) => boolean): Promise<number> {
    let value = Number.NaN;
    for (let i = 0; i < PATIENCE_SECONDS * 4; i++) {
      value = (await this.read()).number(name);
      if (holds(value)) return value;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error(`${name} is ${value} and did not get where it should within ${PATIENCE_SECONDS} s`);
  }

  /** Waits until a counter reaches what it should, or has stood still for five seconds; gives where it ended. */
  async settled(name: string, expected: number): Promise<number> {
    let value = -1;
    for (let still = 0; still < 20; still++) {
      const next = (await this.read()).number(name);
      if (next >= expected) return next;
      if (next !== value) still = 0;
      value = next;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    return value;
  }
}
