/** Procedures at a twin: those that run there, and any to be started, the ones meant for its alarms and plans first. */
import { useState } from 'react';
import { Act, Refused } from '../decisions/parts.tsx';
import { useDecisionState, useHindrance, useSending } from '../decisions/use-office.ts';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useUi } from '../state/ui-store.ts';
import { Field, StateMark } from './parts.tsx';
import { useDocuments } from './use-work.ts';

export function ProceduresHere({ twin }: { twin: TwinNode }) {
  const t = useText();
  const language = useLanguage();
  const { data: documents } = useDocuments();
  const { data: runs = [] } = useDecisionState('procedures');
  const hindrance = useHindrance();
  const sending = useSending();
  const openWork = useUi((ui) => ui.openWork);
  const [chosen, setChosen] = useState('');
  const { path } = twin.info;
  const running = runs.filter((one) => one.twin === path && one.state === 'running');
  const meant = new Set([
    ...(twin.type?.alarms ?? []).map(({ procedure }) => procedure),
    ...(documents?.plans ?? []).filter(({ twins }) => twins.includes(path)).map(({ procedure }) => procedure),
  ]);
  const procedures = [...(documents?.procedures ?? [])].sort(
    (a, b) => Number(meant.has(b.name)) - Number(meant.has(a.name)),
  );
  if (procedures.length === 0) return null;
  const procedure = procedures.find(({ name }) => name === chosen) ?? procedures[0];
  return (
    <>
      <h3 className="panel-section">{t('run.here')}</h3>
      <Refused refusal={sending.refusal} onForget={sending.forget} />
      <ul className="remarks">
        {running.map((one) => (
          <li key={one.id}>
            <button type="button" className="link" onClick={() => openWork(one.id)}>
              {localText(one.label, language)}
            </button>{' '}
            <StateMark state={one.state}>{t(`run.state.${one.state}`)}</StateMark>
          </li>
        ))}
      </ul>
      <Field label={t('run.choose')}>
        <select value={procedure.name} onChange={(event) => setChosen(event.target.value)}>
          {procedures.map(({ name, label }) => (
            <option key={name} value={name}>
              {localText(label, language)}
            </option>
          ))}
        </select>
      </Field>
      <Act
        hindrance={hindrance('acknowledge', path)}
        pending={sending.pending}
        onAct={async () => {
          const data = { procedure: procedure.name };
          const id = await sending.make({ type: 'start-procedure', subject: `twin/${path}`, data });
          if (id !== undefined) openWork(id);
        }}
      >
        {t('run.startThis')}
      </Act>
    </>
  );
}
