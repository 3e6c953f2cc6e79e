/** The response procedure of an alarm, to be read where it is needed, and where it is being carried out. */

import { useDecisionState } from '../decisions/use-office.ts';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useUi } from '../state/ui-store.ts';
import { StateMark } from './parts.tsx';
import { StepsText } from './step-text.tsx';
import { useDocuments } from './use-work.ts';

/** `name` of the document; `alarm`: id of the occurrence. */
export function AlarmProcedure({ name, alarm }: { name: string; alarm: string }) {
  const t = useText();
  const language = useLanguage();
  const found = useDocuments().data?.procedures.find((one) => one.name === name);
  const runs = useDecisionState('procedures').data?.filter((one) => one.alarm === alarm) ?? [];
  if (!found) return null;
  return (
    <>
      <details className="alarm-procedure">
        <summary>
          {t('handle.procedure')}: {localText(found.label, language)}
        </summary>
        <StepsText procedure={found} />
      </details>
      {runs.map((run) => (
        <p key={run.id}>
          <button type="button" className="link" onClick={() => useUi.getState().openWork(run.id)}>
            {run.id}
          </button>{' '}
          <StateMark state={run.state}>{t(`run.state.${run.state}`)}</StateMark>
        </p>
      ))}
    </>
  );
}
