/** Alarms that are hidden from the list: shelved, suppressed by the state of the plant, out of service; and until when and why. */
import type { AlarmPoint, SavedStates } from '@millwright/server/client';
import { formatTime } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Empty } from '../shell/message.tsx';
import { HIDINGS, type Hiding } from './condition.ts';
import { Act, Refused, useActorName } from './parts.tsx';
import { useAlarmName } from './performance.tsx';
import { useHindrance, useSending } from './use-office.ts';

const IS: Readonly<Record<Hiding, (point: AlarmPoint) => boolean>> = {
  'out-of-service': (point) => point.outOfService !== undefined,
  suppressed: (point) => point.suppressedSince !== undefined,
  shelved: (point) => point.shelf !== undefined,
};

/** One line for each way in which an alarm is hidden. */
export function hiddenLines(
  states: SavedStates['alarms'] | undefined,
): { point: AlarmPoint; hiding: Hiding }[] {
  return HIDINGS.flatMap((hiding) =>
    (states?.points ?? []).filter(IS[hiding]).map((point) => ({ point, hiding })),
  );
}

export function HiddenAlarms({ lines }: { lines: readonly { point: AlarmPoint; hiding: Hiding }[] }) {
  const t = useText();
  const alarmName = useAlarmName();
  const sending = useSending();
  if (lines.length === 0) return <Empty>{t('handle.hiddenEmpty')}</Empty>;
  return (
    <div className="table-scroll">
      <Refused refusal={sending.refusal} onForget={sending.forget} />
      <table className="table as-cards">
        <thead>
          <tr>
            <th scope="col">{t('alarms.alarm')}</th>
            <th scope="col">{t('handle.state')}</th>
            <th scope="col">{t('handle.why')}</th>
            <th>
              <span className="visually-hidden">{t('handle.more')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ point, hiding }) => (
            <tr key={point.key + hiding}>
              <td className="column-main">{alarmName(point.key)}</td>
              <td>{t(`hiding.${hiding}`)}</td>
              <td>
                <HiddenWhy point={point} hiding={hiding} />
              </td>
              <td>
                <Show point={point} hiding={hiding} sending={sending} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HiddenWhy({ point, hiding }: { point: AlarmPoint; hiding: Hiding }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const name = useActorName();
  const time = (at: number) => formatTime(at, 'dateTime', language, plant.info.timezone);
  if (hiding === 'suppressed') return <>{time(point.suppressedSince ?? Number.NaN)}</>;
  const act = hiding === 'shelved' ? point.shelf : point.outOfService;
  if (!act) return null;
  return (
    <>
      {act.reason}
      <small className="below">
        {t('handle.by', { name: name(act.by), time: time(act.at) })}
        {hiding === 'shelved' && point.shelf && ` · ${t('handle.until', { time: time(point.shelf.until) })}`}
      </small>
    </>
  );
}

interface ShowProps {
  point: AlarmPoint;
  hiding: Hiding;
  sending: ReturnType<typeof useSending>;
}

function Show({ point, hiding, sending }: ShowProps) {
  const t = useText();
  const hindrance = useHindrance();
  if (hiding === 'suppressed') return null;
  const shelved = hiding === 'shelved';
  return (
    <Act
      hindrance={hindrance(shelved ? 'operate' : 'maintain', point.twin)}
      pending={sending.pending}
      onAct={() =>
        sending.send({
          type: shelved ? 'unshelve-alarm' : 'return-alarm-to-service',
          subject: `alarm/${point.key}`,
        })
      }
    >
      {t(shelved ? 'handle.unshelve' : 'handle.intoService')}
    </Act>
  );
}
