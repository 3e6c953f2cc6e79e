/** Faults that a walker marks at a machine; they become the checklist of a review. */
import type { Round } from '@millwright/server/client';
import { useState } from 'react';
import { Act } from '../decisions/parts.tsx';
import { useText } from '../i18n/use-text.ts';
import { Field } from './parts.tsx';
import { KeptPhoto, PhotoInput } from './photo.tsx';
import type { Put } from './round-page.tsx';
import type { Photo } from './shelf.ts';
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
  const twinName = useTwinName();
  return (
    <section className="faults">
      {one.points.length > 0 && <h4>{t('fault.marked', { count: one.points.length })}</h4>}
      <ul className="remarks">
        {one.points.map(({ id, twin: at, text, severity, photo, at: time }) => (
          <li key={id}>
            <strong>{t(`fault.${severity}`)}</strong> {text}{' '}
            <small>
              {twinName(at)} · {when(time)}
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
  const [text, setText] = useState('');
  const [severity, setSeverity] = useState<(typeof SEVERITIES)[number]>('soon');
  const [photo, setPhoto] = useState<Photo>();
  const [open, setOpen] = useState(false);
  return (
    <details className="work-more" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('fault.mark')}</summary>
      <div className="work-form">
        <Field label={t('fault.what')}>
          <input value={text} maxLength={4000} onChange={(event) => setText(event.target.value)} />
        </Field>
        <Field label={t('fault.severity')}>
          <select
            value={severity}
            onChange={(event) => setSeverity(SEVERITIES.find((s) => s === event.target.value) ?? 'soon')}
          >
            {SEVERITIES.map((each) => (
              <option key={each} value={each}>
                {t(`fault.${each}`)}
              </option>
            ))}
          </select>
        </Field>
        <PhotoInput
          label={photo ? t('photo.chosen', { name: photo.name }) : t('photo.take')}
          hindrance={hindrance}
          onPhoto={setPhoto}
        />
        <Act
          strong
          hindrance={hindrance ?? (text.trim() === '' ? t('work.textMissing') : undefined)}
          onAct={() => {
            put({ type: 'mark-fault', subject: one.id, data: { twin, text: text.trim(), severity } }, photo);
            setText('');
            setPhoto(undefined);
            setOpen(false);
          }}
        >
          {t('fault.mark')}
        </Act>
      </div>
    </details>
  );
}
