/** One value in a comparing table: number over a range bar; marked where it stands apart from its peers. */
import { levelOf } from '@millwright/model/web';
import type { AlarmLimit } from '../alarms/limits.ts';
import { decimalsOf, formatNumber, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { barRange, isComparable, RangeBar } from '../panel/range-bar.tsx';
import { qualityText, valueText } from '../panel/value-text.tsx';
import type { SignalNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { APART, apartFrom, type PeerNorm } from './peers.ts';

interface Props {
  signal: SignalNode;
  limits: readonly AlarmLimit[];
  /** Least and most of all peers, for signals without a declared range: bars of a group share one scale. */
  seen: readonly [number, number];
  norm: PeerNorm;
  /** Whether Tab stops here. */
  first: boolean;
}

/** Reads the screen's values while it renders: the table around it renders again when they change. */
export function ValueCell({ signal, limits, seen, norm, first }: Props) {
  const t = useText();
  const language = useLanguage();
  const { values } = useSession();
  const { selectSignal } = useUi.getState();
  const selected = useUi((ui) => ui.signal === signal.path);
  const value = values.values[signal.index];
  const quality = values.quality[signal.index];
  const usable = levelOf(quality) < 2 && Number.isFinite(value);
  const apart = usable && Math.abs(apartFrom(norm, value)) > APART;
  const { from, to } = barRange(signal.type, limits, seen[0], seen[1]);
  const difference = formatNumber(value - norm.median, decimalsOf(signal.type, value), language);
  const note = apart
    ? t(value > norm.median ? 'levels.above' : 'levels.below', {
        difference: `${difference.replace('−', '')} ${unitText(signal.type.unit)}`.trim(),
        count: norm.count,
      })
    : qualityText(quality, t);
  return (
    <td className={`peer${apart ? ' peer-apart' : ''}${selected ? ' selected' : ''}`}>
      <button
        type="button"
        data-cell=""
        tabIndex={first ? 0 : -1}
        title={note}
        onClick={(event) => {
          event.stopPropagation();
          selectSignal(signal.path, signal.type.kind === 'derived' ? 'explain' : 'trend');
        }}
      >
        <span className={`value value-${['good', 'uncertain', 'bad', 'stale'][levelOf(quality)]}`}>
          <span className="digits">{Number.isFinite(value) ? valueText(signal, value, language) : '–'}</span>
        </span>
        {apart && (
          <span className="peer-note">
            {value > norm.median ? '+' : ''}
            {difference}
            <span className="visually-hidden"> {note}</span>
          </span>
        )}
        {isComparable(signal.type, limits) && (
          <RangeBar
            value={usable ? value : Number.NaN}
            from={from}
            to={to}
            normal={signal.type.normal}
            limits={limits}
          />
        )}
      </button>
    </td>
  );
}
