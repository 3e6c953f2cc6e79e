/** Work: orders, rounds, maintenance plans, procedures, and the log of the shift. */
import { useEffect, useRef } from 'react';
import { useText } from '../i18n/use-text.ts';
import { useUi } from '../state/ui-store.ts';
import { LabelSheet } from './label-sheet.tsx';
import { OrderPage } from './order-page.tsx';
import { OrdersList } from './orders-list.tsx';
import { OutboxNote } from './outbox-note.tsx';
import { PlansList } from './plans-list.tsx';
import { ProceduresList } from './procedures-list.tsx';
import { RoundPage } from './round-page.tsx';
import { RoundsList } from './rounds-list.tsx';
import { RunPage } from './run-page.tsx';
import { ShiftLog } from './shift-log.tsx';
import { WORK_PAGES, type WorkPageName } from './words.ts';

/** Which page a thing is listed on, by the beginning of its id. */
const HOMES: Readonly<Record<string, WorkPageName>> = { order: 'orders', round: 'rounds', run: 'procedures' };

export default function WorkPage() {
  const t = useText();
  const work = useUi((ui) => ui.work) ?? 'orders';
  const openWork = useUi((ui) => ui.openWork);
  const [kind, number] = work.split('/');
  const item = number === undefined ? undefined : HOMES[kind];
  const page = item ?? WORK_PAGES.find((each) => each === work) ?? 'orders';
  const pages = useRef<HTMLFieldSetElement>(null);
  // On a phone there are more pages than the screen is wide.
  useEffect(() => {
    const chosen = pages.current?.querySelector(`[aria-pressed=true][data-page=${page}]`);
    chosen?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [page]);
  return (
    <section className="page page-work" aria-label={t('nav.work')}>
      <div className="page-bar">
        <h2>{t('nav.work')}</h2>
        <fieldset className="ranges" ref={pages} aria-label={t('work.pages')}>
          {WORK_PAGES.map((each) => (
            <button
              key={each}
              type="button"
              data-page={each}
              aria-pressed={page === each}
              onClick={() => openWork(each)}
            >
              {t(`work.page.${each}`)}
            </button>
          ))}
        </fieldset>
      </div>
      <OutboxNote />
      <div className="work" key={work}>
        {item === 'orders' && <OrderPage id={work} />}
        {item === 'rounds' && <RoundPage id={work} />}
        {item === 'procedures' && <RunPage id={work} />}
        {item === undefined && page === 'orders' && <OrdersList />}
        {item === undefined && page === 'rounds' && <RoundsList />}
        {item === undefined && page === 'plans' && <PlansList />}
        {item === undefined && page === 'procedures' && <ProceduresList />}
        {item === undefined && page === 'shift' && <ShiftLog />}
        {item === undefined && page === 'labels' && <LabelSheet />}
      </div>
    </section>
  );
}
