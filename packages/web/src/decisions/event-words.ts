/** Events of the journal in plain words, in the language of the screen. */
import type { JournalEventInfo } from '@millwright/server/client';
import { localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useAlarmName } from './performance.tsx';

/** Types of events that have words. */
export const EVENT_TYPES = [
  'alarm-raised',
  'alarm-cleared',
  'alarm-acknowledged',
  'alarm-reset',
  'alarm-commented',
  'alarm-shelved',
  'alarm-unshelved',
  'alarm-suppressed',
  'alarm-unsuppressed',
  'alarm-taken-out-of-service',
  'alarm-returned-to-service',
  'change-proposed',
  'proposal-approved',
  'proposal-rejected',
  'proposal-withdrawn',
  'proposal-expired',
  'proposal-voided',
  'execution-started',
  'execution-finished',
  'outcome-graded',
  'emergency-reviewed',
  'command-denied',
  'order-created',
  'order-changed',
  'order-assigned',
  'order-started',
  'order-held',
  'order-completed',
  'order-closed',
  'order-reopened',
  'order-cancelled',
  'order-labour-logged',
  'order-part-used',
  'order-commented',
  'order-file-attached',
  'round-called',
  'round-started',
  'place-reported',
  'check-recorded',
  'fault-point-marked',
  'round-completed',
  'round-abandoned',
  'procedure-started',
  'step-completed',
  'procedure-finished',
  'procedure-abandoned',
  'log-entry-added',
  'handover-offered',
  'handover-accepted',
  'handover-returned',
  'employee-added',
  'employee-renamed',
  'role-granted',
  'role-revoked',
  'employee-suspended',
  'employee-resumed',
  'password-set',
  'token-created',
  'token-revoked',
  'signed-in',
  'signed-out',
  'history-sealed',
] as const;

/** What happened, and to what. A type without words is given as it is. */
export function useEventWords(): (event: JournalEventInfo) => string {
  const t = useText();
  const subjectName = useSubjectName();
  const detail = useDetail();
  return (event) => {
    const known = EVENT_TYPES.find((type) => type === event.type);
    const what = known ? t(`event.type.${known}`) : event.type;
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
