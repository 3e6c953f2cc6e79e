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
      {isOpen(one) && <ChangeOrder one={one} sending={sending} closed={closed} />}
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

interface Typed {
  title?: string;
  description?: string;
  assignee?: string;
  priority?: Order['priority'];
  due?: string;
}

function ChangeOrder({ one, sending, closed }: ChangeProps) {
  const t = useText();
  const { clock, plant } = useSession();
  const { timezone } = plant.info;
  // Only what is typed here: what others change meanwhile is seen at once.
  const [typed, setTyped] = useState<Typed>({});
  const type = (change: Typed) => setTyped((before) => ({ ...before, ...change }));
  const kept = {
    title: one.title,
    description: one.description ?? '',
    assignee: one.assignee ?? '',
    priority: one.priority,
    due: one.due === undefined ? '' : localIn(timezone, one.due),
  };
  const { title, description, assignee, priority, due } = { ...kept, ...typed };
  const texts = { title: title.trim(), description: description.trim() };
  const changes = {
    ...(texts.title !== kept.title && texts.title !== '' ? { title: texts.title } : {}),
    ...(texts.description !== kept.description && texts.description !== ''
      ? { description: texts.description }
      : {}),
    ...(priority === kept.priority ? {} : { priority }),
    ...(due === kept.due ? {} : { due: dueAt(due, clock.serverNow(), timezone) ?? null }),
  };
  const isOther = assignee !== '' && assignee !== kept.assignee;
  const nothing = Object.keys(changes).length === 0 && !isOther ? t('order.chooseOther') : undefined;
  const save = async () => {
    const { id: subject } = one;
    if (isOther && !(await sending.send({ type: 'assign-order', subject, data: { assignee } }))) return;
    const isChanged = Object.keys(changes).length > 0;
    if (isChanged && !(await sending.send({ type: 'change-order', subject, data: changes }))) return;
    setTyped({});
  };
  return (
    <details className="work-more">
      <summary>{t('order.change')}</summary>
      <div className="work-form">
        <Field label={t('order.title')}>
          <input value={title} maxLength={200} onChange={(event) => type({ title: event.target.value })} />
        </Field>
        <Field label={t('order.assignee')}>
          <AssigneeSelect place={one.twin ?? ''} value={assignee} onChange={(to) => type({ assignee: to })} />
        </Field>
        <Field label={t('order.priority')}>
          <PrioritySelect value={priority} onChange={(to) => type({ priority: to })} />
        </Field>
        <Field label={t('order.due')}>
          <DueSelect value={due} onChange={(to) => type({ due: to })} />
        </Field>
        <label className="field wide">
          <span>{t('order.description')}</span>
          <textarea
            value={description}
            rows={3}
            maxLength={4000}
            onChange={(event) => type({ description: event.target.value })}
          />
        </label>
        <Act hindrance={closed ?? nothing} pending={sending.pending} onAct={() => void save()}>
          {t('order.save')}
        </Act>
      </div>
    </details>
  );
}
