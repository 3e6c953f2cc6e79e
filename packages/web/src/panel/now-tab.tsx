/** Now: every signal of the twin as a moving analogue indicator; then its parts, peers and parameters. */
import { ProposeChange } from '../decisions/propose-change.tsx';
import { formatNumber, localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { setpointOf } from './range-bar.tsx';
import { SignalRow } from './signal-row.tsx';
import { TwinChips } from './twin-chips.tsx';
import { ValueText } from './value-text.tsx';

export function NowTab({ twin }: { twin: TwinNode }) {
  const t = useText();
  const { plant } = useSession();
  const signals = plant.signalsOf(twin);
  // A set point stands on the bar of what it is for.
  const paired = new Set(signals.map((signal) => setpointOf(plant, signal)));
  const shown = signals.filter((signal) => !paired.has(signal));
  const peers = (twin.parent?.children ?? []).filter(
    (each) => each !== twin && each.type !== undefined && each.type === twin.type,
  );
  return (
    <>
      {signals.length === 0 && <p className="hint">{t('panel.noSignals')}</p>}
      <ul className="indicators">
        {shown.map((signal) => (
          <SignalRow key={signal.path} signal={signal} />
        ))}
      </ul>
      <Settable twin={twin} />
      <TwinChips title={t('panel.parts')} twins={twin.children} />
      <TwinChips title={t('panel.peers')} twins={peers} />
      <Parameters twin={twin} />
    </>
  );
}

/** Set points of the twin that may be written to the machine after an approval. */
function Settable({ twin }: { twin: TwinNode }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const settable = plant.signalsOf(twin).filter(({ type }) => type.write !== undefined);
  if (settable.length === 0) return null;
  return (
    <section className="settable">
      <h3 className="panel-section">{t('change.settable')}</h3>
      {settable.map((signal) => (
        <div key={signal.path} className="settable-signal">
          <span>
            {localText(signal.type.label, language)} <ValueText signal={signal} age={false} />
          </span>
          <ProposeChange signal={signal} />
        </div>
      ))}
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
