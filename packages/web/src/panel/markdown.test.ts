import fc from 'fast-check';
import { expect, it } from 'vitest';
import { htmlOf } from './markdown.tsx';

it('W67 a page in Markdown becomes headings, lists and tables', () => {
  expect(htmlOf('# Roll change\n\n1. Stop\n2. Lift')).toBe(
    '<h1>Roll change</h1>\n<ol>\n<li>Stop</li>\n<li>Lift</li>\n</ol>\n',
  );
  expect(htmlOf('| a | b |\n|---|---|\n| 1 | 2 |')).toContain('<td>1</td>');
});

it('W67 nothing that a page says is executed, fetched, or leads anywhere but to the web', () => {
  const attacks = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[a](javascript:alert(1))',
    '[a](data:text/html,x)',
    '![a](https://elsewhere.example/p.png)',
    '[a][b]\n\n[b]: vbscript:x',
    '<https://x.example" onclick="alert(1)>',
  ];
  for (const text of attacks) {
    expect(htmlOf(text)).not.toMatch(
      /<(?!\/?(?:p|a|em|strong|br|ol|ul|li)\b)|<[^>]*\son\w+=|href="(?!https?:|")/i,
    );
  }
  const piece = fc.constantFrom(
    '<',
    '>',
    '"',
    '[',
    '](',
    ')',
    '!',
    'javascript:',
    'onload=',
    '`',
    '\n',
    'a',
    ' ',
    '&',
    ';',
    '#60',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      expect(htmlOf(pieces.join(''))).not.toMatch(
        /<(?:script|img|iframe|svg|style|object)|<[^>]*\son\w+="|href="(?!https?:|")/i,
      );
    }),
  );
});
