/** What a benchmark gives: the one object that `--json` prints, and rows of the table for people. */
export interface BenchmarkResult {
  /** Field names are part of the contract: other tools read them. */
  json: Readonly<Record<string, unknown>>;
  /** Column heads and rows, already formatted. */
  table: { head: readonly string[]; rows: readonly (readonly string[])[] };
  /** What a sceptic should know: limits of the measurement. */
  notes: readonly string[];
}

export interface BenchmarkOptions {
  /** Value of `--name value` on the command line, or undefined. */
  option(name: string): string | undefined;
  /** Progress for people, on standard error. */
  say(line: string): void;
}

/** One file per benchmark exports `run`. */
export type Benchmark = (options: BenchmarkOptions) => Promise<BenchmarkResult>;

/** A whole-number option with a default. Throws an error naming the option when it is not a positive number. */
export function positive(options: BenchmarkOptions, name: string, otherwise: number): number {
  const text = options.option(name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new Error(`--${name} wants a positive number, not "${text}"`);
  }
  return value;
}
