/** Small parts of the pages of work. */
import type { ReactNode } from 'react';
import { PRIORITIES, type Priority } from '../alarms/priorities.ts';
import { useHindrance, useOffice } from '../decisions/use-office.ts';
import { useText } from '../i18n/use-text.ts';
import { useStaff } from '../people/use-staff.ts';
import { useSession } from '../session.ts';
import { Icon } from '../shell/icons.tsx';
import { useUi } from '../state/ui-store.ts';
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

/** When something is due, from now on; `value`: hours, empty: at no time. */
export function DueSelect({ value, onChange }: { value: string; onChange: (hours: string) => void }) {
  const t = useText();
  return (
    <select value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{t('order.noDue')}</option>
      {DUE_HOURS.map((hours) => (
        <option key={hours} value={hours}>
          {hours < 72 ? t('order.inHours', { count: hours }) : t('order.inDays', { count: hours / 24 })}
        </option>
      ))}
    </select>
  );
}

/** The instant that hours from `now` on are; undefined: none. */
export function dueAt(hours: string, now: number): number | undefined {
  return hours === '' ? undefined : Math.round(now + Number(hours) * HOUR_MS);
}

/** People who may maintain at a place. `value`: an actor, empty: nobody. */
export function AssigneeSelect({
  place,
  value,
  onChange,
}: {
  place: string;
  value: string;
  onChange: (actor: string) => void;
}) {
  const t = useText();
  const { data } = useStaff();
  const able = (data?.employees ?? []).filter(
    ({ suspended, grants }) =>
      !suspended &&
      grants.some(
        ({ role, place: at }) =>
          (at === '' || place === at || place.startsWith(`${at}/`)) && data?.roles[role].includes('maintain'),
      ),
  );
  return (
    <select value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{t('order.nobody')}</option>
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
