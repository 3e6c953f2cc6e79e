/** Changes of set points: what waits for a decision, reviews that are owed, and what became of the others. */
import type { Proposal } from '@millwright/server/client';
import { useState } from 'react';
import { useText } from '../i18n/use-text.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { useInstant } from '../values/hooks.ts';
import { ProposalCard } from './proposal-card.tsx';
import { useDecisionState } from './use-office.ts';

const SHOWN = 50;

/** Whether somebody or something is still to do something about it. */
function isOpen(one: Proposal, now: number): boolean {
  if (one.state === 'executing') return true;
  if (one.state === 'done') return one.grade === undefined && one.promises.length > 0;
  return (one.state === 'proposed' || one.state === 'approved') && now < one.expiresAt;
}

function owesReview(one: Proposal): boolean {
  return one.emergency && one.startedAt !== undefined && one.review === undefined;
}

export function ChangesPage() {
  const t = useText();
  const now = useInstant(1000);
  const found = useDecisionState('proposals');
  const [shown, setShown] = useState(SHOWN);
  const all = (found.data ?? []).toReversed();
  const reviews = all.filter(owesReview);
  const open = all.filter((one) => isOpen(one, now) && !reviews.includes(one));
  const past = all.filter((one) => !reviews.includes(one) && !open.includes(one));
  return (
    <section className="page" aria-label={t('nav.changes')}>
      <div className="page-bar">
        <h2>{t('nav.changes')}</h2>
        {found.data && <span className="page-count">{t('change.openCount', { count: open.length })}</span>}
      </div>
      {found.isPending && <Loading lines={6} />}
      {found.error && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && <Empty>{t('change.empty')}</Empty>}
      <div className="changes">
        <Group title={t('change.reviews')} items={reviews} now={now} />
        <Group title={t('change.waiting')} items={open} now={now} />
        <Group title={t('change.past')} items={past.slice(0, shown)} now={now} />
        {past.length > shown && (
          <button type="button" className="button" onClick={() => setShown(shown + SHOWN)}>
            {t('journal.older')}
          </button>
        )}
      </div>
    </section>
  );
}

function Group({ title, items, now }: { title: string; items: readonly Proposal[]; now: number }) {
  if (items.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      {items.map((one) => (
        <ProposalCard key={one.id} one={one} now={now} />
      ))}
    </>
  );
}
