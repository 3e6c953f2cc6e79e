/** What a shift leaves to the next, by name and each a way to it: alarms that stand, orders, rounds and changes that are open. */
import type { Handover } from '@millwright/server/client';
import { useDecisionState } from '../decisions/use-office.ts';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useUi } from '../state/ui-store.ts';
import { AlarmLink } from './alarm-link.tsx';
import { OrderLink } from './order-link.tsx';
import { StateMark } from './parts.tsx';

type Left = Pick<Handover, 'alarms' | 'orders' | 'rounds' | 'proposals'>;

/** The rest is counted. */
const SHOWN = 20;

export function LeftOver({ left }: { left: Left }) {
  const t = useText();
  const language = useLanguage();
  const orders = useDecisionState('orders').data ?? [];
  const rounds = useDecisionState('rounds').data ?? [];
  const { openWork, setView } = useUi.getState();
  const count = left.alarms.length + left.orders.length + left.rounds.length + left.proposals.length;
  const lines = [
    ...left.alarms.map((id) => ({ id, line: <AlarmLink id={id} /> })),
    ...left.orders.map((id) => {
      const one = orders.find((each) => each.id === id);
      return { id, line: one ? <OrderLink one={one} /> : <code>{id}</code> };
    }),
    ...left.rounds.map((id) => {
      const one = rounds.find((each) => each.id === id);
      const name = one ? localText(one.label, language) : id;
      return {
        id,
        line: (
          <>
            <button type="button" className="link" onClick={() => openWork(id)}>
              {name}
            </button>{' '}
            {one && <StateMark state={one.state}>{t(`round.state.${one.state}`)}</StateMark>}
          </>
        ),
      };
    }),
    ...left.proposals.map((id) => ({
      id,
      line: (
        <button type="button" className="link" onClick={() => setView('changes')}>
          {id}
        </button>
      ),
    })),
  ];
  return (
    <>
      <p className="page-note">
        {count === 0
          ? t('shift.nothingLeft')
          : t('shift.left', {
              alarms: left.alarms.length,
              orders: left.orders.length,
              rounds: left.rounds.length,
              changes: left.proposals.length,
            })}
      </p>
      <ul className="remarks">
        {lines.slice(0, SHOWN).map(({ id, line }) => (
          <li key={id}>{line}</li>
        ))}
      </ul>
      {lines.length > SHOWN && (
        <p className="page-note">{t('shift.more', { count: lines.length - SHOWN })}</p>
      )}
    </>
  );
}
