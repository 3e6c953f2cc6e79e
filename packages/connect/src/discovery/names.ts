/** Names as the documents of a plant want them, from names as peers have them. */

/** Words of a name in any notation: `MotorSpeed_2`, `motor-speed 2` and `motor.speed.2` are the same three words. */
function words(text: string): string[] {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
}

/** Name of a type: `[a-z][a-z0-9-]*`. */
export function typeName(text: string): string {
  const name = words(text.replace(/Type$/, '')).join('-').toLowerCase();
  return /^[a-z]/.test(name) ? name : `type-${name === '' ? 'unnamed' : name}`;
}

/** Name of a signal: `[a-z][A-Za-z0-9]*`. */
export function signalName(text: string): string {
  const parts = words(text).map((word) => (/^[A-Z0-9]+$/.test(word) ? word.toLowerCase() : word));
  const name = parts
    .map((word, i) =>
      i === 0 ? word[0].toLowerCase() + word.slice(1) : word[0].toUpperCase() + word.slice(1),
    )
    .join('');
  return /^[a-z]/.test(name) ? name : `value${name}`;
}

/** A segment of a twin's path: `[A-Za-z0-9][A-Za-z0-9_-]*`. */
export function segmentName(text: string): string {
  const name = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replaceAll(/^[-_]+|-+$/g, '');
  return name === '' ? 'unnamed' : name;
}

/** Gives each name once: the second `a` becomes `a2` (`join` between name and number). */
export class UniqueNames {
  #taken = new Set<string>();
  #join: string;

  constructor(join = '') {
    this.#join = join;
  }

  take(name: string): string {
    let unique = name;
    for (let i = 2; this.#taken.has(unique); i++) unique = `${name}${this.#join}${i}`;
    this.#taken.add(unique);
    return unique;
  }
}
