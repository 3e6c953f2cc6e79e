/** What is in another state at B than at A, or known at one of them only. */
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { valueText } from '../panel/value-text.tsx';
import type { SignalNode } from '../plant/plant-model.ts';
import type { Difference } from './differences.ts';

const MOST = 60;

export function StateDifferences({
  rows,
  onChoose,
}: {
  rows: readonly Difference[];
  onChoose: (signal: SignalNode) => void;
}) {
  const t = useText();
  const language = useLanguage();
  if (rows.length === 0) return null;
  return (
    <section className="compare-states">
      <h3>
        {t('compare.states')} <small>{rows.length}</small>
      </h3>
      <ul>
        {rows.slice(0, MOST).map(({ signal, a, b, kind }) => (
          <li key={signal.path}>
            <button type="button" title={signal.path} onClick={() => onChoose(signal)}>
              {localText(signal.type.label, language)}{' '}
              <small>{localText(signal.twin.info.label, language)}</small>
            </button>
            <span>
              {kind === 'lost' || kind === 'new'
                ? t(`compare.${kind}`)
                : `${valueText(signal, a, language)} → ${valueText(signal, b, language)}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
