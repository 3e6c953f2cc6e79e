/** Now: every signal of the twin as a moving analogue indicator; then its parts and parameters. */
import { limitsOf } from '../alarms/limits.ts';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { formatNumber, localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { SignalNode, TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { Icon } from '../shell/icons.tsx';
import { useUi } from '../state/ui-store.ts';
import { useStandingAlarms } from '../values/hooks.ts';
import { Indicator } from './indicator.tsx';
import { ValueText } from './value-text.tsx';

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

function SignalRow({ signal }: { signal: SignalNode }) {
  const t = useText();
  const language = useLanguage();
  const { selectSignal } = useUi.getState();
  const selected = useUi((ui) => ui.signal === signal.path);
  const name = localText(signal.type.label, language);
  const limits = signal.twin.type ? limitsOf(signal.twin.type, signal.type) : [];
  return (
    <li className={`indicator-row${selected ? ' selected' : ''}`}>
      <button
        type="button"
        className="indicator-main"
        title={t('panel.trendOpen', { name })}
        onClick={() => selectSignal(signal.path, 'trend')}
      >
        <span className="indicator-name">{name}</span>
        <ValueText signal={signal} />
        {!signal.type.states && <Indicator signal={signal} limits={limits} />}
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
