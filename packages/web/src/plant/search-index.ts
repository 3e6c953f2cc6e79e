/**
 * Finds twins and signals by name in both languages or by path, the best first, fast enough to follow the typing on a
 * fleet: a twin is one short text, a signal is a twin and a signal of its type, never a text of its own.
 */
import type { PlantModel, SignalNode, TwinNode } from './plant-model.ts';

export interface Hit {
  twin: TwinNode;
  /** Left out: the twin itself was found. */
  signal?: SignalNode;
  /** The lower the better. */
  score: number;
}

interface Entry {
  /** Names and path in lower case, each after a line break so that beginnings can be told. */
  text: string;
  /** Length of the shortest name: shorter ones are nearer to what was typed. */
  length: number;
}

/** Score of a word: at the beginning of a name, of a word within it, or inside a word. */
const BEGINS = 0;
const WORD = 3;
const INSIDE = 8;
const MISSING = Number.POSITIVE_INFINITY;
/** A signal is named less often than its twin. */
const SIGNAL_PENALTY = 4;
/** Words looked at; the rest of a long text adds nothing. */
const WORDS_MOST = 6;

export class SearchIndex {
  #plant: PlantModel;
  #twins: Entry[];
  #types: { name: string; signals: Entry[]; twins: TwinNode[] }[];

  /** One pass over twins and signal types; some 20 ms for 15,000 twins. */
  constructor(plant: PlantModel) {
    this.#plant = plant;
    this.#twins = plant.twins.map((twin) => {
      const { label, path } = twin.info;
      return entry([label.en, label.zh, twin.name, path]);
    });
    const byType = new Map<string, TwinNode[]>();
    for (const twin of plant.twins) {
      if (!twin.type) continue;
      const twins = byType.get(twin.type.name);
      if (twins) twins.push(twin);
      else byType.set(twin.type.name, [twin]);
    }
    this.#types = [...byType].map(([name, twins]) => ({
      name,
      twins,
      signals: (plant.types.get(name)?.signals ?? []).map(({ label, name: own }) =>
        entry([label.en, label.zh, own]),
      ),
    }));
  }

  /**
   * At most `limit` twins and signals that hold every word of the query, the best first. A signal is found by words of its
   * own name and, once one of them is, by words of its twin: `stand 3 force`. Cost: words times twins, plus the matches.
   */
  find(query: string, limit: number): Hit[] {
    const words = query
      .toLowerCase()
      .split(/[\s.]+/)
      .filter(Boolean)
      .slice(0, WORDS_MOST);
    if (words.length === 0) return [];
    const best = new Best(limit);
    const perWord = words.map((word) => this.#twins.map((each) => scoreOf(each, word)));
    for (const twin of this.#plant.twins) {
      const score = sum(perWord, twin.index);
      if (score < MISSING)
        best.offer({ twin, score: score + this.#twins[twin.index].length / 40 + twin.depth / 8 });
    }
    for (const { signals, twins } of this.#types) {
      signals.forEach((signal, column) => {
        const own = words.map((word) => scoreOf(signal, word));
        if (own.every((score) => score === MISSING)) return;
        for (const twin of twins) {
          let score = SIGNAL_PENALTY + signal.length / 40 + twin.depth / 8;
          for (let w = 0; w < words.length; w++) score += Math.min(own[w], perWord[w][twin.index]);
          if (score < best.worst) {
            best.offer({ twin, signal: this.#plant.signals[twin.firstSignal + column], score });
          }
        }
      });
    }
    return best.sorted();
  }
}

/** Keeps the few best of many. */
class Best {
  #limit: number;
  #hits: Hit[] = [];
  worst = MISSING;

  constructor(limit: number) {
    this.#limit = limit;
  }

  offer(hit: Hit): void {
    if (hit.score >= this.worst) return;
    this.#hits.push(hit);
    // Cut back now and then: cheaper than a heap for some dozens.
    if (this.#hits.length >= this.#limit * 4) this.#cut();
  }

  sorted(): Hit[] {
    this.#cut();
    return this.#hits;
  }

  #cut(): void {
    this.#hits.sort((a, b) => a.score - b.score || a.twin.index - b.twin.index);
    this.#hits.length = Math.min(this.#hits.length, this.#limit);
    if (this.#hits.length === this.#limit) this.worst = this.#hits[this.#limit - 1].score;
  }
}

function entry(names: readonly (string | undefined)[]): Entry {
  const known = names.filter((name) => name !== undefined);
  return {
    text: known.map((name) => `\n${name.toLowerCase()}`).join(''),
    length: Math.min(...known.map((name) => name.length)),
  };
}

function sum(perWord: readonly number[][], index: number): number {
  let score = 0;
  for (const scores of perWord) score += scores[index];
  return score;
}

/** The best place of a word in the names; infinite where it is in none. */
export function scoreOf({ text }: Pick<Entry, 'text'>, word: string): number {
  let best = MISSING;
  for (let at = text.indexOf(word); at >= 0 && best > BEGINS; at = text.indexOf(word, at + 1)) {
    const before = text.charCodeAt(at - 1);
    if (before === 10) best = BEGINS;
    else best = Math.min(best, isWordPart(before) && !isDigitEdge(text, at) ? INSIDE : WORD);
  }
  return best;
}

/** Letters and digits: what stands after them is inside a word. Chinese has no gaps between words: every place begins one. */
function isWordPart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
}

/** `stand3` holds the words `stand` and `3`. */
function isDigitEdge(text: string, at: number): boolean {
  const isDigit = (code: number) => code >= 48 && code <= 57;
  return isDigit(text.charCodeAt(at)) !== isDigit(text.charCodeAt(at - 1));
}
