/** On the alarm card of the panel: where the occurrence stands, who acknowledged it, and the next step. */
import type { AlarmOccurrence } from '@millwright/server/client';
import { useMemo } from 'react';
import { formatTime } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useInstant } from '../values/hooks.ts';
import { pastRows } from './alarm-rows.ts';
import { ConditionMark, NextStep } from './handle-alarm.tsx';
import { Refused, useActorName } from './parts.tsx';
import { useDecisionState, useSending } from './use-office.ts';

export function CardState({ item }: { item: AlarmOccurrence }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const name = useActorName();
  const sending = useSending();
  const { data } = useDecisionState('alarms');
  const instant = useInstant(1000);
  const row = useMemo(() => pastRows([item], data, instant)[0], [item, data, instant]);
  const { occurrence, condition } = row;
  if (!condition) return null;
  return (
    <div className="card-state">
      <ConditionMark row={row} />
      {occurrence?.acknowledged && (
        <small>
          {t('handle.by', {
            name: name(occurrence.acknowledged.by),
            time: formatTime(occurrence.acknowledged.at, 'time', language, plant.info.timezone),
          })}
        </small>
      )}
      <NextStep row={row} sending={sending} />
      <Refused refusal={sending.refusal} onForget={sending.forget} />
    </div>
  );
}
