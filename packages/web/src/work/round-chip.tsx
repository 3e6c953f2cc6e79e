/** In the space, for who walks a round: that they do, and the way to mark a fault where they see it. */
import { useDecisionState, useHindrance, useOffice } from '../decisions/use-office.ts';
import { useText } from '../i18n/use-text.ts';
import { useSpace } from '../space/space-store.ts';
import { useUi } from '../state/ui-store.ts';
import { useFaultDraft } from './fault-draft.ts';

export function RoundChip() {
  const t = useText();
  const office = useOffice();
  const hindrance = useHindrance();
  const rounds = useDecisionState('rounds').data;
  const tool = useSpace((space) => space.tool);
  const mine = rounds?.find(
    ({ state, walker }) => state === 'walking' && walker !== undefined && office.isMe(walker),
  );
  if (!mine || tool !== 'none' || hindrance('acknowledge', '') !== undefined) return null;
  const mark = () => {
    const { draft, begin, point } = useFaultDraft.getState();
    const { twin = mine.place?.twin ?? mine.stops[0]?.twin } = useUi.getState();
    if (twin === undefined) return;
    if (draft?.round !== mine.id) begin(mine.id, twin);
    point();
  };
  return (
    <div className="round-chip" data-covers="">
      <button type="button" className="link" onClick={() => useUi.getState().openWork(mine.id)}>
        {t('round.youWalk', { id: mine.id })}
      </button>
      <button type="button" className="button" onClick={mark}>
        {t('round.markHere')}
      </button>
    </div>
  );
}
