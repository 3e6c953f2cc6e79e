/**
 * Which lines of a text became which lines of another: the shortest script of E. W. Myers, "An O(ND) difference
 * algorithm and its variations", Algorithmica 1 (1986).
 */

/** Lines [from, to) of the old text became lines [newFrom, newTo) of the new one. */
export interface LineChange {
  from: number;
  to: number;
  newFrom: number;
  newTo: number;
}

/** Texts with more differences than this are told as one change: the search would take memory by its square. */
const MOST_DIFFERENCES = 2000;

/** The changes in order; none where the texts are equal. Cost: (lines + differences) · differences. */
export function diffLines(before: readonly string[], after: readonly string[]): LineChange[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end++;
  }
  const rows = before.length - start - end;
  const columns = after.length - start - end;
  if (rows === 0 && columns === 0) return [];
  const kept = rows === 0 || columns === 0 ? [] : common(before, after, start, rows, columns);
  const changes: LineChange[] = [];
  let row = 0;
  let column = 0;
  for (const [x, y] of [...kept, [rows, columns] as const]) {
    if (x > row || y > column) {
      changes.push({ from: start + row, to: start + x, newFrom: start + column, newTo: start + y });
    }
    row = x + 1;
    column = y + 1;
  }
  return changes;
}

/** Pairs of equal lines, relative to `start`, in order; empty where there are too many differences. */
function common(
  before: readonly string[],
  after: readonly string[],
  start: number,
  rows: number,
  columns: number,
): (readonly [number, number])[] {
  const most = Math.min(rows + columns, MOST_DIFFERENCES);
  const reach = new Int32Array(2 * most + 3);
  const middle = most + 1;
  const trace: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    trace.push(reach.slice());
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reach[middle + k - 1] < reach[middle + k + 1]);
      let x = down ? reach[middle + k + 1] : reach[middle + k - 1] + 1;
      let y = x - k;
      while (x < rows && y < columns && before[start + x] === after[start + y]) {
        x++;
        y++;
      }
      reach[middle + k] = x;
      if (x >= rows && y >= columns) return backtrack(trace, middle, rows, columns);
    }
  }
  return [];
}

function backtrack(
  trace: readonly Int32Array[],
  middle: number,
  rows: number,
  columns: number,
): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let x = rows;
  let y = columns;
  for (let d = trace.length - 1; d >= 0; d--) {
    const reach = trace[d];
    const k = x - y;
    const down = k === -d || (k !== d && reach[middle + k - 1] < reach[middle + k + 1]);
    const fromK = down ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : reach[middle + fromK];
    const fromY = d === 0 ? 0 : fromX - fromK;
    while (x > fromX && y > fromY) pairs.push([--x, --y]);
    x = fromX;
    y = fromY;
  }
  return pairs.reverse();
}

/** Lines of a text; one at its end that holds nothing is none. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
