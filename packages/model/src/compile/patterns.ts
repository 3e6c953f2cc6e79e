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
const MAX_WILDCARDS = 10;

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
  const body = glob.replace(/[-]/g, '\\-').replace(/\/\*\*\/|^\*\*\/|\/\*\*$|\*\*|\*/g, (found) => {
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

/** Fills in the address of one signal. */
export function fillAddress(
  address: string,
  path: string,
  signal: string,
  wildcards: readonly (string | undefined)[],
): string {
  if (!address.includes('{')) return address;
  return address.replace(HOLE, (whole: string, name: string) => {
    switch (name) {
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
        return /^\d+$/.test(name) ? (wildcards[Number(name) - 1] ?? '') : whole;
    }
  });
}
