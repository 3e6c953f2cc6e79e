/**
 * Patterns of signal paths in `sources.yaml`: `*` stands for characters within one segment or name, `**` for any number
 * of segments; what they match is `{1}`, `{2}`… in the address.
 */

export interface SignalPattern {
  text: string;
  /** Set when the twin part has no wildcard. */
  twinPath?: string;
  /** Set when the signal part has no wildcard. */
  signalName?: string;
  matchTwin(path: string): RegExpExecArray | null;
  matchSignal(name: string): RegExpExecArray | null;
}

const FORM = /^[A-Za-z0-9_*/-]+\.[A-Za-z0-9*]+$/;
const MAX_WILDCARDS = 6;

/** The pattern, or why the text is none. */
export function parsePattern(text: string): SignalPattern | string {
  if (!FORM.test(text))
    return `"${text}" is no pattern of signals: write one such as "mill/stand1.force" or "mill/*.*"`;
  const cut = text.lastIndexOf('.');
  const twin = text.slice(0, cut);
  const signal = text.slice(cut + 1);
  if ((text.match(/\*+/g)?.length ?? 0) > MAX_WILDCARDS)
    return `a pattern has at most ${MAX_WILDCARDS} wildcards`;
  if (signal.includes('**') || /\*{3}/.test(twin))
    return '"**" stands for whole segments of the path, "*" for characters within one';
  if (twin.split('/').some((s) => s === '' || (s.includes('**') && s !== '**'))) {
    return '"**" stands alone between two "/", and no segment is empty';
  }
  const twinForm = expression(twin, '[^/]*');
  const signalForm = expression(signal, '[A-Za-z0-9]*');
  const pattern: SignalPattern = {
    text,
    matchTwin: (path) => twinForm.exec(path),
    matchSignal: (name) => signalForm.exec(name),
  };
  if (!twin.includes('*')) pattern.twinPath = twin;
  if (!signal.includes('*')) pattern.signalName = signal;
  return pattern;
}

/** `**` with its slash may be nothing at all, so that `mill/**` means the mill and everything below it. */
function expression(glob: string, one: string): RegExp {
  const body = glob.replace(/\/\*\*\/|^\*\*\/|\/\*\*$|\*\*|\*/g, (found) => {
    if (found === '/**/') return '/(?:(.*)/)?';
    if (found === '**/') return '(?:(.*)/)?';
    if (found === '/**') return '(?:/(.*))?';
    return found === '**' ? '(.*)' : `(${one})`;
  });
  return new RegExp(`^${body}$`, 'u');
}

const HOLE = /\{([^{}]*)\}/g;
const NAMED = ['path', 'twin', 'parent', 'signal'] as const;

/** The names in braces of an address that mean nothing. */
export function unknownHoles(address: string, wildcards: number): string[] {
  const wrong: string[] = [];
  for (const [, name] of address.matchAll(HOLE)) {
    if (NAMED.some((n) => n === name)) continue;
    if (/^\d+$/.test(name) && Number(name) >= 1 && Number(name) <= wildcards) continue;
    // Braces of the protocol itself, as in GUIDs, are left alone.
    if (/^[a-z]+$/i.test(name) || /^\d+$/.test(name)) wrong.push(name);
  }
  return wrong;
}

export const HOLE_NAMES: readonly string[] = NAMED;

/** An address cut into texts and holes once, as it is filled in for every signal a pattern feeds. */
export type AddressTemplate = readonly (string | Hole)[];

interface Hole {
  /** One of the names, or the number of a wildcard from 0. */
  hole: (typeof NAMED)[number] | number;
}

export function parseAddress(address: string): AddressTemplate {
  const parts: (string | Hole)[] = [];
  let end = 0;
  for (const match of address.matchAll(HOLE)) {
    const named = NAMED.find((name) => name === match[1]);
    const hole = named ?? (/^\d+$/.test(match[1]) ? Number(match[1]) - 1 : undefined);
    if (hole === undefined) continue;
    if (match.index > end) parts.push(address.slice(end, match.index));
    parts.push({ hole });
    end = match.index + match[0].length;
  }
  if (end < address.length) parts.push(address.slice(end));
  return parts;
}

/** Fills in the address of one signal of the twin at `path`. */
export function fillAddress(
  template: AddressTemplate,
  path: string,
  signal: string,
  wildcards: readonly (string | undefined)[],
): string {
  let address = '';
  for (const part of template)
    address += typeof part === 'string' ? part : fill(part.hole, path, signal, wildcards);
  return address;
}

function fill(
  hole: Hole['hole'],
  path: string,
  signal: string,
  wildcards: readonly (string | undefined)[],
): string {
  switch (hole) {
    case 'path':
      return path;
    case 'signal':
      return signal;
    case 'twin':
      return path.slice(path.lastIndexOf('/') + 1);
    case 'parent': {
      const above = path.slice(0, Math.max(0, path.lastIndexOf('/')));
      return above.slice(above.lastIndexOf('/') + 1);
    }
    default:
      return wildcards[hole] ?? '';
  }
}
