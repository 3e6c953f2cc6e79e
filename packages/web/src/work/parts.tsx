/** Small parts of the pages of work. */
import type { ReactNode } from 'react';
import { PRIORITIES, type Priority } from '../alarms/priorities.ts';
import { useHindrance, useOffice } from '../decisions/use-office.ts';
import { useText } from '../i18n/use-text.ts';
import { useStaff } from '../people/use-staff.ts';
import { useSession } from '../session.ts';
import { Icon } from '../shell/icons.tsx';
import { useUi } from '../state/ui-store.ts';
import { instantIn, localIn } from './due-time.ts';
import { isNameForNow } from './names-for-now.ts';
import { useTwinName } from './use-work.ts';
import type { WorkPageName } from './words.ts';

/** The name of a twin as the way to it. */
export function TwinName({ path }: { path: string | undefined }) {
  const { plant } = useSession();
  const name = useTwinName()(path);
  const { selectTwin } = useUi.getState();
  if (!plant.twin(path)) return <span>{name}</span>;
  return (
    <button type="button" className="link" title={path} onClick={() => selectTwin(path, { focus: true })}>
      {name}
    </button>
  );
}

/** Back from one thing to the list it is in. */
export function BackTo({ page }: { page: WorkPageName }) {
  const t = useText();
  const openWork = useUi((ui) => ui.openWork);
  return (
    <button type="button" className="link work-back" onClick={() => openWork(page)}>
      <Icon name="back" size={14} /> {t(`work.page.${page}`)}
    </button>
  );
}

/** A state of a thing: by weight of its frame, not by colour. */
export function StateMark({ state, children }: { state: string; children: ReactNode }) {
  return <span className={`work-state work-state-${state}`}>{children}</span>;
}

/** The name of an order or a round as the server has given it. */
export function ItemId({ id }: { id: string }) {
  const t = useText();
  return isNameForNow(id) ? <small className="page-note">{t('outbox.waits')}</small> : <code>{id}</code>;
}

export function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className="field">
      <span>{label}</span>
      {children}
    </label>
  );
}

export function PrioritySelect({ value, onChange }: { value: Priority; onChange: (to: Priority) => void }) {
  const t = useText();
  return (
    <select
      value={value}
      onChange={(event) => {
        const to = PRIORITIES.find((each) => each === event.target.value);
        if (to) onChange(to);
      }}
    >
      {PRIORITIES.map((each) => (
        <option key={each} value={each}>
          {t(`priority.${each}`)}
        </option>
      ))}
    </select>
  );
}

const HOUR_MS = 3_600_000;
/** Hours until something is due. */
const DUE_HOURS = [2, 8, 24, 72, 168, 720] as const;

/** When something is due: so many hours from now on, or on the plant's clock. `value`: hours, `2026-01-05T08:00`, or empty. */
export function DueSelect({ value, onChange }: { value: string; onChange: (due: string) => void }) {
  const t = useText();
  const { clock, plant } = useSession();
  const isExact = value.includes('T');
  return (
    <span className="due-select">
      <select
        aria-label={t('order.due')}
        value={isExact ? 'exact' : value}
        onChange={(event) => {
          const { value: chosen } = event.target;
          const later = clock.serverNow() + 24 * HOUR_MS;
          onChange(chosen === 'exact' ? localIn(plant.info.timezone, later) : chosen);
        }}
      >
        <option value="">{t('order.noDue')}</option>
        {DUE_HOURS.map((hours) => (
          <option key={hours} value={hours}>
            {hours < 72 ? t('order.inHours', { count: hours }) : t('order.inDays', { count: hours / 24 })}
          </option>
        ))}
        <option value="exact">{t('order.exactly')}</option>
      </select>
      {isExact && (
        <input
          type="datetime-local"
          aria-label={t('order.exactly')}
          value={value}
          onChange={(event) => event.target.value !== '' && onChange(event.target.value)}
        />
      )}
    </span>
  );
}

/** The instant that is meant, with the time zone of the plant; undefined: none. */
export function dueAt(due: string, now: number, zone: string): number | undefined {
  if (due.includes('T')) return instantIn(zone, due);
  return due === '' ? undefined : Math.round(now + Number(due) * HOUR_MS);
}

/** People who may maintain, or do something else, at a place. `value`: an actor, empty: nobody. */
export function AssigneeSelect({
  place,
  value,
  label,
  nobody,
  permission = 'maintain',
  onChange,
}: {
  place: string;
  value: string;
  /** For who does not see what it belongs to. */
  label?: string;
  /** What is said where nobody is chosen. */
  nobody?: string;
  permission?: 'maintain' | 'acknowledge';
  onChange: (actor: string) => void;
}) {
  const t = useText();
  const { data } = useStaff();
  const able = (data?.employees ?? []).filter(
    ({ suspended, grants }) =>
      !suspended &&
      grants.some(
        ({ role, place: at }) =>
          (at === '' || place === at || place.startsWith(`${at}/`)) && data?.roles[role].includes(permission),
      ),
  );
  return (
    <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{nobody ?? t('order.nobody')}</option>
      {able.map(({ id, name }) => (
        <option key={id} value={`employee/${id}`}>
          {name}
        </option>
      ))}
    </select>
  );
}

/** As `useHindrance`, for one who also has to have started what is acted on. */
export function useWalkHindrance(): (walker: string | undefined, place: string) => string | undefined {
  const t = useText();
  const office = useOffice();
  const hindrance = useHindrance();
  return (walker, place) => {
    const closed = hindrance('acknowledge', place);
    if (closed !== undefined) return closed;
    return walker !== undefined && office.isMe(walker) ? undefined : t('round.notMine');
  };
}
