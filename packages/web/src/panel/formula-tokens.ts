/** Cuts the text of a formula into words for showing it: names, numbers with their unit, operators. It checks nothing. */

export type FormulaToken =
  | { kind: 'name'; text: string }
  | { kind: 'call'; text: string }
  | { kind: 'number'; text: string; unit: string }
  | { kind: 'word'; text: string }
  | { kind: 'sign'; text: string };

const WORDS = new Set(['and', 'or', 'not', 'true', 'false']);
const NUMBER = /^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/;
const NAME = /^[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*)*/;
/** A UCUM code after a number: letters, brackets and braces, divided or multiplied. */
const UNIT =
  /^ ?(?:%|\/[a-z]+\b|(?:\[[^\]\s]+\]|\{[^}\s]+\}|[A-Za-zµ°%'"]+\d*)(?:[./](?:\[[^\]\s]+\]|\{[^}\s]+\}|[A-Za-zµ]+\d*))*)/;
const SIGN = /^(?:<=|>=|==|!=|&&|\|\||[-+*/%^()<>,!?:])/;

/** Tokens in the order of the text. What is no formula comes as signs of one character. Cost: linear. */
export function formulaTokens(text: string): FormulaToken[] {
  const tokens: FormulaToken[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const number = NUMBER.exec(rest)?.[0];
    const name = NAME.exec(rest)?.[0];
    let taken: string;
    if (number !== undefined) {
      const unit = unitAfter(rest.slice(number.length));
      taken = number + unit;
      tokens.push({ kind: 'number', text: number, unit: unit.trim() });
    } else if (name !== undefined) {
      taken = name;
      if (WORDS.has(name)) tokens.push({ kind: 'word', text: name });
      else tokens.push({ kind: /^\s*\(/.test(rest.slice(name.length)) ? 'call' : 'name', text: name });
    } else {
      taken = SIGN.exec(rest)?.[0] ?? rest[0];
      tokens.push({ kind: 'sign', text: taken });
    }
    rest = rest.slice(taken.length).trimStart();
  }
  return tokens;
}

function unitAfter(rest: string): string {
  const unit = UNIT.exec(rest)?.[0] ?? '';
  return WORDS.has(unit.trim()) ? '' : unit;
}
