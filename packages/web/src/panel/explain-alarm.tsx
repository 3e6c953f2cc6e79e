/** Why an alarm stands, or does not: its condition in words, how long it must hold, and its inputs at the clock's instant. */
import type { AlarmTypeInfo } from '@millwright/server/client';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { formatDuration, formatTime, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { useInstant, useStandingAlarms } from '../values/hooks.ts';
import { ExplainTree } from './explain-tree.tsx';
import { FormulaText } from './formula-text.tsx';
import { ValueText } from './value-text.tsx';

export function ExplainAlarm({ twin, alarm }: { twin: TwinNode; alarm: AlarmTypeInfo }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const { selectSignal } = useUi.getState();
  const instant = useInstant(1000);
  const standing = useStandingAlarms().find(
    (item) => item.twin === twin.info.path && item.alarm === alarm.name,
  );
  return (
    <div className="explain">
      <p className="explain-alarm">
        <PriorityMark priority={alarm.priority} size={14} />{' '}
        {standing
          ? t('alarms.sinceAgo', {
              time: formatTime(standing.since, 'time', language, plant.info.timezone),
              duration: formatDuration(instant - standing.since, language),
            })
          : t('alarms.notHere')}
      </p>
      <h3 className="panel-section">{t('panel.condition')}</h3>
      <FormulaText text={alarm.when} twin={twin} />
      <p className="hint">
        {t('panel.delays', {
          on: formatDuration(alarm.onDelay, language),
          off: formatDuration(alarm.offDelay, language),
        })}
      </p>
      <h3 className="panel-section">
        {t('panel.explainAt', { time: formatTime(instant, 'time', language, plant.info.timezone) })}
      </h3>
      <ul className="tree">
        {alarm.inputs.map((input) => {
          const signal = plant.resolve(twin, input);
          if (!signal) return null;
          const derived = signal.type.kind === 'derived';
          return (
            <li key={input}>
              {derived ? (
                <ExplainTree path={signal.path} formula={false} />
              ) : (
                <div className="tree-line">
                  <button type="button" className="link" onClick={() => selectSignal(signal.path, 'trend')}>
                    {localText(signal.type.label, language)}
                    {signal.twin !== twin && <small>{localText(signal.twin.info.label, language)}</small>}
                  </button>
                  <ValueText signal={signal} />
                </div>
              )}
            </li>
          );
        })}
      </ul>
      {alarm.respond && !standing && (
        <p className="alarm-respond">
          <strong>{t('alarms.whatToDo')}</strong> {localText(alarm.respond, language)}
        </p>
      )}
    </div>
  );
}
