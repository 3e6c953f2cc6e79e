/** Explain: why a derived value is what it is, and why an alarm stands, at the clock's instant. */
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { useStandingAlarms } from '../values/hooks.ts';
import { ExplainAlarm } from './explain-alarm.tsx';
import { ExplainTree } from './explain-tree.tsx';
import { ValueText } from './value-text.tsx';

export function ExplainTab({ twin }: { twin: TwinNode }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const selected = useUi((ui) => ui.signal);
  const explained = useUi((ui) => ui.explained);
  const { selectSignal, explainAlarm } = useUi.getState();
  const standing = useStandingAlarms();
  const derived = plant.signalsOf(twin).filter((signal) => signal.type.kind === 'derived');
  const alarms = twin.type?.alarms ?? [];
  if (derived.length + alarms.length === 0) return <p className="hint">{t('panel.noDerived')}</p>;

  // What was asked for; else what stands; else the first value.
  const asked = plant.signal(selected);
  const signal = asked?.twin === twin && asked.type.kind === 'derived' ? asked : undefined;
  const standingHere = standing.find((item) => item.twin === twin.info.path);
  const alarm =
    alarms.find((each) => each.name === explained) ??
    (signal ? undefined : alarms.find((each) => each.name === standingHere?.alarm)) ??
    (signal || derived.length > 0 ? undefined : alarms[0]);
  const shown = alarm ? undefined : (signal ?? derived[0]);
  return (
    <>
      <select
        className="wide"
        aria-label={t('panel.explainHint')}
        value={alarm ? `alarm:${alarm.name}` : shown?.path}
        onChange={(event) => {
          const { value } = event.target;
          if (value.startsWith('alarm:')) explainAlarm(value.slice('alarm:'.length));
          else selectSignal(value, 'explain');
        }}
      >
        {alarms.length > 0 && (
          <optgroup label={t('nav.alarms')}>
            {alarms.map((each) => (
              <option key={each.name} value={`alarm:${each.name}`}>
                {localText(each.label, language)}
              </option>
            ))}
          </optgroup>
        )}
        {derived.length > 0 && (
          <optgroup label={t('panel.derived')}>
            {derived.map((each) => (
              <option key={each.path} value={each.path}>
                {localText(each.type.label, language)}
              </option>
            ))}
          </optgroup>
        )}
      </select>
      {alarm && <ExplainAlarm twin={twin} alarm={alarm} />}
      {shown && (
        <>
          <div className="explain-value">
            <ValueText signal={shown} />
          </div>
          <ExplainTree path={shown.path} />
        </>
      )}
    </>
  );
}
