/** A formula as people read it: signals by their name, each a way to it, units and signs as they are printed. */
import { Fragment } from 'react';
import { formatNumber, localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { type FormulaToken, formulaTokens } from './formula-tokens.ts';

const SIGNS: Readonly<Record<string, string>> = {
  '*': '×',
  '-': '\u2212',
  '<=': '≤',
  '>=': '≥',
  '!=': '≠',
  '==': '=',
};
const TIGHT_BEFORE = new Set([',', ')', '(']);

/** `twin`: whose formula it is; names in it are relative to that twin. */
export function FormulaText({ text, twin }: { text: string; twin: TwinNode }) {
  const tokens = formulaTokens(text);
  return (
    <span className="formula">
      {tokens.map((token, i) => {
        const before = tokens[i - 1];
        const tight =
          !before ||
          before.text === '(' ||
          (token.kind === 'sign' &&
            TIGHT_BEFORE.has(token.text) &&
            before.kind !== 'sign' &&
            token.text !== '(') ||
          (token.text === '(' && before.kind === 'call') ||
          (token.text === ')' && before.text === ')') ||
          (token.text === ',' && before.text === ')');
        return (
          <Fragment key={i}>
            {tight ? '' : ' '}
            <Token token={token} twin={twin} />
          </Fragment>
        );
      })}
    </span>
  );
}

function Token({ token, twin }: { token: FormulaToken; twin: TwinNode }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const { selectSignal } = useUi.getState();
  switch (token.kind) {
    case 'number':
      return (
        <span className="formula-number">
          {token.text}
          {token.unit !== '' && <span className="unit"> {unitText(token.unit)}</span>}
        </span>
      );
    case 'call':
      return <code className="formula-call">{token.text}</code>;
    case 'word':
      return token.text === 'and' || token.text === 'or' || token.text === 'not' ? (
        t(`formula.${token.text}`)
      ) : (
        <code>{token.text}</code>
      );
    case 'sign':
      return SIGNS[token.text] ?? token.text;
    case 'name': {
      const signal = plant.resolve(twin, token.text);
      if (signal) {
        const own = signal.twin === twin;
        return (
          <button
            type="button"
            className="link"
            title={signal.path}
            onClick={() => selectSignal(signal.path, signal.type.kind === 'derived' ? 'explain' : 'trend')}
          >
            {localText(signal.type.label, language)}
            {!own && <small> ({localText(signal.twin.info.label, language)})</small>}
          </button>
        );
      }
      const parameter = twin.type?.parameters.find((each) => each.name === token.text);
      if (!parameter) return <code>{token.text}</code>;
      const value = twin.info.parameters[parameter.name] ?? Number.NaN;
      const shown = formatNumber(value, Number.isInteger(value) ? 0 : 3, language);
      return (
        <span
          className="formula-parameter"
          title={`${token.text} = ${shown} ${unitText(parameter.unit)}`.trim()}
        >
          {localText(parameter.label, language)}
        </span>
      );
    }
  }
}
