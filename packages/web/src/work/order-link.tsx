/** A work order in one line, as the way to it. */
import type { Order } from '@millwright/server/client';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { useText } from '../i18n/use-text.ts';
import { useUi } from '../state/ui-store.ts';
import { useOrderTexts } from './order-title.ts';
import { StateMark } from './parts.tsx';

export function OrderLink({ one }: { one: Order }) {
  const t = useText();
  const openWork = useUi((ui) => ui.openWork);
  const texts = useOrderTexts();
  return (
    <span className="order-link">
      <PriorityMark priority={one.priority} />
      <button type="button" className="link" onClick={() => openWork(one.id)}>
        {texts(one).title}
      </button>
      <StateMark state={one.state}>{t(`order.state.${one.state}`)}</StateMark>
    </span>
  );
}
