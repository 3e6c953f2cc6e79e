/** Of a check of a review: the fault as it was marked, so that the one who looks knows what to look for. */
import { useDecisionState } from '../decisions/use-office.ts';
import { useText } from '../i18n/use-text.ts';
import { KeptPhoto } from './photo.tsx';
import { useWhen } from './use-work.ts';

/** `check`: its name, which is the id of the fault. */
export function ReviewedFault({ check }: { check: string }) {
  const t = useText();
  const when = useWhen();
  const rounds = useDecisionState('rounds').data ?? [];
  const round = rounds.find(({ points }) => points.some(({ id }) => id === check));
  const fault = round?.points.find(({ id }) => id === check);
  if (!round || !fault) return null;
  return (
    <div className="reviewed-fault">
      <small>
        {t(`fault.${fault.severity}`)} · {t('fault.was', { round: round.id })}, {when(fault.at)}
      </small>
      {fault.photo && <KeptPhoto {...fault.photo} />}
    </div>
  );
}
