/** What a person can do about one alarm: acknowledge, reset, comment, shelve, take out of service; and what helps them decide. */
import { useState } from 'react';
import { formatDuration, formatTime, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { AlarmProcedure } from '../work/alarm-procedure.tsx';
import { AlarmWork } from '../work/alarm-work.tsx';
import { OutboxNote } from '../work/outbox-note.tsx';
import { classText } from './alarm-class.ts';
import type { AlarmRow } from './alarm-rows.ts';
import { awaitsPerson } from './condition.ts';
import { Act, Refused, useActorName } from './parts.tsx';
import { ProposeFromAlarm } from './propose-from-alarm.tsx';
import { SimilarAlarms } from './similar-alarms.tsx';
import { type Sending, useHindrance, useSending } from './use-office.ts';

/** Acknowledge or reset, whichever is next; nothing where neither is. */
export function NextStep({ row, sending, label }: { row: AlarmRow; sending: Sending; label?: string }) {
  const t = useText();
  const hindrance = useHindrance();
  const { item, condition, hiding } = row;
  if (condition === undefined || hiding !== undefined) return null;
  const step = (type: string) => void sending.send({ type, subject: `alarm/${item.id}` });
  const closed = hindrance('acknowledge', item.twin);
  if (awaitsPerson(condition)) {
    return (
      <Act
        strong
        hindrance={closed}
        pending={sending.pending}
        label={label}
        onAct={() => step('acknowledge-alarm')}
      >
        {t('handle.acknowledge')}
      </Act>
    );
  }
  if (condition !== 'latched-acknowledged') return null;
  return (
    <Act hindrance={closed} pending={sending.pending} onAct={() => step('reset-alarm')}>
      {t('handle.reset')}
    </Act>
  );
}

/** The state in words with a mark of its own shape; unacknowledged ones pulse calmly. */
export function ConditionMark({ row }: { row: AlarmRow }) {
  const t = useText();
  const { condition, hiding } = row;
  if (hiding) return <span className="condition condition-hidden">{t(`hiding.${hiding}`)}</span>;
  if (!condition) return <span className="condition condition-normal">{t('handle.unknownState')}</span>;
  return <span className={`condition condition-${condition}`}>{t(`condition.${condition}`)}</span>;
}

/** Everything about one occurrence, below its row. */
export function HandleAlarm({ row }: { row: AlarmRow }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const name = useActorName();
  const sending = useSending();
  const { item, occurrence } = row;
  const { timezone } = plant.info;
  const type = plant.types.get(item.type)?.alarms.find((alarm) => alarm.name === item.alarm);
  const why = type?.rationalisation;
  const facts: [string, string | undefined][] = [
    [t('handle.cause'), why?.cause && localText(why.cause, language)],
    [t('handle.consequence'), why?.consequence && localText(why.consequence, language)],
    [
      t('handle.responseTime'),
      why?.responseTime === undefined ? undefined : formatDuration(why.responseTime, language),
    ],
    [t('handle.class'), why?.class && classText(why.class, t)],
  ];
  const known = facts.filter((fact) => fact[1] !== undefined);
  const respond = item.respond ?? type?.respond;
  return (
    <div className="handle">
      <Refused refusal={sending.refusal} onForget={sending.forget} />
      <OutboxNote />
      <section>
        <h3>{t('handle.respond')}</h3>
        <p>{respond ? localText(respond, language) : t('handle.noRespond')}</p>
        {type?.procedure !== undefined && <AlarmProcedure name={type.procedure} alarm={item.id} />}
        <h3>{t('handle.rationale')}</h3>
        {known.length === 0 && <p className="page-note">{t('handle.noRationale')}</p>}
        <dl className="facts">
          {known.map(([term, text]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section>
        <h3>{t('handle.similar')}</h3>
        <SimilarAlarms id={item.id} />
        <AlarmWork item={item} />
        <ProposeFromAlarm item={item} />
      </section>
      <section>
        <h3>{t('handle.comments')}</h3>
        <ul className="remarks">
          {occurrence?.acknowledged && (
            <li>
              {t('condition.acknowledged')}{' '}
              <small>
                {t('handle.by', {
                  name: name(occurrence.acknowledged.by),
                  time: formatTime(occurrence.acknowledged.at, 'dateTime', language, timezone),
                })}
              </small>
            </li>
          )}
          {occurrence?.comments.map(({ by, at, text }) => (
            <li key={at + by}>
              {text}{' '}
              <small>
                {t('handle.by', { name: name(by), time: formatTime(at, 'dateTime', language, timezone) })}
              </small>
            </li>
          ))}
        </ul>
        <Comment row={row} sending={sending} />
        <h3>{t('handle.hide')}</h3>
        <HideAlarm row={row} sending={sending} />
      </section>
    </div>
  );
}

function Comment({ row, sending }: { row: AlarmRow; sending: Sending }) {
  const t = useText();
  const hindrance = useHindrance();
  const [text, setText] = useState('');
  const closed =
    row.occurrence === undefined ? t('handle.unknownState') : hindrance('acknowledge', row.item.twin);
  const subject = `alarm/${row.item.id}`;
  return (
    <div className="handle-line">
      <input
        aria-label={t('handle.comment')}
        placeholder={t('handle.comment')}
        value={text}
        maxLength={4000}
        onChange={(event) => setText(event.target.value)}
      />
      <Act
        hindrance={closed}
        pending={sending.pending}
        onAct={async () => {
          if (text.trim() === '') return;
          if (await sending.send({ type: 'comment-alarm', subject, data: { text } })) setText('');
        }}
      >
        {t('handle.commentSend')}
      </Act>
    </div>
  );
}

const SHELF_MINUTES = [15, 30, 60, 120, 240, 480, 1440] as const;

function HideAlarm({ row, sending }: { row: AlarmRow; sending: Sending }) {
  const t = useText();
  const hindrance = useHindrance();
  const [reason, setReason] = useState('');
  const [minutes, setMinutes] = useState<number>(30);
  const [oneShot, setOneShot] = useState(false);
  const { item, point } = row;
  const subject = `alarm/${item.type}.${item.alarm}@${item.twin}`;
  const unreasoned = reason.trim() === '' ? t('decide.reasonMissing') : undefined;
  const send = async (type: string, data: Record<string, unknown> = {}) => {
    if (await sending.send({ type, subject, data, reason: reason.trim() || undefined })) setReason('');
  };
  return (
    <>
      <p className="page-note">{t('handle.hideHint')}</p>
      <div className="handle-line">
        <input
          aria-label={t('decide.reason')}
          placeholder={t('decide.reason')}
          value={reason}
          maxLength={4000}
          onChange={(event) => setReason(event.target.value)}
        />
        <label>
          {t('handle.shelveFor')}{' '}
          <select value={minutes} onChange={(event) => setMinutes(Number(event.target.value))}>
            {SHELF_MINUTES.map((count) => (
              <option key={count} value={count}>
                {count < 60 ? t('handle.minutes', { count }) : t('handle.hours', { count: count / 60 })}
              </option>
            ))}
          </select>
        </label>
        <label>
          <input type="checkbox" checked={oneShot} onChange={(event) => setOneShot(event.target.checked)} />{' '}
          {t('handle.untilClear')}
        </label>
      </div>
      <div className="handle-line">
        {point?.shelf ? (
          <Act
            hindrance={hindrance('operate', item.twin)}
            pending={sending.pending}
            onAct={() => send('unshelve-alarm')}
          >
            {t('handle.unshelve')}
          </Act>
        ) : (
          <Act
            hindrance={hindrance('operate', item.twin) ?? unreasoned}
            pending={sending.pending}
            onAct={() => send('shelve-alarm', { minutes, oneShot })}
          >
            {t('handle.shelve')}
          </Act>
        )}
        {point?.outOfService ? (
          <Act
            hindrance={hindrance('maintain', item.twin)}
            pending={sending.pending}
            onAct={() => send('return-alarm-to-service')}
          >
            {t('handle.intoService')}
          </Act>
        ) : (
          <Act
            hindrance={hindrance('maintain', item.twin) ?? unreasoned}
            pending={sending.pending}
            onAct={() => send('take-alarm-out-of-service')}
          >
            {t('handle.outOfService')}
          </Act>
        )}
      </div>
    </>
  );
}
