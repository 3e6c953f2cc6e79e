/** What lay at a place, and when: spans of equal identity out of the history of an identity signal. */
import type { SamplesAnswer } from '@millwright/server/client';

/** From `from` until before `to`, ms. */
export interface IdentitySpan {
  identity: number;
  from: number;
  to: number;
}

/**
 * Spans in the order of time. In a bucket in which the identity changed, the change is put at the bucket's beginning:
 * known to the bucket's width. Zero and missing values are no identity.
 */
export function identitySpans(answer: SamplesAnswer): IdentitySpan[] {
  const spans: IdentitySpan[] = [];
  const see = (identity: number | null, from: number, to: number) => {
    if (identity === null || identity === 0) return;
    const last = spans.at(-1);
    if (last?.identity === identity) last.to = to;
    else spans.push({ identity, from, to });
  };
  answer.times.forEach((time, i) => {
    if (answer.kind === 'raw') {
      const missing = (answer.quality[i] & 3) >= 2;
      see(missing ? null : answer.values[i], time, answer.times[i + 1] ?? time);
    } else {
      // What was there before comes first, whichever number is larger.
      const both = [answer.min[i], answer.max[i]];
      if (spans.at(-1)?.identity === both[1]) both.reverse();
      see(both[0], time, time + answer.width);
      see(both[1], time, time + answer.width);
    }
  });
  return spans;
}
