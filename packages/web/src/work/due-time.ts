/** Times of day as people type them, on the plant's clock. */

const MINUTE_MS = 60_000;

/** `2026-01-05T08:00` on the clock of a time zone (IANA name) as an instant, ms; undefined: no such text. */
export function instantIn(zone: string, text: string): number | undefined {
  const asUtc = Date.parse(`${text}Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) || Number.isNaN(asUtc)) return undefined;
  // Twice, because the offset may change between the guess and the instant.
  let instant = asUtc;
  for (let i = 0; i < 2; i++) instant = asUtc - (Date.parse(`${localIn(zone, instant)}Z`) - floor(instant));
  return instant;
}

/** An instant as the text that a field of date and time takes. */
export function localIn(zone: string, instant: number): string {
  // Swedish dates are those of ISO 8601.
  const style = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return style.format(instant).replace(' ', 'T');
}

function floor(instant: number): number {
  return Math.floor(instant / MINUTE_MS) * MINUTE_MS;
}
