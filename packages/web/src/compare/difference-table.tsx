/** Figures that differ between A and B, the largest difference first. */
import { decimalsOf, formatNumber, localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { valueText } from '../panel/value-text.tsx';
import type { SignalNode } from '../plant/plant-model.ts';
import type { Difference } from './differences.ts';

/** A difference of this many widths of the normal band fills the bar. */
const FULL = 1;

export function DifferenceTable({
  rows,
  chosen,
  onChoose,
  more,
  onMore,
}: {
  rows: readonly Difference[];
  chosen: SignalNode | undefined;
  onChoose: (signal: SignalNode) => void;
  more: number;
  onMore: () => void;
}) {
  const t = useText();
  const language = useLanguage();
  if (rows.length === 0) return <p className="message">{t('compare.same')}</p>;
  return (
    <div className="table-scroll">
      <table className="table table-compare">
        <thead>
          <tr>
            <th scope="col">{t('compare.signal')}</th>
            <th scope="col" className="number">
              A
            </th>
            <th scope="col" className="number">
              B
            </th>
            <th scope="col" className="number">
              B − A
            </th>
            <th scope="col">{t('compare.byNormal')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const { signal, a, b, difference, share } = row;
            const decimals = decimalsOf(signal.type, Math.max(Math.abs(a), Math.abs(b)));
            const unit = signal.type.states ? '' : unitText(signal.type.unit);
            const cell = (value: number) =>
              Number.isFinite(value) ? valueText(signal, value, language) : t('panel.noValue');
            return (
              <tr
                key={signal.path}
                aria-selected={signal === chosen}
                className={row.scatter ? 'row-scatter' : undefined}
              >
                <th scope="row">
                  <button type="button" title={signal.path} onClick={() => onChoose(signal)}>
                    {localText(signal.type.label, language)}
                    <small>{localText(signal.twin.info.label, language)}</small>
                  </button>
                </th>
                <td className="number">{cell(a)}</td>
                <td className="number">
                  {cell(b)} <span className="unit">{unit}</span>
                </td>
                <td className="number">
                  {`${difference > 0 ? '+' : ''}${formatNumber(difference, decimals, language)}`}
                </td>
                <td>
                  <ShareBar share={share} text={`${formatNumber(share * 100, 0, language)} %`} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {more > 0 && (
        <button type="button" className="button" onClick={onMore}>
          {t('compare.more', { count: more })}
        </button>
      )}
    </div>
  );
}

/** From the middle to the right: more; to the left: less. */
function ShareBar({ share, text }: { share: number; text: string }) {
  const width = Math.min(1, Math.abs(share) / FULL) * 50;
  return (
    <span className="share">
      <span className="share-bar" aria-hidden="true">
        <span style={{ left: `${share > 0 ? 50 : 50 - width}%`, width: `${width}%` }} />
      </span>
      <span className="number">{text}</span>
    </span>
  );
}
