/** Faults that a walker marks at a machine; they become the checklist of a review. */
import type { Round } from '@millwright/server/client';
import { useEffect, useRef } from 'react';
import { Act } from '../decisions/parts.tsx';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useFaultDraft } from './fault-draft.ts';
import { Field, TwinName } from './parts.tsx';
import { KeptPhoto, PhotoInput } from './photo.tsx';
import type { Put } from './round-page.tsx';
import { useTwinName, useWhen } from './use-work.ts';
import { SEVERITIES } from './words.ts';

interface Props {
  one: Round;
  twin: string;
  hindrance: string | undefined;
  put: Put;
}

export function FaultPoints({ one, twin, hindrance, put }: Props) {
  const t = useText();
  const when = useWhen();
  return (
    <section className="faults">
      {one.points.length > 0 && <h4>{t('fault.marked', { count: one.points.length })}</h4>}
      <ul className="remarks">
        {one.points.map(({ id, twin: at, text, severity, photo, at: time }) => (
          <li key={id}>
            <strong>{t(`fault.${severity}`)}</strong> {text}{' '}
            <small>
              <TwinName path={at} /> · {when(time)}
            </small>
            {photo && <KeptPhoto {...photo} />}
          </li>
        ))}
      </ul>
      <MarkFault one={one} twin={twin} hindrance={hindrance} put={put} />
    </section>
  );
}

function MarkFault({ one, twin, hindrance, put }: Props) {
  const t = useText();
  const { plant } = useSession();
  const twinName = useTwinName();
  const kept = useFaultDraft((state) => state.draft);
  const { begin, change, end, point } = useFaultDraft.getState();
  const draft = kept?.round === one.id ? kept : undefined;
  const form = useRef<HTMLDetailsElement>(null);
  const isBack = draft?.metres !== undefined;
  // Who comes back from the space goes on where they were.
  useEffect(() => {
    if (isBack) form.current?.scrollIntoView({ block: 'nearest' });
  }, [isBack]);
  const places = plant.twins.filter(
    ({ info: { path } }) => path === draft?.twin || path === twin || path.startsWith(`${twin}/`),
  );
  return (
    <details
      ref={form}
      className="work-more"
      open={draft !== undefined}
      onToggle={(event) => {
        if (event.currentTarget.open === (draft !== undefined)) return;
        if (draft) end();
        else begin(one.id, twin);
      }}
    >
      <summary>{t('fault.mark')}</summary>
      {draft && (
        <div className="work-form">
          <Field label={t('fault.what')}>
            <input
              value={draft.text}
              maxLength={4000}
              onChange={(event) => change({ text: event.target.value })}
            />
          </Field>
          <Field label={t('fault.severity')}>
            <select
              value={draft.severity}
              onChange={(event) => {
                const severity = SEVERITIES.find((s) => s === event.target.value);
                if (severity) change({ severity });
              }}
            >
              {SEVERITIES.map((each) => (
                <option key={each} value={each}>
                  {t(`fault.${each}`)}
                </option>
              ))}
            </select>
          </Field>
          <Field label={t('fault.at')}>
            <select
              value={draft.twin}
              onChange={(event) => change({ twin: event.target.value, metres: undefined })}
            >
              {places.map(({ info: { path } }) => (
                <option key={path} value={path}>
                  {twinName(path)}
                </option>
              ))}
            </select>
          </Field>
          <div className="handle-line wide">
            <Act hindrance={hindrance} onAct={point}>
              {t(draft.metres ? 'fault.pointAgain' : 'fault.point')}
            </Act>
            {draft.metres && (
              <small>
                {t('fault.pointed', { x: draft.metres[0], y: draft.metres[1], z: draft.metres[2] })}
              </small>
            )}
            <PhotoInput
              label={draft.photo ? t('photo.chosen', { name: draft.photo.name }) : t('photo.take')}
              hindrance={hindrance}
              onPhoto={(photo) => change({ photo })}
            />
          </div>
          <div className="handle-line wide">
            <Act
              strong
              hindrance={hindrance ?? (draft.text.trim() === '' ? t('work.textMissing') : undefined)}
              onAct={() => {
                const { metres, severity, photo } = draft;
                const data = {
                  twin: draft.twin,
                  text: draft.text.trim(),
                  severity,
                  ...(metres ? { metres: [...metres] } : {}),
                };
                put({ type: 'mark-fault', subject: one.id, data }, photo);
                end();
              }}
            >
              {t('fault.mark')}
            </Act>
          </div>
        </div>
      )}
    </details>
  );
}
