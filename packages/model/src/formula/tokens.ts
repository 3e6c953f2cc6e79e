/** The words of the formula language, for chevrotain's lexer. */
import { createToken, Lexer, type TokenType } from 'chevrotain';
import { readQuantity } from './quantity.ts';

const Blank = createToken({ name: 'Blank', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true });

export const Quantity = createToken({
  name: 'Quantity',
  label: 'a number',
  pattern: {
    exec: (text: string, offset: number) => {
      const found = readQuantity(text, offset);
      return found ? [text.slice(offset, found.end)] : null;
    },
  },
  line_breaks: false,
  start_chars_hint: [...'0123456789.'],
});

export const Name = createToken({ name: 'Name', label: 'a name', pattern: /[A-Za-z_][A-Za-z0-9_]*/ });
export const Text = createToken({ name: 'Text', label: 'a text', pattern: /'[^'\n]*'|"[^"\n]*"/ });

const word = (name: string, text: string) =>
  createToken({ name, label: `"${text}"`, pattern: new RegExp(text), longer_alt: Name });

export const And = word('And', 'and');
export const Or = word('Or', 'or');
export const Not = word('Not', 'not');
export const If = word('If', 'if');
export const True = word('True', 'true');
export const False = word('False', 'false');

const sign = (name: string, text: string) => createToken({ name, label: `"${text}"`, pattern: text });

export const Comparison = createToken({
  name: 'Comparison',
  label: 'a comparison',
  pattern: /<=|>=|==|!=|<|>/,
});
export const Plus = sign('Plus', '+');
export const Minus = sign('Minus', '-');
export const Times = sign('Times', '*');
export const Divide = sign('Divide', '/');
export const Power = sign('Power', '^');
export const Open = sign('Open', '(');
export const Close = sign('Close', ')');
export const Comma = sign('Comma', ',');
export const Question = sign('Question', '?');
export const Colon = sign('Colon', ':');
export const Dot = sign('Dot', '.');

/** Signs of other languages, read so that the fault can name ours. */
export const Foreign = createToken({ name: 'Foreign', pattern: /&&?|\|\|?|\*\*|[!=×÷≤≥≠−·%]/ });

export const OURS: Readonly<Record<string, string>> = {
  '&&': 'and',
  '&': 'and',
  '||': 'or',
  '|': 'or',
  '!': 'not',
  '=': '==',
  '**': '^',
  '×': '*',
  '·': '*',
  '÷': '/',
  '−': '-',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
};

/** In the order in which they are tried: `**` before `*`. */
export const TOKENS: TokenType[] = [
  Blank,
  Quantity,
  And,
  Or,
  Not,
  If,
  True,
  False,
  Name,
  Text,
  Comparison,
  Foreign,
  Plus,
  Minus,
  Times,
  Divide,
  Power,
  Open,
  Close,
  Comma,
  Question,
  Colon,
  Dot,
];
