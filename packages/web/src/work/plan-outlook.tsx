/** By what a plan falls due and how it stands, in words; the same on the page of plans and in their form. */
import type { PlanPreview } from '@millwright/server/client';
import { formatDuration, formatNumber, localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';

type Due = PlanPreview['due'];
type Outlook = PlanPreview['twins'][number]['outlook'];

/** By the calendar, every so much of a counter, while a condition holds. */
export function PlanDueText({ due }: { due: Due }) {
  const t = useText();
  const language = useLanguage();
  switch (due.kind) {
    case 'calendar':
      return (
        <>
          {t('plan.due.calendar')}
          {due.lead > 0 && `, ${t('plan.lead', { duration: formatDuration(due.lead, language) })}`}
        </>
      );
    case 'counter': {
      const every = formatNumber(due.every, Number.isInteger(due.every) ? 0 : 2, language);
      const signal = localText(due.label, language);
      return <>{t('plan.every', { every, unit: unitText(due.unit), signal })}</>;
    }
    case 'condition':
      return (
        <>
          {t('plan.due.condition')}: <code>{due.when}</code>
        </>
      );
  }
}

/** How it stands for one twin. */
export function OutlookText({ due, outlook }: { due: Due; outlook: Outlook }) {
  const t = useText();
  const language = useLanguage();
  if (outlook?.kind === 'condition') {
    const { holds } = outlook;
    const text = holds === undefined ? 'plan.unknown' : holds ? 'plan.holds' : 'plan.holdsNot';
    return <span className={holds ? 'plan-holds' : undefined}>{t(text)}</span>;
  }
  if (outlook?.kind !== 'counter' || due.kind !== 'counter') return null;
  const { value, used } = outlook;
  if (value === undefined) return <>{t('plan.noValue')}</>;
  const unit = unitText(due.unit);
  const text = (amount: number) => formatNumber(amount, digitsOf(due.every), language);
  if (used === undefined) {
    return (
      <>
        {t('plan.counted', { value: text(value), unit })} · {t('plan.notCounted')}
      </>
    );
  }
  const left = due.every * (1 - used);
  return (
    <span className="plan-used">
      <meter min={0} max={1} value={used} high={0.9} aria-label={t('plan.used')} />
      <span>
        {left >= 0 ? t('plan.left', { left: text(left), unit }) : t('plan.over', { over: text(-left), unit })}
        <small className="below">{t('plan.counted', { value: text(value), unit })}</small>
      </span>
    </span>
  );
}

/** A hundredth of the interval is seen to change. */
function digitsOf(every: number): number {
  return every >= 100 ? 0 : every >= 10 ? 1 : 2;
}
