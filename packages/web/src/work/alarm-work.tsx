/** From an alarm to the work about it: orders there are, a new one, and the procedure its type names. */
import type { AlarmOccurrence } from '@millwright/server/client';
import { Act, Refused } from '../decisions/parts.tsx';
import { useHindrance, useSending } from '../decisions/use-office.ts';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { useOrderDraft } from './order-draft.ts';
import { OrderLink } from './order-link.tsx';
import { useOrders, useTwinName } from './use-work.ts';

export function AlarmWork({ item }: { item: AlarmOccurrence }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const orders = useOrders();
  const hindrance = useHindrance();
  const sending = useSending();
  const twinName = useTwinName();
  const begin = useOrderDraft((state) => state.begin);
  const openWork = useUi((ui) => ui.openWork);
  const about = orders.data?.filter(({ alarm }) => alarm === item.id) ?? [];
  const type = plant.types.get(item.type)?.alarms.find(({ name }) => name === item.alarm);
  const closed = hindrance('acknowledge', item.twin);
  const title = `${localText(item.label, language)}: ${twinName(item.twin)}`.slice(0, 200);
  return (
    <>
      <h3>{t('nav.work')}</h3>
      <Refused refusal={sending.refusal} onForget={sending.forget} />
      <ul className="remarks">
        {about.map((one) => (
          <li key={one.id}>
            <OrderLink one={one} />
          </li>
        ))}
      </ul>
      <div className="handle-line">
        <Act
          hindrance={closed}
          onAct={() =>
            begin({
              twin: item.twin,
              title,
              alarm: item.id,
              priority: item.priority,
              ...(type?.procedure === undefined ? {} : { procedure: type.procedure }),
            })
          }
        >
          {t('order.fromThis')}
        </Act>
        {type?.procedure !== undefined && (
          <Act
            hindrance={closed}
            pending={sending.pending}
            onAct={async () => {
              const data = { procedure: type.procedure, alarm: item.id };
              const id = await sending.make({
                type: 'start-procedure',
                subject: `twin/${item.twin}`,
                data,
              });
              if (id !== undefined) openWork(id);
            }}
          >
            {t('run.startThis')}
          </Act>
        )}
      </div>
    </>
  );
}
