/**
 * Running sums that can be taken back: Neumaier's compensated summation (A. Neumaier, ZAMM 54, 1974), one per row.
 * Adding and later subtracting the same number leaves an error of the order of eps squared, so that a spike that has
 * left a window leaves no trace.
 */
export class Sums {
  readonly #sum: Float64Array;
  readonly #carry: Float64Array;

  constructor(rows: number) {
    this.#sum = new Float64Array(rows);
    this.#carry = new Float64Array(rows);
  }

  add(row: number, x: number): void {
    const sum = this.#sum[row];
    const next = sum + x;
    this.#carry[row] += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    this.#sum[row] = next;
  }

  get(row: number): number {
    return this.#sum[row] + this.#carry[row];
  }
}
