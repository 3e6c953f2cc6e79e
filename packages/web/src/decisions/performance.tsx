/** How well the alarms serve the people who get them: the measures of ISA-18.2 beside their targets, by position. */
import type { AlarmPerformance, Measure } from '@millwright/server/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { formatDuration, formatNumber, formatTime, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { useInstant } from '../values/hooks.ts';
import { useOffice } from './use-office.ts';

const DAY = 86_400_000;
const PERIODS = [1, 7, 30] as const;

export const MEASURES = [
  'perDay',
  'averageRate',
  'peakRate',
  'busyPeriods',
  'busyHours',
  'timeInFlood',
  'topTenShare',
  'stale',
] as const;
const SHARES: readonly string[] = ['busyPeriods', 'busyHours', 'timeInFlood', 'topTenShare'];

export function Performance() {
  const t = useText();
  const office = useOffice();
  const [days, setDays] = useState<number>(7);
  const to = useInstant(60_000);
  const range = { from: Math.round(to - days * DAY), to: Math.round(to) };
  const found = useQuery({
    queryKey: ['performance', office.plant, days, Math.floor(to / 60_000)],
    queryFn: ({ signal }) => office.client.alarmPerformance(range, signal),
    placeholderData: (before) => before,
  });
  return (
    <div className="table-scroll performance">
      <fieldset className="ranges">
        {PERIODS.map((count) => (
          <button key={count} type="button" aria-pressed={days === count} onClick={() => setDays(count)}>
            {count === 1 ? t('perf.day') : t('perf.days', { count })}
          </button>
        ))}
      </fieldset>
      {found.isPending && <Loading lines={6} />}
      {found.error && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && <Empty>{t('perf.empty')}</Empty>}
      {found.data?.map((each) => (
        <PositionPerformance key={each.position} of={each} />
      ))}
    </div>
  );
}

function PositionPerformance({ of }: { of: AlarmPerformance }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const name = useAlarmName();
  const time = (at: number) => formatTime(at, 'dateTime', language, plant.info.timezone);
  const { acknowledgement } = of;
  return (
    <section className="position">
      <h3>
        {t('perf.position')}: {of.position}
      </h3>
      <p className="page-note">{t('perf.note', { count: of.count, from: time(of.from), to: time(of.to) })}</p>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('perf.measure')}</th>
            <th scope="col" className="number">
              {t('perf.value')}
            </th>
            <th scope="col" className="number">
              {t('perf.target')}
            </th>
            <th scope="col">{t('handle.state')}</th>
          </tr>
        </thead>
        <tbody>
          {MEASURES.map((measure) => (
            <MeasureRow key={measure} name={measure} of={of[measure]} />
          ))}
        </tbody>
      </table>
      <p>
        {t('perf.priorities')}:{' '}
        {of.priorities.map(({ priority, share, target }) => (
          <span key={priority} className="share">
            <PriorityMark priority={priority} /> {t(`priority.${priority}`)} {percent(share, language)} (
            {percent(target, language)})
          </span>
        ))}
      </p>
      {acknowledgement && (
        <p>
          {t('perf.acknowledgement', {
            median: formatDuration(acknowledgement.median, language),
            longest: formatDuration(acknowledgement.longest, language),
            unanswered: of.unanswered,
          })}
        </p>
      )}
      {of.topTen.length > 0 && (
        <p>
          {t('perf.frequent')}: {of.topTen.map(({ key, count }) => `${name(key)} (${count})`).join(', ')}
        </p>
      )}
      {of.chattering.length > 0 && (
        <p>
          {t('perf.chattering')}:{' '}
          {of.chattering.map(({ key, raises }) => `${name(key)} (${raises})`).join(', ')}
        </p>
      )}
      {of.stale.keys.length > 0 && (
        <p>
          {t('perf.staleOnes')}: {of.stale.keys.map(name).join(', ')}
        </p>
      )}
    </section>
  );
}

function MeasureRow({ name, of }: { name: (typeof MEASURES)[number]; of: Measure }) {
  const t = useText();
  const language = useLanguage();
  const show = (value: number) =>
    SHARES.includes(name)
      ? percent(value, language)
      : formatNumber(value, Number.isInteger(value) ? 0 : 1, language);
  return (
    <tr>
      <th scope="row">{t(`perf.${name}`)}</th>
      <td className="number">{show(of.value)}</td>
      <td className="number">{t('perf.limit', { value: show(of.target) })}</td>
      <td>
        <span className={`condition condition-${of.met ? 'acknowledged' : 'missed'}`}>
          {t(of.met ? 'perf.met' : 'perf.missed')}
        </span>
      </td>
    </tr>
  );
}

function percent(share: number, language: 'en' | 'zh'): string {
  return `${formatNumber(share * 100, share > 0 && share < 0.1 ? 1 : 0, language)} %`;
}

/** `type.alarm@twin` as people call it. */
export function useAlarmName(): (key: string) => string {
  const language = useLanguage();
  const { plant } = useSession();
  return (key) => {
    const match = /^([^.@]+)\.([^.@]+)@([^#]+)/.exec(key);
    if (!match) return key;
    const alarm = plant.types.get(match[1])?.alarms.find((each) => each.name === match[2]);
    const twin = plant.twin(match[3]);
    const of = twin ? localText(twin.info.label, language) : match[3];
    return `${alarm ? localText(alarm.label, language) : match[2]}, ${of}`;
  };
}
