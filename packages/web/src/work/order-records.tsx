/** What is recorded at a work order: comments, labour, parts, files. */
import type { Order } from '@millwright/server/client';
import { type ReactNode, useState } from 'react';
import { numberOf } from '../decisions/change-forms.ts';
import { Act, useActorName } from '../decisions/parts.tsx';
import { type Sending, useHindrance, useOffice } from '../decisions/use-office.ts';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { AssigneeSelect } from './parts.tsx';
import { KeptPhoto, PhotoInput } from './photo.tsx';
import { useWhen } from './use-work.ts';

const LONGEST_MINUTES = 24 * 60;

export function OrderRecords({ one, sending }: { one: Order; sending: Sending }) {
  const t = useText();
  return (
    <div className="work-records">
      <section>
        <h4>{t('handle.comments')}</h4>
        <Lines items={one.comments} of={({ text }) => text} />
        <CommentOrder one={one} sending={sending} />
      </section>
      <section>
        <h4>{t('order.labour')}</h4>
        <LabourLines one={one} />
        <LogLabour one={one} sending={sending} />
      </section>
      <section>
        <h4>{t('order.parts')}</h4>
        <Lines items={one.parts} of={({ name, quantity, unit = '' }) => `${quantity} ${unit} ${name}`} />
        <UsePart one={one} sending={sending} />
      </section>
      <section>
        <h4>{t('order.files')}</h4>
        <div className="photos">
          {one.attachments.map(({ hash, name, type }) => (
            <KeptPhoto key={`${hash}${name}`} hash={hash} name={name} type={type} />
          ))}
        </div>
        <AttachPhoto one={one} />
      </section>
    </div>
  );
}

function Lines<Item extends { by: string; at: number }>({
  items,
  of,
}: {
  items: readonly Item[];
  of: (item: Item) => ReactNode;
}) {
  const t = useText();
  const name = useActorName();
  const when = useWhen();
  return (
    <ul className="remarks">
      {items.map((item) => (
        <li key={`${item.at}${item.by}`}>
          {of(item)} <small>{t('handle.by', { name: name(item.by), time: when(item.at) })}</small>
        </li>
      ))}
    </ul>
  );
}

function LabourLines({ one }: { one: Order }) {
  const t = useText();
  const name = useActorName();
  const total = one.labour.reduce((sum, { minutes }) => sum + minutes, 0);
  return (
    <>
      <Lines
        items={one.labour}
        of={({ who, minutes, note = '' }) =>
          `${name(who)}: ${t('handle.minutes', { count: minutes })} ${note}`
        }
      />
      {one.labour.length > 1 && (
        <p className="page-note">
          {t('order.total')} {t('handle.minutes', { count: total })}
        </p>
      )}
    </>
  );
}

/** Work may be recorded until the order is closed. */
function useRecordHindrance(one: Order): string | undefined {
  const t = useText();
  const closed = useHindrance()('maintain', one.twin ?? '');
  if (closed !== undefined) return closed;
  return one.state === 'closed' || one.state === 'cancelled' ? t('order.isOver') : undefined;
}

interface Props {
  one: Order;
  sending: Sending;
}

function CommentOrder({ one, sending }: Props) {
  const t = useText();
  const closed = useHindrance()('acknowledge', one.twin ?? '');
  const [text, setText] = useState('');
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
        hindrance={closed ?? (text.trim() === '' ? t('work.textMissing') : undefined)}
        pending={sending.pending}
        onAct={async () => {
          const data = { text: text.trim() };
          if (await sending.send({ type: 'comment-order', subject: one.id, data })) setText('');
        }}
      >
        {t('handle.commentSend')}
      </Act>
    </div>
  );
}

function LogLabour({ one, sending }: Props) {
  const t = useText();
  const office = useOffice();
  const closed = useRecordHindrance(one);
  const [minutes, setMinutes] = useState('');
  const [note, setNote] = useState('');
  const [who, setWho] = useState('');
  const count = numberOf(minutes);
  const isWrong = count === undefined || !Number.isInteger(count) || count < 1 || count > LONGEST_MINUTES;
  return (
    <div className="handle-line">
      <input
        className="narrow"
        inputMode="numeric"
        aria-label={t('order.minutes')}
        placeholder={t('order.minutes')}
        value={minutes}
        onChange={(event) => setMinutes(event.target.value)}
      />
      <AssigneeSelect
        place={one.twin ?? ''}
        label={t('order.labourBy')}
        nobody={t('decide.you', { name: office.who?.name ?? '' })}
        value={who}
        onChange={setWho}
      />
      <input
        aria-label={t('order.labourNote')}
        placeholder={t('order.labourNote')}
        value={note}
        maxLength={4000}
        onChange={(event) => setNote(event.target.value)}
      />
      <Act
        hindrance={closed ?? (isWrong ? t('order.minutesMissing') : undefined)}
        pending={sending.pending}
        onAct={async () => {
          const data = { minutes: count, who: who || undefined, note: note.trim() || undefined };
          if (!(await sending.send({ type: 'log-labour', subject: one.id, data }))) return;
          setMinutes('');
          setNote('');
        }}
      >
        {t('order.logLabour')}
      </Act>
    </div>
  );
}

function UsePart({ one, sending }: Props) {
  const t = useText();
  const closed = useRecordHindrance(one);
  const [name, setName] = useState('');
  const [quantity, setQuantity] = useState('1');
  const [unit, setUnit] = useState('');
  const count = numberOf(quantity);
  const isWrong = name.trim() === '' || count === undefined || count <= 0;
  return (
    <div className="handle-line">
      <input
        className="narrow"
        inputMode="decimal"
        aria-label={t('order.quantity')}
        value={quantity}
        onChange={(event) => setQuantity(event.target.value)}
      />
      <input
        className="narrow"
        aria-label={t('order.partUnit')}
        placeholder={t('order.partUnit')}
        value={unit}
        maxLength={20}
        onChange={(event) => setUnit(event.target.value)}
      />
      <input
        aria-label={t('order.part')}
        placeholder={t('order.part')}
        value={name}
        maxLength={200}
        onChange={(event) => setName(event.target.value)}
      />
      <Act
        hindrance={closed ?? (isWrong ? t('order.partMissing') : undefined)}
        pending={sending.pending}
        onAct={async () => {
          const data = { name: name.trim(), quantity: count, unit: unit.trim() || undefined };
          if (await sending.send({ type: 'use-part', subject: one.id, data })) setName('');
        }}
      >
        {t('order.usePart')}
      </Act>
    </div>
  );
}

function AttachPhoto({ one }: Pick<Props, 'one'>) {
  const t = useText();
  const { outbox, clock } = useSession();
  const closed = useHindrance()('acknowledge', one.twin ?? '');
  const [failure, setFailure] = useState<string>();
  return (
    <>
      <PhotoInput
        label={t('photo.add')}
        hindrance={closed}
        onPhoto={async (photo) => {
          setFailure(undefined);
          try {
            await outbox.submit(
              { type: 'attach-to-order', subject: one.id },
              Math.round(clock.serverNow()),
              photo,
            );
          } catch (error) {
            setFailure(error instanceof Error ? error.message : String(error));
          }
        }}
      />
      {failure && <p role="alert">{t('photo.failed', { why: failure })}</p>}
    </>
  );
}
