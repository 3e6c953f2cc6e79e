/** What is said where no alarm is listed: that none stands, or that nobody knows yet. */
import type { TextKey } from '../i18n/texts.ts';
import { useText } from '../i18n/use-text.ts';
import type { Knowledge } from '../session.ts';
import { useStandingKnown } from '../values/hooks.ts';

const TEXTS: Readonly<Record<Knowledge, TextKey>> = {
  known: 'alarms.noneStanding',
  asking: 'alarms.asking',
  failed: 'alarms.notKnown',
};

/** The sentence alone; `known` where another one says that none stands. */
export function useNoAlarms(known: string): string {
  const t = useText();
  const knowledge = useStandingKnown();
  return knowledge === 'known' ? known : t(TEXTS[knowledge]);
}

export function NoAlarms() {
  const t = useText();
  return <p className="hint">{useNoAlarms(t(TEXTS.known))}</p>;
}
