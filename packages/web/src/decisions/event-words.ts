/** Events of the journal in plain words, in the language of the screen. */
import { EVENT_WORDS, isEventType, type JournalEventInfo } from '@millwright/server/client';
import { localText, unitText } from '../i18n/format.ts';
import type { TextKey } from '../i18n/texts.ts';
import { type Translate, useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useAlarmName } from './performance.tsx';

/** Sooner, the time of recording says enough. */
const LATE_MS = 10_000;

/** Whether it was recorded so long after it was done that both times are worth telling. */
export function isLate({ doneAt, time }: JournalEventInfo): boolean {
  return doneAt !== undefined && time - doneAt >= LATE_MS;
}

/** What happened, and to what. A type without words is given as it is. */
export function useEventWords(): (event: JournalEventInfo) => string {
  const language = useLanguage();
  const subjectName = useSubjectName();
  const detail = useDetail();
  return (event) => {
    const what = isEventType(event.type) ? EVENT_WORDS[event.type][language] : event.type;
    const told = detail(event);
    return `${what}: ${subjectName(event.subject)}${told ? ` \u2013 ${told}` : ''}`;
  };
}

/** The name of what an event is about, in the language of the screen; its id where it has none. */
export function useSubjectName(): (subject: string) => string {
  const language = useLanguage();
  const session = useSession();
  const { plant } = session;
  const alarmName = useAlarmName();
  return (subject) => {
    if (subject.startsWith('alarm/')) return alarmName(subject.slice(6));
    if (subject.startsWith('plan/')) {
      const [plan, path] = subject.slice(5).split('@');
      const maintained = plant.twin(path);
      return maintained ? `${plan}, ${localText(maintained.info.label, language)}` : plan;
    }
    if (subject.startsWith('source/')) {
      const source = session.sources?.find(({ name }) => name === subject.slice(7));
      return source ? localText(source.label, language) : subject;
    }
    const twin = subject.startsWith('twin/') ? plant.twin(subject.slice(5)) : undefined;
    return twin ? localText(twin.info.label, language) : subject;
  };
}

/** The one thing of the data that says most. */
function useDetail(): (event: JournalEventInfo) => string | undefined {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const setting = (item: unknown): string => {
    const signal = plant.signal(text(item, 'signal'));
    const name = signal ? localText(signal.type.label, language) : (text(item, 'signal') ?? '');
    return `${name} ${number(item, 'from')} \u2192 ${number(item, 'value')} ${unitText(text(item, 'unit') ?? '1')}`.trim();
  };
  // What came into being is told by its name, and why.
  const named = (label: unknown, why: string | undefined): string | undefined => {
    const en = text(label, 'en');
    if (en === undefined) return why;
    const name = localText({ en, zh: text(label, 'zh') }, language);
    return why === undefined ? name : `${name}, ${why}`;
  };
  return ({ data }) => {
    if (Array.isArray(data.changes)) return data.changes.map(setting).join(', ');
    return (
      text(data, 'text') ??
      text(data, 'title') ??
      named(data.label, coded(t, CODES, text(data, 'why'))) ??
      coded(t, OUTCOMES, text(data, 'outcome')) ??
      text(data, 'role') ??
      text(data, 'message')
    );
  };
}

/** What events say by a code; of which thing stands before it. */
const CODES: Readonly<Record<string, TextKey>> = {
  plan: 'round.why.plan',
  alarm: 'round.why.alarm',
  person: 'round.why.person',
  review: 'round.why.review',
  first: 'why.first',
  done: 'why.done',
  'counter-fell': 'why.counter-fell',
  'condition-gone': 'why.condition-gone',
  returned: 'why.returned',
  removed: 'why.removed',
  expired: 'why.expired',
  cleared: 'why.cleared',
};
const OUTCOMES: Readonly<Record<string, TextKey>> = { done: 'why.carriedOut', failed: 'why.failed' };

/** A code in words; what people wrote themselves stays as it is. */
function coded(
  t: Translate,
  codes: Readonly<Record<string, TextKey>>,
  said: string | undefined,
): string | undefined {
  const key = said !== undefined && Object.hasOwn(codes, said) ? codes[said] : undefined;
  return key === undefined ? said : t(key);
}

function text(from: unknown, name: string): string | undefined {
  const value: unknown = typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function number(from: unknown, name: string): string {
  const value: unknown = typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined;
  return typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : '';
}
