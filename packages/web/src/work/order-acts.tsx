/** What can be done with a work order in its state. */
import type { Order } from '@millwright/server/client';
import { useState } from 'react';
import { Act } from '../decisions/parts.tsx';
import { type Sending, useHindrance } from '../decisions/use-office.ts';
import type { TextKey } from '../i18n/texts.ts';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { localIn } from './due-time.ts';
import { AssigneeSelect, DueSelect, dueAt, Field, PrioritySelect } from './parts.tsx';
import { CAUSES, isOpen, REMEDIES } from './words.ts';

type Move = 'start' | 'hold' | 'cancel' | 'close' | 'reopen';
const MOVES: Readonly<Record<Order['state'], readonly Move[]>> = {
  open: ['start', 'cancel'],
  started: ['hold', 'cancel'],
  held: ['start', 'cancel'],
  completed: ['close', 'reopen'],
  closed: ['reopen'],
  cancelled: [],
};
const MOVE_TEXTS: Readonly<Record<Move, TextKey>> = {
  start: 'order.start',
  hold: 'order.hold',
  cancel: 'order.cancel',
  close: 'order.close',
  reopen: 'order.reopen',
};
const REASONED: readonly Move[] = ['hold', 'cancel', 'reopen'];

export function OrderActs({ one, sending }: { one: Order; sending: Sending }) {
  const t = useText();
  const hindrance = useHindrance();
  const openWork = useUi((ui) => ui.openWork);
  const [reason, setReason] = useState('');
  const moves = MOVES[one.state];
  const closed = hindrance('maintain', one.twin ?? '');
  const unreasoned = reason.trim() === '' ? t('decide.reasonMissing') : undefined;
  const needsReason = moves.some((move) => REASONED.includes(move));
  return (
    <>
      {one.state === 'started' && <CompleteOrder one={one} sending={sending} />}
      <div className="handle-line">
        {needsReason && (
          <input
            aria-label={t('decide.reason')}
            placeholder={t('decide.reason')}
            value={reason}
            maxLength={4000}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
        {moves.map((move) => {
          const reasoned = REASONED.includes(move);
          return (
            <Act
              key={move}
              strong={move === 'start' || move === 'close'}
              hindrance={closed ?? (reasoned ? unreasoned : undefined)}
              pending={sending.pending}
              onAct={async () => {
                const wish = { type: `${move}-order`, subject: one.id };
                if (await sending.send(reasoned ? { ...wish, reason: reason.trim() } : wish)) setReason('');
              }}
            >
              {t(MOVE_TEXTS[move])}
            </Act>
          );
        })}
        {one.procedure !== undefined && isOpen(one) && (
          <Act
            hindrance={hindrance('acknowledge', one.twin ?? '')}
            pending={sending.pending}
            onAct={async () => {
              const id = await sending.make({
                type: 'start-procedure',
                subject: one.twin === undefined ? 'plant' : `twin/${one.twin}`,
                data: { procedure: one.procedure, order: one.id },
              });
              if (id !== undefined) openWork(id);
            }}
          >
            {t('run.startThis')}
          </Act>
        )}
      </div>
      {isOpen(one) && <ChangeOrder key={one.seq} one={one} sending={sending} closed={closed} />}
    </>
  );
}

/** Done: with cause and remedy, in the words of ISO 14224, so that the next one can learn from it. */
function CompleteOrder({ one, sending }: { one: Order; sending: Sending }) {
  const t = useText();
  const hindrance = useHindrance();
  const [cause, setCause] = useState('');
  const [remedy, setRemedy] = useState('');
  const [note, setNote] = useState('');
  const isMissing = one.kind === 'corrective' && (cause === '' || remedy === '');
  const closed =
    hindrance('maintain', one.twin ?? '') ?? (isMissing ? t('order.findingsMissing') : undefined);
  return (
    <section className="work-form" aria-label={t('order.complete')}>
      <h3>{t('order.complete')}</h3>
      <Field label={t('order.cause')}>
        <select value={cause} onChange={(event) => setCause(event.target.value)}>
          <option value="">–</option>
          {CAUSES.map((each) => (
            <option key={each} value={each}>
              {t(`order.cause.${each}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t('order.remedy')}>
        <select value={remedy} onChange={(event) => setRemedy(event.target.value)}>
          <option value="">–</option>
          {REMEDIES.map((each) => (
            <option key={each} value={each}>
              {t(`order.remedy.${each}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t('order.note')}>
        <input value={note} maxLength={4000} onChange={(event) => setNote(event.target.value)} />
      </Field>
      <div className="handle-line wide">
        <Act
          strong
          hindrance={closed}
          pending={sending.pending}
          onAct={() =>
            void sending.send({
              type: 'complete-order',
              subject: one.id,
              data: {
                cause: cause || undefined,
                remedy: remedy || undefined,
                note: note.trim() || undefined,
              },
            })
          }
        >
          {t('order.complete')}
        </Act>
      </div>
    </section>
  );
}

interface ChangeProps {
  one: Order;
  sending: Sending;
  /** Why it may not be changed. */
  closed: string | undefined;
}

function ChangeOrder({ one, sending, closed }: ChangeProps) {
  const t = useText();
  const { clock, plant } = useSession();
  const { timezone } = plant.info;
  const [title, setTitle] = useState(one.title);
  const [description, setDescription] = useState(one.description ?? '');
  const [assignee, setAssignee] = useState(one.assignee ?? '');
  const [priority, setPriority] = useState(one.priority);
  const [due, setDue] = useState(one.due === undefined ? '' : localIn(timezone, one.due));
  const instant = dueAt(due, clock.serverNow(), timezone) ?? null;
  const kept = one.due === undefined ? null : localIn(timezone, one.due);
  const isNewDue = due.includes('T') ? due !== kept : (due !== '') !== (kept !== null) || due !== '';
  const changes = {
    ...(title.trim() !== one.title && title.trim() !== '' ? { title: title.trim() } : {}),
    ...(description.trim() === (one.description ?? '') || description.trim() === ''
      ? {}
      : { description: description.trim() }),
    ...(priority === one.priority ? {} : { priority }),
    ...(isNewDue ? { due: instant } : {}),
  };
  const isOther = assignee !== '' && assignee !== one.assignee;
  const nothing = Object.keys(changes).length === 0 && !isOther ? t('order.chooseOther') : undefined;
  const save = async () => {
    if (isOther && !(await sending.send({ type: 'assign-order', subject: one.id, data: { assignee } })))
      return;
    if (Object.keys(changes).length > 0)
      await sending.send({ type: 'change-order', subject: one.id, data: changes });
  };
  return (
    <details className="work-more">
      <summary>{t('order.change')}</summary>
      <div className="work-form">
        <Field label={t('order.title')}>
          <input value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
        </Field>
        <Field label={t('order.assignee')}>
          <AssigneeSelect place={one.twin ?? ''} value={assignee} onChange={setAssignee} />
        </Field>
        <Field label={t('order.priority')}>
          <PrioritySelect value={priority} onChange={setPriority} />
        </Field>
        <Field label={t('order.due')}>
          <DueSelect value={due} onChange={setDue} />
        </Field>
        <label className="field wide">
          <span>{t('order.description')}</span>
          <textarea
            value={description}
            rows={3}
            maxLength={4000}
            onChange={(event) => setDescription(event.target.value)}
          />
        </label>
        <Act hindrance={closed ?? nothing} pending={sending.pending} onAct={() => void save()}>
          {t('order.save')}
        </Act>
      </div>
    </details>
  );
}
