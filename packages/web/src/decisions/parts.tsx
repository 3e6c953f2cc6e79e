/** Parts of every screen of decisions: buttons that say why they are closed, refusals with their remedy, names of people. */
import { ApiError } from '@millwright/server/client';
import { type ReactNode, useId } from 'react';
import { useText } from '../i18n/use-text.ts';
import { useOffice } from './use-office.ts';

interface ActProps {
  children: ReactNode;
  /** Why it is not to be had; undefined: it is. */
  hindrance?: string | undefined;
  pending?: boolean;
  strong?: boolean;
  danger?: boolean;
  label?: string;
  /** Sends the form it is in, as Enter in its fields does; the form acts. */
  submit?: boolean;
  onAct?: () => void;
}

/** A closed one can still be reached by keyboard, so that its reason can be read. */
export function Act({
  children,
  hindrance,
  pending = false,
  strong,
  danger,
  label,
  submit,
  onAct,
}: ActProps) {
  const id = useId();
  const closed = hindrance !== undefined || pending;
  const look = `${strong ? ' button-strong' : ''}${danger ? ' button-danger' : ''}`;
  return (
    <>
      <button
        type={submit ? 'submit' : 'button'}
        className={`button act${look}`}
        aria-disabled={closed}
        aria-busy={pending}
        aria-label={label}
        aria-describedby={hindrance === undefined ? undefined : id}
        title={hindrance}
        onClick={(event) => {
          event.stopPropagation();
          if (closed) event.preventDefault();
          else onAct?.();
        }}
      >
        {children}
      </button>
      {hindrance !== undefined && (
        <span id={id} className="visually-hidden">
          {hindrance}
        </span>
      )}
    </>
  );
}

/** A refused command: what was refused, why, and what to do instead. */
export function Refused({ refusal, onForget }: { refusal: unknown; onForget: () => void }) {
  const t = useText();
  if (refusal === undefined) return null;
  const problem = refusal instanceof ApiError ? refusal.problem : undefined;
  return (
    <div className="refused" role="alert">
      <div>
        <strong>{t(problem?.status === 0 ? 'decide.notSent' : 'decide.refused')}</strong>{' '}
        {problem?.detail ?? String(refusal)}
        {problem?.remedy && <em> {problem.remedy}</em>}
      </div>
      <button type="button" className="link" onClick={onForget}>
        {t('decide.understood')}
      </button>
    </div>
  );
}

/** An actor of the journal as people call them. */
export function useActorName(): (actor: string) => string {
  const t = useText();
  const office = useOffice();
  return (actor) => {
    if (office.isMe(actor)) return t('decide.you', { name: office.who?.name ?? actor });
    if (actor === 'system') return t('decide.system');
    const known = office.nameOf(actor);
    if (known)
      return known.token ? t('decide.tokenOf', { name: known.name, token: known.token }) : known.name;
    const cut = actor.indexOf('/');
    const [kind, name] = [actor.slice(0, cut), actor.slice(cut + 1)];
    return kind === 'token' ? t('decide.token', { name }) : name;
  };
}
