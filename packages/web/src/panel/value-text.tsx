/** A value as text: digits it deserves, unit beside it; bad and stale ones struck through with their age. */
import { LEVEL_NAMES, levelOf, reasonOf } from '@millwright/model/web';
import { decimalsOf, formatDuration, formatNumber, isCounter, localText, unitText } from '../i18n/format.ts';
import { type Translate, useLanguage, useText } from '../i18n/use-text.ts';
import type { SignalNode } from '../plant/plant-model.ts';
import { type Reading, useInstant, useReading } from '../values/hooks.ts';

/** `age`: whether one that cannot be trusted tells its age beside it. */
export function ValueText({ signal, age = true }: { signal: SignalNode; age?: boolean }) {
  const t = useText();
  const language = useLanguage();
  const reading = useReading(signal);
  const level = levelOf(reading.quality);
  const text = valueText(signal, reading.value, language);
  const showUnit = !signal.type.states && Number.isFinite(reading.value);
  return (
    <span className={`value value-${LEVEL_NAMES[level]}`} title={qualityText(reading.quality, t)}>
      {Number.isFinite(reading.value) ? (
        <span className="digits">{text}</span>
      ) : (
        <span className="no-value">{t('panel.noValue')}</span>
      )}
      {showUnit && <span className="unit"> {unitText(signal.type.unit)}</span>}
      {age && level >= 2 && Number.isFinite(reading.time) && <Age reading={reading} />}
    </span>
  );
}

function Age({ reading }: { reading: Reading }) {
  const t = useText();
  const language = useLanguage();
  const instant = useInstant(1000);
  return (
    <span className="age">
      {' '}
      {t('panel.age', { duration: formatDuration(instant - reading.time, language) })}
    </span>
  );
}

/** The number, or the name of the state it stands for. */
export function valueText(signal: SignalNode, value: number, language: 'en' | 'zh'): string {
  const state = signal.type.states?.find((each) => each.value === value);
  if (state) return localText(state.label, language);
  // Digits of an identifier are not grouped.
  if (isCounter(signal.type) && Number.isInteger(value)) return String(value);
  return formatNumber(value, decimalsOf(signal.type, value), language);
}

/** `stale: not connected`. */
export function qualityText(quality: number, t: Translate): string {
  const level = t(`quality.${LEVEL_NAMES[levelOf(quality)]}`);
  const reason = reasonOf(quality);
  return reason === 'none' ? level : `${level}: ${t(`reason.${reason}`)}`;
}
