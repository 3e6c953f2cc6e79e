/** Procedures: those that are carried out, and those of the documents, to be started. */
import { useState } from 'react';
import { Act, Refused, useActorName } from '../decisions/parts.tsx';
import { useHindrance, useSending } from '../decisions/use-office.ts';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { useUi } from '../state/ui-store.ts';
import { Field, StateMark } from './parts.tsx';
import { StepsText } from './step-text.tsx';
import { useDocuments, useRuns, useTwinName, useWhen } from './use-work.ts';

const SHOWN = 50;

export function ProceduresList() {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const documents = useDocuments();
  const runs = useRuns();
  const hindrance = useHindrance();
  const sending = useSending();
  const name = useActorName();
  const when = useWhen();
  const twinName = useTwinName();
  const openWork = useUi((ui) => ui.openWork);
  const selected = useUi((ui) => ui.twin);
  const [twin, setTwin] = useState(selected ?? '');
  const [shown, setShown] = useState(SHOWN);
  const all = [...(runs.data ?? [])].sort(
    (a, b) => Number(b.state === 'running') - Number(a.state === 'running') || b.seq - a.seq,
  );
  const start = async (procedure: string) => {
    const subject = twin === '' ? 'plant' : `twin/${twin}`;
    const id = await sending.make({ type: 'start-procedure', subject, data: { procedure } });
    if (id !== undefined) openWork(id);
  };
  return (
    <>
      {(documents.isPending || runs.isPending) && <Loading lines={4} />}
      {documents.error && !documents.data && (
        <Failed error={documents.error} onRetry={() => void documents.refetch()} />
      )}
      <Refused refusal={sending.refusal} onForget={sending.forget} />
      {all.length > 0 && (
        <section>
          <h3 className="work-heading">{t('run.all')}</h3>
          <ul className="work-cards">
            {all.slice(0, shown).map((one) => (
              <li key={one.id} className="work-card">
                <button type="button" className="link" onClick={() => openWork(one.id)}>
                  {localText(one.label, language)}
                </button>
                <StateMark state={one.state}>{t(`run.state.${one.state}`)}</StateMark>
                <code>{one.id}</code>
                <p className="page-note">
                  {twinName(one.twin)} ·{' '}
                  {t('handle.by', { name: name(one.startedBy), time: when(one.startedAt) })}
                </p>
              </li>
            ))}
          </ul>
          {all.length > shown && (
            <button type="button" className="button" onClick={() => setShown(shown + SHOWN)}>
              {t('journal.older')}
            </button>
          )}
        </section>
      )}
      <section>
        <h3 className="work-heading">{t('run.documents')}</h3>
        {documents.data?.procedures.length === 0 && <Empty>{t('run.empty')}</Empty>}
        {documents.data && documents.data.procedures.length > 0 && (
          <div className="work-bar">
            <Field label={t('order.twin')}>
              <select value={twin} onChange={(event) => setTwin(event.target.value)}>
                <option value="">{t('decide.plant')}</option>
                {plant.twins.map(({ info: { path } }) => (
                  <option key={path} value={path}>
                    {twinName(path)}
                  </option>
                ))}
              </select>
            </Field>
          </div>
        )}
        <ul className="work-cards">
          {documents.data?.procedures.map((one) => (
            <li key={one.name} className="work-card">
              <strong>{localText(one.label, language)}</strong>
              <p className="page-note">{localText(one.description, language)}</p>
              <details className="work-more">
                <summary>{t('run.read')}</summary>
                <StepsText procedure={one} />
              </details>
              <Act
                hindrance={hindrance('acknowledge', twin)}
                pending={sending.pending}
                onAct={() => start(one.name)}
              >
                {t('run.start')}
              </Act>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
