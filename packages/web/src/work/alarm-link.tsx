/** From work back to the alarm that it is about. */
import { asItem } from '../decisions/alarm-rows.ts';
import { useAlarmName } from '../decisions/performance.tsx';
import { useDecisionState } from '../decisions/use-office.ts';
import { useSession } from '../session.ts';
import { followAlarm } from '../state/follow-alarm.ts';
import { useWhen } from './use-work.ts';

/** Back to the alarm that it is about: the thing in the space, with the alarm open. */
export function AlarmLink({ id }: { id: string }) {
  const { data } = useDecisionState('alarms');
  const alarmName = useAlarmName();
  const when = useWhen();
  const { plant } = useSession();
  const one = data?.occurrences.find((each) => each.id === id);
  if (!one) return <code>{id}</code>;
  return (
    <button type="button" className="link" onClick={() => followAlarm(asItem(one, plant))}>
      {alarmName(one.key)}, {when(one.raisedAt)}
    </button>
  );
}
