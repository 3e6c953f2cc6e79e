/** Proposing another value of a set point, in the panel: value, reason, promise, evidence; then exactly what will be written where. */
import { useEffect, useId, useRef, useState } from 'react';
import { localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { valueText } from '../panel/value-text.tsx';
import type { SignalNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { useReading, useStandingAlarms } from '../values/hooks.ts';
import { beginChange, useChangeDraft } from './change-draft.ts';
import { type ChangeDraft, COMPARISONS, dataOf, missing, numberOf } from './change-forms.ts';
import { Act, Refused } from './parts.tsx';
import { useHindrance, useSending } from './use-office.ts';

/** For one set point that may be written. */
export function ProposeChange({ signal }: { signal: SignalNode }) {
  const t = useText();
  const language = useLanguage();
  const { plant, alarms } = useSession();
  const hindrance = useHindrance();
  const followed = useUi((ui) => ui.alarm);
  const draft = useChangeDraft((state) => (state.signal === signal.path ? state.draft : undefined));
  const closed = hindrance('operate', signal.twin.info.path);
  const name = localText(signal.type.label, language);
  if (!draft || closed !== undefined) {
    return (
      <Act
        hindrance={closed}
        label={t('change.proposeOf', { signal: name })}
        onAct={() => beginChange(plant, signal, alarms.get(followed))}
      >
        {t('change.propose')}
      </Act>
    );
  }
  return <ChangeForm signal={signal} draft={draft} />;
}

interface FormProps {
  signal: SignalNode;
  draft: ChangeDraft;
}

function ChangeForm({ signal, draft }: FormProps) {
  const t = useText();
  const language = useLanguage();
  const sending = useSending();
  const [emergency, setEmergency] = useState(false);
  const id = useId();
  const { value: present } = useReading(signal);
  const { type, twin } = signal;
  const unit = unitText(type.unit);
  const lack = missing(draft, signal);
  const { set: keep, end } = useChangeDraft.getState();
  const set = (part: Partial<ChangeDraft>) => keep(signal.path, { ...draft, ...part });
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => {
    first.current?.scrollIntoView({ block: 'center' });
    first.current?.focus();
  }, []);
  const send = async () => {
    const done = await sending.send({
      type: emergency ? 'act-in-emergency' : 'propose-change',
      subject: `twin/${twin.info.path}`,
      data: dataOf(draft, signal),
      reason: draft.reason.trim(),
    });
    if (!done) return;
    end();
    useUi.getState().setView('changes');
  };
  return (
    <form
      className="change-form"
      aria-label={t('change.proposeOf', { signal: localText(type.label, language) })}
      onSubmit={(event) => {
        event.preventDefault();
        if (lack === undefined && !sending.pending) void send();
      }}
    >
      <label>
        {t('change.value')}{' '}
        {type.range && t('change.range', { from: type.range[0], to: type.range[1], unit })}
        <span className="handle-line">
          <input
            ref={first}
            inputMode="decimal"
            name="value"
            value={draft.value}
            onChange={(event) => set({ value: event.target.value })}
          />
          {unit}
        </span>
      </label>
      <label>
        {t('decide.reason')}
        <input
          name="reason"
          value={draft.reason}
          maxLength={4000}
          onChange={(event) => set({ reason: event.target.value })}
        />
      </label>
      <PromiseFields id={id} signal={signal} draft={draft} set={set} />
      <EvidenceField draft={draft} set={set} />
      <label>
        <input type="checkbox" checked={emergency} onChange={(event) => setEmergency(event.target.checked)} />{' '}
        {t('change.emergency')}
      </label>
      {emergency && <p className="refused">{t('change.emergencyWarning')}</p>}
      <p className="change-exact">
        {lack === undefined
          ? t(emergency ? 'change.exactEmergency' : 'change.exact', {
              signal: signal.path,
              from: `${valueText(signal, present, language)} ${unit}`.trim(),
              to: `${numberOf(draft.value) ?? ''} ${unit}`.trim(),
            })
          : t(lack)}
      </p>
      <Refused refusal={sending.refusal} onForget={sending.forget} />
      <div className="handle-line">
        <Act
          strong
          danger={emergency}
          hindrance={lack === undefined ? undefined : t(lack)}
          pending={sending.pending}
          submit
        >
          {t(emergency ? 'change.write' : 'change.send')}
        </Act>
        <button type="button" className="button" onClick={end}>
          {t('decide.cancel')}
        </button>
      </div>
    </form>
  );
}

interface FieldProps {
  draft: ChangeDraft;
  set: (part: Partial<ChangeDraft>) => void;
}

function PromiseFields({ id, signal, draft, set }: FieldProps & { id: string; signal: SignalNode }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const promised = plant.signal(draft.promised);
  const given = plant.signals.filter(({ path }) => path === draft.promised);
  const evidence = draft.evidence.slice(draft.evidence.indexOf('@') + 1, draft.evidence.lastIndexOf('#'));
  const places = [plant.twin(evidence), signal.twin].filter((twin) => twin !== undefined);
  const offered = new Set([...given, ...places.flatMap((twin) => plant.signalsOf(twin))]);
  const choices = [...offered].filter(({ type }) => type.kind !== 'setpoint' && !type.states);
  return (
    <fieldset>
      <legend>{t('change.promise')}</legend>
      <select
        id={id}
        name="promised"
        aria-label={t('change.promise')}
        value={draft.promised}
        onChange={(event) => set({ promised: event.target.value })}
      >
        <option value="">{t('change.noPromise')}</option>
        {choices.map(({ path, type, twin }) => (
          <option key={path} value={path}>
            {localText(type.label, language)} – {localText(twin.info.label, language)}
          </option>
        ))}
      </select>
      {promised && (
        <span className="handle-line">
          <select
            name="comparison"
            aria-label={t('change.comparison')}
            value={draft.comparison}
            onChange={(event) => {
              const comparison = COMPARISONS.find((each) => each === event.target.value);
              if (comparison) set({ comparison });
            }}
          >
            {COMPARISONS.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
          <input
            name="promisedValue"
            inputMode="decimal"
            size={6}
            aria-label={t('change.promisedValue')}
            value={draft.promisedValue}
            onChange={(event) => set({ promisedValue: event.target.value })}
          />
          {unitText(promised.type.unit)}
          <label>
            {t('change.within')}{' '}
            <input
              name="within"
              inputMode="numeric"
              size={4}
              value={draft.within}
              onChange={(event) => set({ within: event.target.value })}
            />{' '}
            s
          </label>
        </span>
      )}
    </fieldset>
  );
}

function EvidenceField({ draft, set }: FieldProps) {
  const t = useText();
  const language = useLanguage();
  const { plant, alarms } = useSession();
  const standing = useStandingAlarms();
  const chosen = alarms.get(draft.evidence);
  const offered = new Set([...standing, ...(chosen ? [chosen] : [])]);
  return (
    <label>
      {t('change.evidence')}
      <select
        name="evidence"
        value={draft.evidence}
        onChange={(event) => set({ evidence: event.target.value })}
      >
        <option value="">{t('change.noEvidence')}</option>
        {[...offered].map((item) => {
          const twin = plant.twin(item.twin);
          return (
            <option key={item.id} value={item.id}>
              {localText(item.label, language)} – {twin ? localText(twin.info.label, language) : item.twin}
            </option>
          );
        })}
      </select>
    </label>
  );
}
