/** Documents: what the twin is by its type, and what to do about each of its alarms. */
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { FormulaText } from './formula-text.tsx';
import { ModelNote } from './model-note.tsx';
import { Readings } from './readings.tsx';

export function DocumentsTab({ twin }: { twin: TwinNode }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const { explainAlarm } = useUi.getState();
  const { type } = twin;
  const ancestors = (type?.ancestors ?? [])
    .map((name) => plant.types.get(name))
    .filter((each) => each !== undefined);
  return (
    <>
      {type && (
        <dl className="facts">
          <div>
            <dt>{t('panel.type')}</dt>
            <dd>
              {localText(type.label, language)} <code>{type.name}</code>
            </dd>
          </div>
          {ancestors.length > 0 && (
            <div>
              <dt>{t('panel.builtFrom')}</dt>
              <dd>{ancestors.map((each) => localText(each.label, language)).join(', ')}</dd>
            </div>
          )}
        </dl>
      )}
      <Readings twin={twin} />
      {type?.shape?.model !== undefined && <ModelNote type={type} />}
      {type && type.alarms.length > 0 && (
        <section>
          <h3 className="panel-section">{t('panel.whenAlarm')}</h3>
          <ul className="responds">
            {type.alarms.map((alarm) => (
              <li key={alarm.name}>
                <h4>
                  <PriorityMark priority={alarm.priority} />{' '}
                  <button type="button" className="link" onClick={() => explainAlarm(alarm.name)}>
                    {localText(alarm.label, language)}
                  </button>
                </h4>
                <FormulaText text={alarm.when} twin={twin} />
                <p>{alarm.respond ? localText(alarm.respond, language) : t('panel.noRespond')}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
