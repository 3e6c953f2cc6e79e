/** One check of a round or of a step: what is asked, within which limits, and the answer. */
import { type ReactNode, useId, useState } from 'react';
import { numberOf } from '../decisions/change-forms.ts';
import { Act } from '../decisions/parts.tsx';
import { formatNumber, localText, unitText } from '../i18n/format.ts';
import type { Language } from '../i18n/languages.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { KeptPhoto, PhotoInput } from './photo.tsx';
import type { Photo } from './shelf.ts';
import { type Answer, type Check, isFinding } from './walked-round.ts';

interface Props {
  check: Check;
  answer: Answer | undefined;
  /** What stands beside the answer: when, or that it waits. */
  remark?: string;
  hindrance: string | undefined;
  pending?: boolean;
  /** What there is to know before it is answered. */
  about?: ReactNode;
  /** The text stands above it already. */
  bare?: boolean;
  onAnswer: (answer: Answer, photo?: Photo) => void;
}

export function CheckField({
  check,
  answer,
  remark,
  hindrance,
  pending = false,
  bare = false,
  about,
  onAnswer,
}: Props) {
  const t = useText();
  const language = useLanguage();
  const id = useId();
  const [note, setNote] = useState(answer?.note ?? '');
  const [value, setValue] = useState(answer?.value === undefined ? '' : String(answer.value));
  const noted = note.trim() === '' ? {} : { note: note.trim() };
  const isOut = answer !== undefined && isFinding(check, answer);
  const number = numberOf(value);
  const willBeOut = number !== undefined && isFinding(check, { value: number });
  const unit = unitText(check.unit ?? '1');
  return (
    <fieldset className={`check${answer ? ' check-done' : ''}${isOut ? ' check-out' : ''}`}>
      <legend className={bare ? 'visually-hidden' : undefined}>
        {localText(check.label, language)}
        {check.optional && <small> {t('check.optional')}</small>}
      </legend>
      {about}
      {check.kind === 'value' && (
        <>
          <div className="check-value">
            <input
              id={id}
              inputMode="decimal"
              autoComplete="off"
              aria-label={localText(check.label, language)}
              aria-describedby={`${id}-limits`}
              value={value}
              onChange={(event) => setValue(event.target.value)}
            />
            <span>{unit}</span>
            <Act
              strong={answer?.value !== number}
              hindrance={hindrance ?? (number === undefined ? t('check.numberMissing') : undefined)}
              pending={pending}
              onAct={() => number !== undefined && onAnswer({ value: number, ...noted })}
            >
              {t('check.save')}
            </Act>
          </div>
          <p id={`${id}-limits`} className="page-note">
            {check.limits && t('check.limits', { limits: limitsText(check.limits, language), unit })}
            {willBeOut && <strong> {t('check.outside')}</strong>}
          </p>
          {check.signal !== undefined && <Course path={check.signal} />}
        </>
      )}
      {check.kind === 'choice' && (
        <div className="check-options">
          {check.options?.map((option) => (
            <button
              key={option.name}
              type="button"
              className="button act"
              aria-pressed={answer?.choice === option.name}
              aria-disabled={hindrance !== undefined || pending}
              title={hindrance}
              onClick={() => {
                if (hindrance === undefined && !pending) onAnswer({ choice: option.name, ...noted });
              }}
            >
              {localText(option.label, language)}
              {option.fault && <small> {t('check.isFault')}</small>}
            </button>
          ))}
        </div>
      )}
      {check.kind === 'photo' && (
        <>
          {answer?.photo && <KeptPhoto {...answer.photo} />}
          <PhotoInput
            label={t(answer?.photo ? 'photo.again' : 'photo.take')}
            hindrance={hindrance}
            onPhoto={(photo) => onAnswer({ ...noted }, photo)}
          />
        </>
      )}
      {check.kind === 'confirm' && (
        <Act
          strong={!answer}
          hindrance={hindrance}
          pending={pending}
          onAct={() => onAnswer({ confirmed: true, ...noted })}
        >
          {t(answer ? 'check.confirmed' : 'check.confirm')}
        </Act>
      )}
      {check.kind === 'note' ? (
        <div className="check-value">
          <textarea
            rows={2}
            maxLength={4000}
            aria-label={localText(check.label, language)}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
          <Act
            hindrance={hindrance ?? (note.trim() === '' ? t('work.textMissing') : undefined)}
            pending={pending}
            onAct={() => onAnswer({ note: note.trim() })}
          >
            {t('check.save')}
          </Act>
        </div>
      ) : (
        <details className="check-note" open={answer?.note !== undefined}>
          <summary>{t('check.note')}</summary>
          <textarea
            rows={2}
            maxLength={4000}
            aria-label={t('check.note')}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </details>
      )}
      {answer && (
        <p className="check-state" role="status">
          {isOut ? t('check.finding') : t('check.done')} {remark}
        </p>
      )}
    </fieldset>
  );
}

/** The way to what was read before: readings are samples like any other. */
function Course({ path }: { path: string }) {
  const t = useText();
  const language = useLanguage();
  const signal = useSession().plant.signal(path);
  if (!signal) return null;
  return (
    <button type="button" className="link" onClick={() => useUi.getState().selectSignal(path, 'trend')}>
      {t('check.history', { signal: localText(signal.type.label, language) })}
    </button>
  );
}

function limitsText([low, high]: readonly [number, number], language: Language): string {
  const text = (value: number) => formatNumber(value, Number.isInteger(value) ? 0 : 2, language);
  return `${text(low)} … ${text(high)}`;
}
