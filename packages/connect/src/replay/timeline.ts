/**
 * Rows in the order of their times. Rows that name no twin stand in that order already and are streamed; where rows name
 * their twin, files are often grouped by twin, and everything is read first and sorted, as far as memory allows.
 */
import type { TimedRows } from './shape.ts';

/** Values held at once for sorting: 160 MB. */
export const MAX_SORTED_VALUES = 20_000_000;

/** The rows of all chunks in order of time, in chunks. Equal times keep the order of the file. */
export async function* inOrder(
  chunks: AsyncIterable<TimedRows>,
  sort: boolean,
  limit = MAX_SORTED_VALUES,
  /** Told when the files are too large to be sorted; the rest is streamed as it stands. */
  tooLarge: () => void = () => {},
): AsyncGenerator<TimedRows> {
  if (!sort) {
    yield* chunks;
    return;
  }
  let held: TimedRows[] = [];
  let values = 0;
  let given = false;
  for await (const chunk of chunks) {
    if (given) {
      yield chunk;
      continue;
    }
    held.push(chunk);
    values += chunk.count * (chunk.width + 2);
    if (values > limit) {
      given = true;
      tooLarge();
      yield sorted(held);
      held = [];
    }
  }
  if (held.length > 0) yield sorted(held);
}

function sorted(chunks: readonly TimedRows[]): TimedRows {
  const count = chunks.reduce((sum, chunk) => sum + chunk.count, 0);
  const { width } = chunks[0];
  const times = new Float64Array(count);
  const where = new Uint32Array(count);
  const from = new Uint32Array(count);
  let at = 0;
  chunks.forEach((chunk, c) => {
    for (let r = 0; r < chunk.count; r++) {
      times[at] = chunk.times[r];
      where[at] = c;
      from[at++] = r;
    }
  });
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => times[a] - times[b] || a - b);
  const out: TimedRows = {
    count,
    times: new Float64Array(count),
    plans: new Int32Array(count),
    values: new Float64Array(count * width),
    width,
    texts: new Map(),
  };
  for (let i = 0; i < count; i++) {
    const chunk = chunks[where[order[i]]];
    const r = from[order[i]];
    out.times[i] = times[order[i]];
    out.plans[i] = chunk.plans[r];
    out.values.set(chunk.values.subarray(r * width, (r + 1) * width), i * width);
    if (chunk.texts.size === 0) continue;
    for (let c = 0; c < width; c++) {
      const text = chunk.texts.get(r * width + c);
      if (text !== undefined) out.texts.set(i * width + c, text);
    }
  }
  return out;
}
