/** Instants and ranges in requests. */
import { z } from 'zod';
import { ProblemError } from './problems.ts';

/** End of the year 9999: as far as recorded samples may reach. */
const LAST = 253_402_300_799_999;
const DEFAULT_RANGE_MS = 3600_000;
const FORMS = 'Write milliseconds since 1970 (1700000000000) or ISO 8601 with a zone (2026-01-31T10:00:00Z)';

/** Undefined where the text is no instant, NaN where it lies outside 1970 to 9999. */
function instantOf(text: string): number | undefined {
  const isNumber = /^-?\d{1,20}(\.\d{1,20})?$/.test(text);
  // A `+` of a zone that was not escaped arrives as a space.
  const iso = text.replace(/ (?=\d{2}:?\d{2}$)/, '+');
  if (!isNumber && !/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/.test(iso)) {
    return undefined;
  }
  const time = isNumber ? Number(text) : Date.parse(iso);
  if (!isNumber && Number.isNaN(time)) return undefined;
  return time >= 0 && time <= LAST ? time : Number.NaN;
}

/** Milliseconds since 1970, or ISO 8601 for people who type addresses; a plain date is its midnight in UTC. */
export const Time = z
  .string(`is given more than once. ${FORMS}, once.`)
  .max(40, `is longer than an instant can be: at most 40 characters. ${FORMS}.`)
  .transform((text, context) => {
    const time = instantOf(text);
    if (time !== undefined && !Number.isNaN(time)) return time;
    const message =
      time === undefined
        ? `"${text}" is no instant. ${FORMS}.`
        : `"${text}" lies outside the years 1970 to 9999.`;
    context.issues.push({ code: 'custom', message, input: text });
    return z.NEVER;
  })
  .meta({ description: 'Milliseconds since 1970, or ISO 8601 with a zone' });

/** A range of a query; without `to` it ends now, without `from` it is an hour. */
export const RangeQuery = z.strictObject({
  from: Time.optional().meta({ description: 'Beginning, included. Default: an hour before `to`' }),
  to: Time.optional().meta({ description: 'End. Default: now' }),
});

export interface TimeRange {
  from: number;
  to: number;
}

/** Fills in what was left out. Throws where the range is empty. */
export function rangeOf({ from, to }: { from?: number; to?: number }, where = 'querystring/from'): TimeRange {
  const end = to ?? Date.now();
  const range = { from: from ?? Math.max(0, end - DEFAULT_RANGE_MS), to: end };
  if (range.from < range.to) return range;
  throw new ProblemError(
    'bad-request',
    `The range is empty: from (${range.from}) is not before to (${end}).`,
    {
      where,
      remedy: 'Give from and to in milliseconds since 1970, from before to.',
    },
  );
}
