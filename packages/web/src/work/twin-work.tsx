/** Work at the selected twin: orders at it and below it, a new one, and its label for the machine. */
import { useState } from 'react';
import { Act } from '../decisions/parts.tsx';
import { useHindrance } from '../decisions/use-office.ts';
import { useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { Failed, Loading } from '../shell/message.tsx';
import { FaultsHere } from './faults-here.tsx';
import { useOrderDraft } from './order-draft.ts';
import { OrderLink } from './order-link.tsx';
import { ProceduresHere } from './procedures-here.tsx';
import { TwinLabel } from './twin-label.tsx';
import { useOrders } from './use-work.ts';
import { isOpen } from './words.ts';

const DONE_SHOWN = 10;

export function TwinWork({ twin }: { twin: TwinNode }) {
  const t = useText();
  const found = useOrders();
  const hindrance = useHindrance();
  const begin = useOrderDraft((state) => state.begin);
  const [labelled, setLabelled] = useState(false);
  const { path } = twin.info;
  const here = (found.data ?? []).filter((one) => one.twin === path || one.twin?.startsWith(`${path}/`));
  const open = here.filter(isOpen);
  const done = here.filter((one) => !isOpen(one)).toReversed();
  return (
    <div className="twin-work">
      {found.isPending && <Loading lines={3} />}
      {found.error && !found.data && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      <h3 className="panel-section">{t('order.filter.open')}</h3>
      {found.data && open.length === 0 && <p className="page-note">{t('order.noneHere')}</p>}
      <ul className="remarks">
        {open.map((one) => (
          <li key={one.id}>
            <OrderLink one={one} />
          </li>
        ))}
      </ul>
      <Act hindrance={hindrance('acknowledge', path)} onAct={() => begin({ twin: path, title: '' })}>
        {t('order.new')}
      </Act>
      {done.length > 0 && <h3 className="panel-section">{t('order.doneHere')}</h3>}
      <ul className="remarks">
        {done.slice(0, DONE_SHOWN).map((one) => (
          <li key={one.id}>
            <OrderLink one={one} />
          </li>
        ))}
      </ul>
      <FaultsHere path={path} />
      <ProceduresHere twin={twin} />
      <h3 className="panel-section">{t('label.title')}</h3>
      <p className="page-note">{t('label.about')}</p>
      {labelled ? (
        <TwinLabel twin={twin} />
      ) : (
        <button type="button" className="button" onClick={() => setLabelled(true)}>
          {t('label.show')}
        </button>
      )}
    </div>
  );
}
