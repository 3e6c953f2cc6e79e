/** Characters that are not seen but do something: to a terminal, or to what a text seems to say. */
import type { JsonValue } from './json.ts';

/**
 * Control characters but tab and line ends (a terminal obeys them), and those that change the direction of what follows (a
 * text then reads otherwise than it is: "Trojan Source", CVE-2021-42574).
 */
const UNSEEN = /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/u;
const ALL_UNSEEN = new RegExp(UNSEEN, 'gu');

/** Where a value has such a character, and which: `data.title`, `U+202E`; undefined where it has none. Cost: the length of its texts. */
export function unseenIn(
  value: JsonValue | undefined,
  path: string,
): { path: string; code: string } | undefined {
  // Not recursive: what is nested a hundred thousand deep is for others to refuse.
  const open: [value: JsonValue | undefined, path: string][] = [[value, path]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [one, at] = next;
    if (typeof one === 'string') {
      const found = UNSEEN.exec(one)?.[0];
      if (found !== undefined) return { path: at, code: codeOf(found) };
    } else if (typeof one === 'object' && one !== null) {
      for (const [name, member] of Object.entries(one)) open.push([name, at], [member, `${at}.${name}`]);
    }
  }
  return undefined;
}

/** A text with every such character written out, as `{U+001B}`: to be printed. */
export function withUnseenShown(text: string): string {
  return text.replace(ALL_UNSEEN, (found) => `{${codeOf(found)}}`);
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
