/** A signal as a row: name, value with unit, analogue indicator; opens its trend, and its explanation if it has one. */
import { limitsOf } from '../alarms/limits.ts';
import { formatDuration, formatMoment, isCounter, localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { SignalNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { Icon } from '../shell/icons.tsx';
import { useUi } from '../state/ui-store.ts';
import { useInstant, useReading } from '../values/hooks.ts';
import { Indicator } from './indicator.tsx';
import { setpointOf } from './range-bar.tsx';
import { qualityText, ValueText, valueText } from './value-text.tsx';

/** A good value older than this tells since when it stands; younger ones are as good as now. */
const TELL_SINCE_MS = 10_000;

/** `twinName`: also says whose signal it is, where rows of several twins stand together. */
export function SignalRow({ signal, twinName = false }: { signal: SignalNode; twinName?: boolean }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const { selectSignal } = useUi.getState();
  const selected = useUi((ui) => ui.signal === signal.path);
  const name = localText(signal.type.label, language);
  const limits = signal.twin.type ? limitsOf(signal.twin.type, signal.type) : [];
  const setpoint = setpointOf(plant, signal);
  return (
    <li className={`indicator-row${selected ? ' selected' : ''}`}>
      <button
        type="button"
        className="indicator-main"
        title={t('panel.trendOpen', { name })}
        onClick={() => selectSignal(signal.path, 'trend')}
      >
        <span className="indicator-name">
          {name}
          {twinName && <small>{localText(signal.twin.info.label, language)}</small>}
        </span>
        <ValueText signal={signal} age={false} />
        {!signal.type.states && <Indicator signal={signal} limits={limits} setpoint={setpoint} />}
        <Remark signal={signal} setpoint={setpoint} />
      </button>
      {signal.type.kind === 'derived' && (
        <button
          type="button"
          className="icon-button indicator-explain"
          title={t('panel.explainOpen', { name })}
          aria-label={t('panel.explainOpen', { name })}
          onClick={() => selectSignal(signal.path, 'explain')}
        >
          <Icon name="explain" size={15} />
        </button>
      )}
    </li>
  );
}

/** What the bar does not say: the set point, why a value is not good and how old it is, since when one rests. */
function Remark({ signal, setpoint }: { signal: SignalNode; setpoint: SignalNode | undefined }) {
  const t = useText();
  const language = useLanguage();
  const { time, quality } = useReading(signal);
  const wanted = useReading(setpoint);
  const { timezone } = useSession().plant.info;
  const now = useInstant(1000);
  const age = now - time;
  const parts: string[] = [];
  if (setpoint && Number.isFinite(wanted.value)) {
    const value = `${valueText(setpoint, wanted.value, language)} ${unitText(setpoint.type.unit)}`.trim();
    parts.push(t('panel.setpoint', { value }));
  }
  const doubtful = (quality & 3) !== 0;
  if (doubtful) parts.push(qualityText(quality, t));
  // A state, a set point and an identifier rest until somebody changes them: since when is no news.
  const rests = signal.type.kind === 'state' || signal.type.kind === 'setpoint' || isCounter(signal.type);
  if (doubtful && Number.isFinite(age))
    parts.push(t('panel.age', { duration: formatDuration(age, language) }));
  else if (age > TELL_SINCE_MS && !rests)
    parts.push(t('panel.since', { time: formatMoment(time, now, language, timezone) }));
  if (parts.length === 0) return null;
  return <small className="indicator-remark">{parts.join(' · ')}</small>;
}
