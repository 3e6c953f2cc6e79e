/**
 * From the text of a formula to its syntax tree, with chevrotain. From loosest to tightest: `? :`, `or`, `and`, `not`,
 * comparison, `+ -`, `* /`, sign, `^` (to the right), unit of a number.
 */
import {
  EmbeddedActionsParser,
  EOF,
  type IParserErrorMessageProvider,
  type IToken,
  Lexer,
  type ParserMethod,
  tokenLabel,
} from 'chevrotain';
import type { BinaryOperator, Span } from './expr.ts';
import { readQuantity } from './quantity.ts';
import { FORMULA_LIMITS, type FormulaFault, type Syntax } from './syntax.ts';
import * as T from './tokens.ts';

/** The tree, or the faults that prevent one. Never throws. */
export type ParseResult =
  | { syntax: Syntax; faults?: undefined }
  | { syntax?: undefined; faults: FormulaFault[] };

/** Reads a formula. Cost: linear in its length, but for unit codes, which are looked up once per product run. */
export function parseFormula(text: string): ParseResult {
  const whole = { start: 0, end: text.length };
  if (text.length > FORMULA_LIMITS.characters) {
    return {
      faults: [{ ...whole, message: `a formula has at most ${FORMULA_LIMITS.characters} characters` }],
    };
  }
  if (text.trim() === '') return { faults: [{ ...whole, message: 'the formula is empty' }] };
  tools ??= { lexer: new Lexer(T.TOKENS, { positionTracking: 'onlyOffset' }), parser: new FormulaParser() };
  const { lexer, parser } = tools;
  const { tokens, errors } = lexer.tokenize(text);
  const faults: FormulaFault[] = errors.map((e) => unexpectedCharacter(text, e.offset, e.length));
  faults.push(...foreignSigns(tokens), ...tooDeep(tokens));
  if (faults.length > 0) return { faults };
  parser.text = text;
  parser.found = [];
  parser.nodes = 0;
  parser.input = tokens;
  const syntax = parser.formula();
  const error = parser.errors[0];
  if (error) {
    const { token } = error;
    // The end of the text is a token without a place of its own.
    const start = token.startOffset >= 0 ? token.startOffset : text.trimEnd().length;
    return { faults: [{ start, end: Math.max(start, endOf(token, start)), message: error.message }] };
  }
  if (parser.nodes > FORMULA_LIMITS.nodes) {
    return {
      faults: [{ ...whole, message: `the formula has more than ${FORMULA_LIMITS.nodes} parts: split it up` }],
    };
  }
  return parser.found.length > 0 ? { faults: parser.found } : { syntax };
}

let tools: { lexer: Lexer; parser: FormulaParser } | undefined;

function unexpectedCharacter(text: string, start: number, length: number): FormulaFault {
  const found = text.slice(start, start + Math.max(1, length));
  const message = /^['"]/.test(found)
    ? 'the closing quote is missing'
    : `unexpected character "${found.slice(0, 10)}"`;
  return { start, end: start + Math.max(1, length), message };
}

function foreignSigns(tokens: readonly IToken[]): FormulaFault[] {
  return tokens
    .filter((token) => token.tokenType === T.Foreign)
    .map((token) => ({
      ...spanOf(token),
      message: `"${token.image}" is no sign of the formula language`,
      ...(Object.hasOwn(T.OURS, token.image) ? { suggestion: T.OURS[token.image] } : {}),
    }));
}

/** Nesting is limited before parsing, as the parser's own recursion follows it. */
function tooDeep(tokens: readonly IToken[]): FormulaFault[] {
  let depth = 0;
  let run = 0;
  for (const token of tokens) {
    if (token.tokenType === T.Open || token.tokenType === T.Question) depth++;
    else if (token.tokenType === T.Close) depth--;
    run =
      token.tokenType === T.Minus || token.tokenType === T.Not || token.tokenType === T.Power ? run + 1 : 0;
    if (depth > FORMULA_LIMITS.depth || run > FORMULA_LIMITS.depth) {
      return [{ ...spanOf(token), message: `nested deeper than ${FORMULA_LIMITS.depth} levels` }];
    }
  }
  return [];
}

function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: endOf(token, token.startOffset) };
}

function endOf(token: IToken, start: number): number {
  return start + token.image.length;
}

const messages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual }) =>
    `${tokenLabel(expected)} expected, not ${named(actual)}`,
  buildNotAllInputParsedMessage: ({ firstRedundant }) => unexpected(firstRedundant),
  buildNoViableAltMessage: ({ actual }) => `a value expected, not ${named(actual[0])}`,
  buildEarlyExitMessage: ({ actual }) => `a value expected, not ${named(actual[0])}`,
};

function named(token: IToken): string {
  return token.tokenType === EOF ? 'the end of the formula' : `"${token.image}"`;
}

function unexpected(token: IToken): string {
  if (token.tokenType === T.Close) return 'this ")" closes nothing';
  return `unexpected ${named(token)}: an operator or the end is expected here`;
}

/** The rules write the tree as they go. `text`, `found` and `nodes` are set before each run. */
class FormulaParser extends EmbeddedActionsParser {
  text = '';
  /** Faults of meaning that the grammar alone lets pass. */
  found: FormulaFault[] = [];
  nodes = 0;

  constructor() {
    super(T.TOKENS, { errorMessageProvider: messages, maxLookahead: 1 });
    this.performSelfAnalysis();
  }

  readonly formula: ParserMethod<[], Syntax> = this.RULE('formula', () => this.SUBRULE(this.conditional));

  readonly conditional: ParserMethod<[], Syntax> = this.RULE('conditional', () => {
    let result = this.SUBRULE(this.disjunction);
    this.OPTION(() => {
      this.CONSUME(T.Question);
      const then = this.SUBRULE1(this.conditional);
      this.CONSUME(T.Colon);
      const otherwise = this.SUBRULE2(this.conditional);
      result = this.ACTION(() =>
        this.#node({ kind: 'if', span: join(result, otherwise), test: result, then, else: otherwise }),
      );
    });
    return result;
  });

  readonly disjunction: ParserMethod<[], Syntax> = this.RULE('disjunction', () => {
    let left = this.SUBRULE(this.conjunction);
    this.MANY(() => {
      const op = this.CONSUME(T.Or);
      const right = this.SUBRULE1(this.conjunction);
      left = this.ACTION(() => this.#binary('or', op, left, right));
    });
    return left;
  });

  readonly conjunction: ParserMethod<[], Syntax> = this.RULE('conjunction', () => {
    let left = this.SUBRULE(this.negation);
    this.MANY(() => {
      const op = this.CONSUME(T.And);
      const right = this.SUBRULE1(this.negation);
      left = this.ACTION(() => this.#binary('and', op, left, right));
    });
    return left;
  });

  readonly negation: ParserMethod<[], Syntax> = this.RULE('negation', () => {
    const signs: IToken[] = [];
    this.MANY(() => {
      const token = this.CONSUME(T.Not);
      this.ACTION(() => signs.push(token));
    });
    const arg = this.SUBRULE(this.comparison);
    return this.ACTION(() => this.#signed('not', signs, arg));
  });

  readonly comparison: ParserMethod<[], Syntax> = this.RULE('comparison', () => {
    let left = this.SUBRULE(this.sum);
    let count = 0;
    this.MANY(() => {
      const op = this.CONSUME(T.Comparison);
      const right = this.SUBRULE1(this.sum);
      left = this.ACTION(() => {
        if (count++ > 0) {
          this.found.push({ ...spanOf(op), message: 'comparisons do not chain: write "a < b and b < c"' });
        }
        return this.#binary(operatorOf(op), op, left, right);
      });
    });
    return left;
  });

  readonly sum: ParserMethod<[], Syntax> = this.RULE('sum', () => {
    let left = this.SUBRULE(this.product);
    this.MANY(() => {
      const op = this.OR([{ ALT: () => this.CONSUME(T.Plus) }, { ALT: () => this.CONSUME(T.Minus) }]);
      const right = this.SUBRULE1(this.product);
      left = this.ACTION(() => this.#binary(operatorOf(op), op, left, right));
    });
    return left;
  });

  readonly product: ParserMethod<[], Syntax> = this.RULE('product', () => {
    let left = this.SUBRULE(this.signed);
    this.MANY(() => {
      const op = this.OR([{ ALT: () => this.CONSUME(T.Times) }, { ALT: () => this.CONSUME(T.Divide) }]);
      const right = this.SUBRULE1(this.signed);
      left = this.ACTION(() => this.#binary(operatorOf(op), op, left, right));
    });
    return left;
  });

  readonly signed: ParserMethod<[], Syntax> = this.RULE('signed', () => {
    const signs: IToken[] = [];
    this.MANY(() => {
      const token = this.CONSUME(T.Minus);
      this.ACTION(() => signs.push(token));
    });
    const arg = this.SUBRULE(this.power);
    return this.ACTION(() => this.#signed('-', signs, arg));
  });

  readonly power: ParserMethod<[], Syntax> = this.RULE('power', () => {
    const values = [this.SUBRULE(this.primary)];
    const operators: IToken[] = [];
    this.MANY(() => {
      const op = this.CONSUME(T.Power);
      const exponent = this.SUBRULE(this.exponent);
      this.ACTION(() => {
        operators.push(op);
        values.push(exponent);
      });
    });
    return this.ACTION(() => {
      let right = values[values.length - 1];
      for (let i = operators.length - 1; i >= 0; i--)
        right = this.#binary('^', operators[i], values[i], right);
      return right;
    });
  });

  readonly exponent: ParserMethod<[], Syntax> = this.RULE('exponent', () => {
    const signs: IToken[] = [];
    this.MANY(() => {
      const token = this.CONSUME(T.Minus);
      this.ACTION(() => signs.push(token));
    });
    const arg = this.SUBRULE(this.primary);
    return this.ACTION(() => this.#signed('-', signs, arg));
  });

  readonly primary: ParserMethod<[], Syntax> = this.RULE('primary', () =>
    this.OR([
      { ALT: () => this.#quantity(this.CONSUME(T.Quantity)) },
      { ALT: () => this.#boolean(this.CONSUME(T.True)) },
      { ALT: () => this.#boolean(this.CONSUME(T.False)) },
      { ALT: () => this.#text(this.CONSUME(T.Text)) },
      { ALT: () => this.SUBRULE(this.bracketed) },
      { ALT: () => this.SUBRULE(this.call) },
    ]),
  );

  readonly bracketed: ParserMethod<[], Syntax> = this.RULE('bracketed', () => {
    this.CONSUME(T.Open);
    const inner = this.SUBRULE(this.conditional);
    this.CONSUME(T.Close);
    return inner;
  });

  /** `if(…)`, a call or a reference. */
  readonly call: ParserMethod<[], Syntax> = this.RULE('call', () => {
    const first = this.OR([{ ALT: () => this.CONSUME(T.Name) }, { ALT: () => this.CONSUME(T.If) }]);
    const names = [first];
    const args: Syntax[] = [];
    let close: IToken | undefined;
    this.OR1([
      {
        ALT: () => {
          this.CONSUME(T.Open);
          this.MANY_SEP({
            SEP: T.Comma,
            DEF: () => {
              const arg = this.SUBRULE(this.conditional);
              this.ACTION(() => args.push(arg));
            },
          });
          close = this.CONSUME(T.Close);
        },
      },
      {
        ALT: () =>
          this.MANY(() => {
            this.CONSUME(T.Dot);
            const name = this.CONSUME1(T.Name);
            this.ACTION(() => names.push(name));
          }),
      },
    ]);
    return this.ACTION(() => (close ? this.#call(first, args, close) : this.#reference(names)));
  });

  #node(node: Syntax): Syntax {
    this.nodes++;
    return node;
  }

  #binary(op: BinaryOperator, token: IToken, left: Syntax, right: Syntax): Syntax {
    return this.#node({ kind: 'binary', op, at: spanOf(token), span: join(left, right), left, right });
  }

  #signed(op: '-' | 'not', signs: readonly IToken[], arg: Syntax): Syntax {
    let result = arg;
    for (const token of signs.toReversed()) {
      const span = { start: token.startOffset, end: result.span.end };
      // A sign before a number belongs to it, so that `-40 Cel` is a temperature.
      if (op === '-' && result.kind === 'quantity') result = { ...result, value: -result.value, span };
      else result = this.#node({ kind: 'unary', op, span, arg: result });
    }
    return result;
  }

  #quantity(token: IToken): Syntax {
    return this.ACTION(() => {
      const found = readQuantity(this.text, token.startOffset);
      const { value, unit, unknown, run } = found ?? {
        value: Number.NaN,
        unit: { code: '1', dimension: [], factor: 1, offset: 0 },
      };
      return this.#node({ kind: 'quantity', span: spanOf(token), value, unit, unknown, run });
    });
  }

  #boolean(token: IToken): Syntax {
    return this.ACTION(() =>
      this.#node({ kind: 'boolean', span: spanOf(token), value: token.tokenType === T.True }),
    );
  }

  #text(token: IToken): Syntax {
    return this.ACTION(() =>
      this.#node({ kind: 'text', span: spanOf(token), text: token.image.slice(1, -1) }),
    );
  }

  #reference(names: readonly IToken[]): Syntax {
    const spans = names.map(spanOf);
    const span = { start: spans[0].start, end: spans[spans.length - 1].end };
    return this.#node({ kind: 'reference', span, names: names.map((n) => n.image), spans });
  }

  #call(first: IToken, args: readonly Syntax[], close: IToken): Syntax {
    const nameSpan = spanOf(first);
    const span = { start: nameSpan.start, end: spanOf(close).end };
    if (first.tokenType === T.If && args.length === 3) {
      // biome-ignore lint/suspicious/noThenProperty: a branch of the tree, never a function, so nothing can await it
      return this.#node({ kind: 'if', span, test: args[0], then: args[1], else: args[2] });
    }
    return this.#node({ kind: 'call', span, name: first.image, nameSpan, args });
  }
}

function operatorOf(token: IToken): BinaryOperator {
  const found = OPERATORS.find((op) => op === token.image);
  if (!found) throw new Error(`"${token.image}" is no operator`);
  return found;
}

const OPERATORS: readonly BinaryOperator[] = ['+', '-', '*', '/', '<', '<=', '>', '>=', '==', '!='];

function join(left: Syntax, right: Syntax): Span {
  return { start: left.span.start, end: right.span.end };
}
