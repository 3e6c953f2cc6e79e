/** Now: every signal of the twin as a moving analogue indicator; then its parts and parameters. */
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { formatNumber, localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { useStandingAlarms } from '../values/hooks.ts';
import { SignalRow } from './signal-row.tsx';

export function NowTab({ twin }: { twin: TwinNode }) {
  const t = useText();
  const { plant } = useSession();
  const signals = plant.signalsOf(twin);
  return (
    <>
      {signals.length === 0 && <p className="hint">{t('panel.noSignals')}</p>}
      <ul className="indicators">
        {signals.map((signal) => (
          <SignalRow key={signal.path} signal={signal} />
        ))}
      </ul>
      <Parts twin={twin} />
      <Parameters twin={twin} />
    </>
  );
}

function Parts({ twin }: { twin: TwinNode }) {
  const t = useText();
  const language = useLanguage();
  const standing = useStandingAlarms();
  const { selectTwin } = useUi.getState();
  if (twin.children.length === 0) return null;
  return (
    <section>
      <h3 className="panel-section">{t('panel.parts')}</h3>
      <ul className="parts">
        {twin.children.map((part) => {
          const { path } = part.info;
          const worst = standing.find((item) => item.twin === path || item.twin.startsWith(`${path}/`));
          return (
            <li key={path}>
              <button type="button" onClick={() => selectTwin(path, { focus: true })}>
                {worst && <PriorityMark priority={worst.priority} />}
                {localText(part.info.label, language)}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Parameters({ twin }: { twin: TwinNode }) {
  const t = useText();
  const language = useLanguage();
  const parameters = twin.type?.parameters ?? [];
  if (parameters.length === 0) return null;
  return (
    <section>
      <h3 className="panel-section">{t('panel.parameters')}</h3>
      <dl className="facts">
        {parameters.map((parameter) => {
          const value = twin.info.parameters[parameter.name];
          return (
            <div key={parameter.name}>
              <dt>{localText(parameter.label, language)}</dt>
              <dd className="number">
                {formatNumber(value ?? Number.NaN, Number.isInteger(value) ? 0 : 2, language)}{' '}
                <span className="unit">{unitText(parameter.unit)}</span>
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
