/** The journal: every decision, newest first, in plain words; who, what, when, why, caused by what; and its proof. */
import {
  EVENT_TYPES,
  EVENT_WORDS,
  type JournalEventInfo,
  type JournalFilter,
  type JournalPage as JournalPageInfo,
} from '@millwright/server/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import { formatTime } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { EventDetails } from './event-details.tsx';
import { isLate, useEventWords } from './event-words.ts';
import { foldEvents } from './journal-folds.ts';
import { useActorName } from './parts.tsx';
import { useOffice, useRestingInstant } from './use-office.ts';

const PAGE = 100;

export function JournalPage() {
  const t = useText();
  const language = useLanguage();
  const office = useOffice();
  const at = useRestingInstant();
  const [filter, setFilter] = useState({ subject: '', actor: '', type: '' });
  const [seals, setSeals] = useState(false);
  const [open, setOpen] = useState<number>();
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const pages = useInfiniteQuery({
    queryKey: ['journal', office.plant, filter, seals, at ?? office.version],
    queryFn: ({ pageParam, signal }) =>
      office.client.journal({ ...asked(filter, seals), before: pageParam, until: at }, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
  const first = pages.data?.pages[0];
  const items = (pages.data?.pages ?? []).flatMap((page) => page.items);
  const rows = (events: readonly JournalEventInfo[]) =>
    events.map((event) => (
      <Fragment key={event.seq}>
        <EventRow
          event={event}
          open={open === event.seq}
          onToggle={() => setOpen(open === event.seq ? undefined : event.seq)}
        />
        {open === event.seq && (
          <tr>
            <td colSpan={4}>
              <EventDetails event={event} known={items} onOpen={show} />
            </td>
          </tr>
        )}
      </Fragment>
    ));
  const folds = foldEvents(items);
  /** Opens an event, and the fold that holds it. */
  const show = (seq: number) => {
    const fold = folds.find(({ others }) => others.some((each) => each.seq === seq));
    if (fold) setUnfolded((known) => new Set(known).add(fold.others[0].seq));
    setOpen(seq);
  };
  const set = (part: Partial<typeof filter>) => setFilter((known) => ({ ...known, ...part }));
  return (
    <section className="page" aria-label={t('nav.journal')}>
      <div className="page-bar">
        <h2>{t('nav.journal')}</h2>
        <select
          aria-label={t('journal.type')}
          value={filter.type}
          onChange={(event) => set({ type: event.target.value })}
        >
          <option value="">{t('journal.everyType')}</option>
          {EVENT_TYPES.map((type) => (
            <option key={type} value={type}>
              {EVENT_WORDS[type][language]}
            </option>
          ))}
        </select>
        <input
          type="search"
          aria-label={t('journal.subject')}
          placeholder={t('journal.subjectHint')}
          value={filter.subject}
          onChange={(event) => set({ subject: event.target.value })}
        />
        <input
          type="search"
          aria-label={t('journal.actor')}
          placeholder={t('journal.actorHint')}
          value={filter.actor}
          onChange={(event) => set({ actor: event.target.value })}
        />
        <label>
          <input type="checkbox" checked={seals} onChange={(event) => setSeals(event.target.checked)} />{' '}
          {t('journal.seals')}
        </label>
        {first && <span className="page-count">{t('journal.size', { count: first.size })}</span>}
      </div>
      {pages.isPending && <Loading lines={8} />}
      {pages.error && <Failed error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.data && items.length === 0 && <Empty>{t('journal.empty')}</Empty>}
      {items.length > 0 && (
        <div className="table-scroll">
          <table className="table table-journal as-cards">
            <thead>
              <tr>
                <th scope="col" className="number">
                  {t('journal.time')}
                </th>
                <th scope="col">{t('journal.actor')}</th>
                <th scope="col">{t('journal.what')}</th>
                <th scope="col" className="number">
                  {t('journal.number')}
                </th>
              </tr>
            </thead>
            <tbody>
              {folds.map(({ event, others }) => (
                <Fragment key={event.seq}>
                  {rows([event])}
                  {others.length > 0 && (
                    <tr className="journal-fold">
                      <td />
                      <td />
                      <td className="column-main" colSpan={2}>
                        <button
                          type="button"
                          className="link"
                          aria-expanded={unfolded.has(others[0].seq)}
                          onClick={() => setUnfolded(toggled(unfolded, others[0].seq))}
                        >
                          {t(unfolded.has(others[0].seq) ? 'journal.fold' : 'journal.unfold', {
                            count: others.length,
                          })}
                        </button>
                      </td>
                    </tr>
                  )}
                  {others.length > 0 && unfolded.has(others[0].seq) && rows(others)}
                </Fragment>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {pages.hasNextPage && (
        <p className="journal-more">
          <button
            type="button"
            className="button"
            aria-busy={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {t('journal.older')}
          </button>
        </p>
      )}
      {first && <Witnesses page={first} />}
      {first && <Verifier verifierKey={first.verifierKey} />}
    </section>
  );
}

function EventRow({
  event,
  open,
  onToggle,
}: {
  event: JournalEventInfo;
  open: boolean;
  onToggle: () => void;
}) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const words = useEventWords();
  const name = useActorName();
  return (
    <tr className={open ? 'selected' : 'journal-event'} onClick={onToggle}>
      <td className="number nowrap">{formatTime(event.time, 'dateTime', language, plant.info.timezone)}</td>
      <td>{name(event.actor)}</td>
      <td className="column-main">
        <button
          type="button"
          className="link"
          aria-expanded={open}
          onClick={(click) => {
            click.stopPropagation();
            onToggle();
          }}
        >
          {words(event)}
        </button>
        {event.reason && <small className="below">“{event.reason}”</small>}
        {isLate(event) && event.doneAt !== undefined && (
          <small className="below">
            {t('journal.doneAtShort', {
              time: formatTime(event.doneAt, 'dateTime', language, plant.info.timezone),
            })}
          </small>
        )}
      </td>
      <td className="column-number number">{event.seq}</td>
    </tr>
  );
}

/** How far others have signed the journal; nothing where nobody was asked to. */
function Witnesses({ page: { witnesses, size: of } }: { page: JournalPageInfo }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  if (witnesses.length === 0) return null;
  return (
    <section className="witnesses" aria-label={t('journal.witnesses')}>
      <h3>{t('journal.witnesses')}</h3>
      <p className="page-note">{t('journal.witnessesHint')}</p>
      <ul className="remarks">
        {witnesses.map(({ name, url, state, size, time, message }) => (
          <li key={name}>
            <strong>{name}</strong> <code>{url}</code>{' '}
            <span className={`outcome outcome-${state === 'cosigned' ? 'met' : 'missed'}`}>
              {t(`journal.witness.${state}`)}
            </span>
            {size !== undefined && time !== undefined && (
              <>
                {' '}
                {t('journal.witnessSize', {
                  size,
                  of,
                  time: formatTime(time, 'dateTime', language, plant.info.timezone),
                })}
              </>
            )}
            {message && <small className="below">{message}</small>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Who does not trust this page checks the folder without it. */
function Verifier({ verifierKey }: { verifierKey: string }) {
  const t = useText();
  return (
    <details className="verifier">
      <summary>{t('journal.verify')}</summary>
      <p>{t('journal.verifyHow')}</p>
      <p>
        {t('journal.key')} <code>{verifierKey}</code>
      </p>
      <p>
        <code>millwright journal verify --key '{verifierKey}'</code>
      </p>
    </details>
  );
}

function toggled(set: ReadonlySet<number>, each: number): ReadonlySet<number> {
  const next = new Set(set);
  if (!next.delete(each)) next.add(each);
  return next;
}

/** `seals`: digests of recorded history too, which come by the minute. */
function asked(filter: { subject: string; actor: string; type: string }, seals: boolean): JournalFilter {
  const { subject, actor, type } = filter;
  return {
    limit: PAGE,
    ...(!seals && type === '' && { without: 'history-sealed' }),
    ...(subject.trim() && { subject: subject.trim() }),
    ...(actor.trim() && { actor: actor.trim() }),
    ...(type && { type }),
  };
}
