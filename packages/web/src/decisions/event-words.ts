/** Events of the journal in plain words, in the language of the screen. */
import { EVENT_WORDS, isEventType, type JournalEventInfo } from '@millwright/server/client';
import { localText, unitText } from '../i18n/format.ts';
import { useLanguage } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useAlarmName } from './performance.tsx';

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

function useSubjectName(): (subject: string) => string {
  const language = useLanguage();
  const { plant } = useSession();
  const alarmName = useAlarmName();
  return (subject) => {
    if (subject.startsWith('alarm/')) return alarmName(subject.slice(6));
    const twin = subject.startsWith('twin/') ? plant.twin(subject.slice(5)) : undefined;
    return twin ? localText(twin.info.label, language) : subject;
  };
}

/** The one thing of the data that says most. */
function useDetail(): (event: JournalEventInfo) => string | undefined {
  const language = useLanguage();
  const { plant } = useSession();
  const setting = (item: unknown): string => {
    const signal = plant.signal(text(item, 'signal'));
    const name = signal ? localText(signal.type.label, language) : (text(item, 'signal') ?? '');
    return `${name} ${number(item, 'from')} \u2192 ${number(item, 'value')} ${unitText(text(item, 'unit') ?? '1')}`.trim();
  };
  return ({ data }) => {
    if (Array.isArray(data.changes)) return data.changes.map(setting).join(', ');
    return (
      text(data, 'text') ??
      text(data, 'title') ??
      text(data, 'why') ??
      text(data, 'outcome') ??
      text(data, 'role')
    );
  };
}

function text(from: unknown, name: string): string | undefined {
  const value: unknown = typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function number(from: unknown, name: string): string {
  const value: unknown = typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined;
  return typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : '';
}
