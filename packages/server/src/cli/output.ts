/** What commands say: results on standard output, everything else on standard error. */

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** One line that is written over, on a terminal; elsewhere a line every ten percent. */
export class Progress {
  #label: string;
  #shown = -1;
  #terminal = process.stderr.isTTY === true;

  constructor(label: string) {
    this.#label = label;
  }

  /** @param fraction 0 to 1 */
  update(fraction: number): void {
    const percent = Math.floor(Math.min(1, Math.max(0, fraction)) * 100);
    const step = this.#terminal ? 1 : 10;
    if (percent < this.#shown + step && this.#shown >= 0) return;
    this.#shown = percent;
    if (this.#terminal) process.stderr.write(`\r${this.#label} ${percent} %`);
    else note(`${this.#label} ${percent} %`);
  }

  end(): void {
    if (this.#terminal && this.#shown >= 0) process.stderr.write('\r\x1b[K');
  }
}
