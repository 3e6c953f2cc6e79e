/** Inspections: rounds that are called or walked, routes that can be called, and what was found. */
import type { Round, WorkAnswer } from '@millwright/server/client';
import { useState } from 'react';
import { Act, Refused, useActorName } from '../decisions/parts.tsx';
import { type Sending, useHindrance, useSending } from '../decisions/use-office.ts';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { useUi } from '../state/ui-store.ts';
import { useInstant } from '../values/hooks.ts';
import { AssigneeSelect, ItemId, StateMark } from './parts.tsx';
import { useDocuments, useRounds, useTwinName, useWhen } from './use-work.ts';

const SHOWN = 50;

export function RoundsList() {
  const t = useText();
  const found = useRounds();
  const [shown, setShown] = useState(SHOWN);
  const all = (found.data ?? []).toReversed();
  const isOn = ({ state }: Round) => state === 'called' || state === 'walking';
  const past = all.filter((one) => !isOn(one));
  return (
    <>
      {found.isPending && <Loading lines={4} />}
      {found.error && !found.data && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && (
        <section>
          <h3 className="work-heading">{t('round.toWalk')}</h3>
          {!all.some(isOn) && <Empty>{t('round.empty')}</Empty>}
          <RoundCards items={all.filter(isOn)} />
        </section>
      )}
      <Routes />
      {past.length > 0 && (
        <section>
          <h3 className="work-heading">{t('round.past')}</h3>
          <RoundCards items={past.slice(0, shown)} />
          {past.length > shown && (
            <button type="button" className="button" onClick={() => setShown(shown + SHOWN)}>
              {t('journal.older')}
            </button>
          )}
        </section>
      )}
    </>
  );
}

function RoundCards({ items }: { items: readonly Round[] }) {
  return (
    <ul className="work-cards">
      {items.map((one) => (
        <RoundCard key={one.id} one={one} />
      ))}
    </ul>
  );
}

function RoundCard({ one }: { one: Round }) {
  const t = useText();
  const language = useLanguage();
  const now = useInstant(1000);
  const name = useActorName();
  const when = useWhen();
  const openWork = useUi((ui) => ui.openWork);
  const findings = one.records.filter(({ finding }) => finding).length + one.points.length;
  const isLate = one.endedAt === undefined && one.due < now;
  return (
    <li className="work-card">
      <button type="button" className="link" onClick={() => openWork(one.id)}>
        {localText(one.label, language)}
      </button>
      <StateMark state={one.state}>{t(`round.state.${one.state}`)}</StateMark>
      <ItemId id={one.id} />
      <p>
        {t(`round.why.${one.why}`)} · {t('round.stops', { count: one.stops.length })}
        {one.walker !== undefined && ` · ${name(one.walker)}`}
        {findings > 0 && ` · ${t('round.findings', { count: findings })}`}
      </p>
      <p className={isLate ? 'overdue' : 'page-note'}>
        {one.endedAt === undefined
          ? t('round.due', { time: when(one.due) })
          : t('round.ended', { time: when(one.endedAt) })}
        {isLate && ` · ${t('order.overdue')}`}
      </p>
    </li>
  );
}

function Routes() {
  const t = useText();
  const found = useDocuments();
  const sending = useSending();
  return (
    <section>
      <h3 className="work-heading">{t('round.routes')}</h3>
      <Refused refusal={sending.refusal} onForget={sending.forget} />
      {found.error && !found.data && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.routes.length === 0 && <Empty>{t('round.noRoutes')}</Empty>}
      <ul className="work-cards">
        {found.data?.routes.map((route) => (
          <RouteCard key={route.name} route={route} sending={sending} />
        ))}
      </ul>
    </section>
  );
}

function RouteCard({ route, sending }: { route: WorkAnswer['routes'][number]; sending: Sending }) {
  const t = useText();
  const language = useLanguage();
  const hindrance = useHindrance();
  const twinName = useTwinName();
  const { plant } = useSession();
  const openWork = useUi((ui) => ui.openWork);
  const [walker, setWalker] = useState('');
  const { name, label, stops, calledBy } = route;
  const alarms = calledBy.map((key) => {
    const [type, alarm] = key.split('.');
    const found = plant.types.get(type)?.alarms.find((each) => each.name === alarm);
    return found ? localText(found.label, language) : key;
  });
  const call = async () => {
    const data = { route: name, walker: walker || undefined };
    const id = await sending.make({ type: 'call-round', subject: 'plant', data });
    if (id !== undefined) openWork(id);
  };
  return (
    <li className="work-card">
      <strong>{localText(label, language)}</strong>
      <p className="page-note">{stops.map(({ twin }) => twinName(twin)).join(' → ')}</p>
      {alarms.length > 0 && <p className="page-note">{t('round.calledBy', { alarms: alarms.join(', ') })}</p>}
      <div className="handle-line">
        <AssigneeSelect
          place=""
          permission="acknowledge"
          label={t('round.assign')}
          nobody={`${t('round.assign')}: ${t('round.anybody')}`}
          value={walker}
          onChange={setWalker}
        />
        <Act hindrance={hindrance('acknowledge', '')} pending={sending.pending} onAct={() => void call()}>
          {t('round.call')}
        </Act>
      </div>
    </li>
  );
}
