/** The form for a new work order. */
import { useEffect, useRef, useState } from 'react';
import type { Priority } from '../alarms/priorities.ts';
import { Act, Refused } from '../decisions/parts.tsx';
import { useHindrance, useSending } from '../decisions/use-office.ts';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { type OrderDraft, useOrderDraft } from './order-draft.ts';
import { AssigneeSelect, DueSelect, dueAt, Field, PrioritySelect } from './parts.tsx';
import { useDocuments, useTwinName } from './use-work.ts';
import { ORDER_KINDS } from './words.ts';

export function OrderForm({ draft }: { draft: OrderDraft }) {
  const t = useText();
  const language = useLanguage();
  const { plant, clock } = useSession();
  const documents = useDocuments();
  const twinName = useTwinName();
  const hindrance = useHindrance();
  const sending = useSending();
  const end = useOrderDraft((state) => state.end);
  const openWork = useUi((ui) => ui.openWork);
  const first = useRef<HTMLInputElement>(null);
  const [title, setTitle] = useState(draft.title);
  const [description, setDescription] = useState('');
  const [twin, setTwin] = useState(draft.twin);
  const [kind, setKind] = useState<(typeof ORDER_KINDS)[number]>('corrective');
  const [priority, setPriority] = useState<Priority>(draft.priority ?? 'medium');
  const [hours, setHours] = useState('24');
  const [assignee, setAssignee] = useState('');
  const [procedure, setProcedure] = useState(draft.procedure ?? '');
  useEffect(() => first.current?.focus(), []);
  const closed =
    hindrance('acknowledge', twin) ?? (title.trim() === '' ? t('order.titleMissing') : undefined);
  const create = async () => {
    const id = await sending.make({
      type: 'create-order',
      subject: twin === '' ? 'plant' : `twin/${twin}`,
      data: {
        kind,
        title: title.trim(),
        description: description.trim() || undefined,
        priority,
        due: dueAt(hours, clock.serverNow(), plant.info.timezone),
        assignee: assignee || undefined,
        alarm: draft.alarm,
        procedure: procedure || undefined,
      },
    });
    if (id === undefined) return;
    end();
    openWork(id);
  };
  return (
    <form
      className="work-form"
      aria-label={t('order.new')}
      onSubmit={(event) => {
        event.preventDefault();
        if (closed === undefined && !sending.pending) void create();
      }}
    >
      <h3>{t('order.new')}</h3>
      {draft.alarm && <p className="page-note wide">{t('order.fromAlarm', { alarm: draft.alarm })}</p>}
      <Field label={t('order.title')}>
        <input ref={first} value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
      </Field>
      <Field label={t('order.twin')}>
        <select value={twin} disabled={draft.alarm !== undefined} onChange={(e) => setTwin(e.target.value)}>
          <option value="">{t('decide.plant')}</option>
          {plant.twins.map(({ info: { path } }) => (
            <option key={path} value={path}>
              {twinName(path)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t('order.kind')}>
        <select
          value={kind}
          onChange={(event) => setKind(ORDER_KINDS.find((each) => each === event.target.value) ?? kind)}
        >
          {ORDER_KINDS.map((each) => (
            <option key={each} value={each}>
              {t(`order.kind.${each}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t('order.priority')}>
        <PrioritySelect value={priority} onChange={setPriority} />
      </Field>
      <Field label={t('order.due')}>
        <DueSelect value={hours} onChange={setHours} />
      </Field>
      <Field label={t('order.assignee')}>
        <AssigneeSelect place={twin} value={assignee} onChange={setAssignee} />
      </Field>
      <Field label={t('order.procedure')}>
        <select value={procedure} onChange={(event) => setProcedure(event.target.value)}>
          <option value="">{t('order.noProcedure')}</option>
          {documents.data?.procedures.map(({ name, label }) => (
            <option key={name} value={name}>
              {localText(label, language)}
            </option>
          ))}
        </select>
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
      <div className="handle-line wide">
        <Act strong hindrance={closed} pending={sending.pending} onAct={create}>
          {t('order.create')}
        </Act>
        <button type="button" className="button" onClick={end}>
          {t('decide.cancel')}
        </button>
      </div>
      <div className="wide">
        <Refused refusal={sending.refusal} onForget={sending.forget} />
      </div>
    </form>
  );
}
