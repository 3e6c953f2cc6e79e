/** One signal over a crowd of equal twins: the median as a number, every twin as a stroke over normal band and limits. */

import { levelOf } from '@millwright/model/web';
import type { SignalTypeInfo, TwinTypeInfo } from '@millwright/server/client';
import { limitsOf } from '../alarms/limits.ts';
import { decimalsOf, formatNumber, localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { barRange, RangeBar } from '../panel/range-bar.tsx';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useValuesBeat } from '../values/hooks.ts';
import { columnOf } from './use-norms.ts';

const BEAT_MS = 1000;

interface Props {
  type: TwinTypeInfo;
  signal: SignalTypeInfo;
  twins: readonly TwinNode[];
}

export function CrowdFigure({ type, signal, twins }: Props) {
  const t = useText();
  const language = useLanguage();
  const { plant, values } = useSession();
  useValuesBeat(BEAT_MS);
  const { signals, norm, seen } = columnOf(plant, values, twins, signal);
  const limits = limitsOf(type, signal);
  const { from, to } = barRange(signal, limits, ...seen);
  const number = (value: number) => formatNumber(value, decimalsOf(signal, value), language);
  const strokes = signals.flatMap(({ index }) => {
    const value = values.values[index];
    if (levelOf(values.quality[index]) >= 2 || !Number.isFinite(value)) return [];
    const x = (Math.max(0, Math.min(1, (value - from) / (to - from))) * 100).toFixed(2);
    return [`M${x} 3V17`];
  });
  return (
    <li className="indicator-row">
      <div className="indicator-main">
        <span className="indicator-name">
          {localText(signal.label, language)}
          <small>
            {localText(type.label, language)} × {twins.length}
          </small>
        </span>
        <span className="value">
          <span className="digits">{number(norm.median)}</span>
          <span className="unit"> {unitText(signal.unit)}</span>
        </span>
        <span className="crowd-bar">
          <RangeBar value={Number.NaN} from={from} to={to} normal={signal.normal} limits={limits} />
          <svg className="crowd" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">
            <path className="crowd-twin" d={strokes.join('')} />
          </svg>
        </span>
        <small>
          {t('levels.crowd', { count: norm.count, least: number(seen[0]), most: number(seen[1]) })}
        </small>
      </div>
    </li>
  );
}
