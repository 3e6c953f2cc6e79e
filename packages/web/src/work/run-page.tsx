/** A procedure while it is carried out: what was done, and the one step to be done now. */
import type { ProcedureRun } from '@millwright/server/client';
import { useState } from 'react';
import { PERMISSIONS } from '../decisions/office.ts';
import { Act, Refused, useActorName } from '../decisions/parts.tsx';
import { type Sending, useHindrance, useSending } from '../decisions/use-office.ts';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { useUi } from '../state/ui-store.ts';
import { AlarmLink } from './alarm-link.tsx';
import { CheckField } from './check-field.tsx';
import { BackTo, StateMark, TwinName } from './parts.tsx';
import { KeptPhoto } from './photo.tsx';
import type { RunAsDone } from './run-as-done.ts';
import type { Photo } from './shelf.ts';
import { StepPicture } from './step-picture.tsx';
import { useRuns, useWhen } from './use-work.ts';
import type { Answer, Check } from './walked-round.ts';

export function RunPage({ id }: { id: string }) {
  const t = useText();
  const found = useRuns();
  const one = found.data?.find((each) => each.id === id);
  return (
    <>
      <BackTo page="procedures" />
      {found.isPending && <Loading lines={5} />}
      {found.error && !found.data && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && !one && <Empty>{t('work.gone', { id })}</Empty>}
      {one && <Run one={one} />}
    </>
  );
}

function Run({ one }: { one: RunAsDone }) {
  const t = useText();
  const language = useLanguage();
  const name = useActorName();
  const when = useWhen();
  const hindrance = useHindrance();
  const sending = useSending();
  const openWork = useUi((ui) => ui.openWork);
  const [reason, setReason] = useState('');
  const labelOf = (step: string) => {
    const found = one.steps.find((each) => each.name === step);
    return found ? localText(found.label, language) : step;
  };
  const { order } = one;
  return (
    <article className="work-item">
      <header>
        <h3>{localText(one.label, language)}</h3>
        <StateMark state={one.state}>{t(`run.state.${one.state}`)}</StateMark>
        <code>{one.id}</code>
      </header>
      <p className="page-note">
        <TwinName path={one.twin} /> ·{' '}
        {t('handle.by', { name: name(one.startedBy), time: when(one.startedAt) })}
        {order !== undefined && (
          <>
            {' · '}
            <button type="button" className="link" onClick={() => openWork(order)}>
              {order}
            </button>
          </>
        )}
        {one.alarm !== undefined && (
          <>
            {' · '}
            {t('run.forAlarm')} <AlarmLink id={one.alarm} />
          </>
        )}
      </p>
      {one.reason && <p>{one.reason}</p>}
      <ol className="run-done">
        {one.done.map((done, i) => (
          <li key={`${done.at}${done.step}`} className={done.finding ? 'check-out' : ''}>
            {labelOf(done.step)} <AnswerText one={one} done={done} />
            <small className="below">
              {t('handle.by', { name: name(done.by), time: when(done.at) })}
              {i >= one.done.length - one.waiting && ` · ${t('outbox.waits')}`}
            </small>
          </li>
        ))}
      </ol>
      <Refused refusal={sending.refusal} onForget={sending.forget} />
      {one.state === 'running' && <NextStep key={`${one.done.length}`} one={one} sending={sending} />}
      {one.state === 'running' && (
        <details className="work-more">
          <summary>{t('run.abandon')}</summary>
          <div className="handle-line">
            <input
              aria-label={t('decide.reason')}
              placeholder={t('decide.reason')}
              value={reason}
              maxLength={4000}
              onChange={(event) => setReason(event.target.value)}
            />
            <Act
              hindrance={
                hindrance('acknowledge', one.twin ?? '') ??
                (reason.trim() === '' ? t('decide.reasonMissing') : undefined)
              }
              pending={sending.pending}
              onAct={() =>
                void sending.send({ type: 'abandon-procedure', subject: one.id, reason: reason.trim() })
              }
            >
              {t('run.abandon')}
            </Act>
          </div>
        </details>
      )}
    </article>
  );
}

function AnswerText({ one, done }: { one: ProcedureRun; done: ProcedureRun['done'][number] }) {
  const language = useLanguage();
  const { value, choice, note, photo } = done.answer;
  const check = one.steps.find(({ name }) => name === done.step)?.check;
  const option = check?.options?.find(({ name }) => name === choice);
  const parts = [
    value === undefined ? undefined : `${value} ${check?.unit ?? ''}`.trim(),
    option ? localText(option.label, language) : choice,
    note,
  ].filter((part) => part !== undefined);
  return (
    <>
      <strong>{parts.join(' · ')}</strong>
      {photo && <KeptPhoto {...photo} />}
    </>
  );
}

/** A step without a check is confirmed by being done. */
function plainCheck({ name, label }: ProcedureRun['steps'][number]): Check {
  return { name, label, kind: 'confirm', optional: false };
}

function NextStep({ one, sending }: { one: ProcedureRun; sending: Sending }) {
  const t = useText();
  const language = useLanguage();
  const { outbox, clock } = useSession();
  const hindrance = useHindrance();
  const [failure, setFailure] = useState<string>();
  const step = one.steps.find(({ name }) => name === one.step);
  if (!step) return null;
  const needed = PERMISSIONS.find((each) => each === step.permission) ?? 'acknowledge';
  const closed = hindrance(needed, one.twin ?? '');
  const done = async (answer: Answer, photo?: Photo) => {
    setFailure(undefined);
    const { confirmed: _, ...bare } = answer;
    try {
      const data = { step: step.name, answer: step.check ? answer : bare };
      const wish = { type: 'complete-step', subject: one.id, data };
      if (photo) await outbox.submit(wish, Math.round(clock.serverNow()), photo);
      else await sending.send(wish);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <section className="run-next" aria-label={t('run.next')}>
      <h4>
        {t('run.next')}: {localText(step.label, language)}
      </h4>
      {step.picture !== undefined && (
        <StepPicture file={step.picture} name={localText(step.label, language)} />
      )}
      {step.permission && (
        <p className="page-note">{t('run.needs', { permission: t(`permission.${needed}`) })}</p>
      )}
      <CheckField
        bare
        check={step.check ?? plainCheck(step)}
        answer={undefined}
        hindrance={closed}
        pending={sending.pending}
        onAnswer={(answer, photo) => void done(answer, photo)}
      />
      {step.check?.optional && (
        <Act hindrance={closed} pending={sending.pending} onAct={() => void done({})}>
          {t('run.skip')}
        </Act>
      )}
      {failure && <p role="alert">{t('photo.failed', { why: failure })}</p>}
    </section>
  );
}
