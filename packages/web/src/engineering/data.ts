/** Reading data of documents that a person may have written wrongly: every step may miss. */

export type Path = readonly (string | number)[];
export type Data = unknown;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path; undefined where there is none. */
export function at(data: Data, path: Path): Data {
  let value: unknown = data;
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)];
    else if (isRecord(value) && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
}

export function recordAt(data: Data, path: Path): Record<string, unknown> {
  const value = at(data, path);
  return isRecord(value) ? value : {};
}

export function listAt(data: Data, path: Path): readonly unknown[] {
  const value = at(data, path);
  return Array.isArray(value) ? value : [];
}

/** Text or number as a person would type it; empty where there is none. */
export function textAt(data: Data, path: Path): string {
  const value = at(data, path);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

/** A text for people in a language: `Pump`, or `{ en: Pump, zh: 泵 }`. */
export function labelAt(data: Data, path: Path, language: 'en' | 'zh'): string {
  const value = at(data, path);
  if (typeof value === 'string') return value;
  const own = textAt(value, [language]);
  return own !== '' ? own : textAt(value, ['en']);
}

/** A name that is not taken: `pump`, `pump2`, `pump3`. */
export function freeName(wanted: string, taken: ReadonlySet<string> | readonly string[], join = ''): string {
  const all = new Set(taken);
  if (!all.has(wanted)) return wanted;
  const stem = wanted.replace(/\d+$/, '');
  for (let i = 2; ; i++) if (!all.has(`${stem}${join}${i}`)) return `${stem}${join}${i}`;
}
