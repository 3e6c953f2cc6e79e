/** Searching by name: twins, signals and alarms whose path or label holds all words, the best first. */

export interface Candidate<T> {
  item: T;
  /** What is searched, lower case. */
  text: string;
  /** Shorter names win among equals. */
  weight: number;
}

/** At most `limit` candidates that hold every word of the query; those that begin with it or are short come first. */
export function lookUp<T>(candidates: readonly Candidate<T>[], query: string, limit: number): T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const found: { item: T; score: number }[] = [];
  for (const candidate of candidates) {
    let score = candidate.weight;
    let all = true;
    for (const word of words) {
      const at = candidate.text.indexOf(word);
      if (at < 0) {
        all = false;
        break;
      }
      if (at > 0 && /[\p{L}\p{N}]/u.test(candidate.text[at - 1])) score += 20;
      score += at / 50;
    }
    if (all) found.push({ item: candidate.item, score });
  }
  found.sort((a, b) => a.score - b.score);
  return found.slice(0, limit).map((each) => each.item);
}
