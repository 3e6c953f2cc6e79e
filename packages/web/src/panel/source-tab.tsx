/** Source: where each value of the twin comes from, its address, quality in words, age and rate; and whether data arrives. */
import { useQuery } from '@tanstack/react-query';
import { formatDuration, formatNumber, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { SignalNode, TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { Failed, Loading } from '../shell/message.tsx';
import { useSources } from '../sources/use-sources.ts';
import { useUi } from '../state/ui-store.ts';
import { useInstant, useReading } from '../values/hooks.ts';
import { FormulaText } from './formula-text.tsx';
import { qualityText } from './value-text.tsx';

/** The rate is counted over the minute before the clock's instant, anew every so often. */
const RATE_MS = 60_000;
const RATE_GRID_MS = 30_000;

export function SourceTab({ twin }: { twin: TwinNode }) {
  const t = useText();
  const { api, plant } = useSession();
  const { path } = twin.info;
  const { data, error, refetch } = useQuery({
    queryKey: ['signals-of', plant.info.id, path],
    queryFn: ({ signal }) => api.signals(plant.info.id, { twin: path, limit: 1000 }, signal),
  });
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading lines={5} />;
  const own = data.items.filter((item) => item.twin === path);
  if (own.length === 0) return <p className="hint">{t('panel.noSignals')}</p>;
  const names = [...new Set(own.flatMap((item) => item.source ?? []))];
  return (
    <>
      <SourceStates names={names} />
      <ul className="source-list">
        {own.map((item) => {
          const signal = plant.signal(item.path);
          return (
            signal && (
              <SourceRow key={item.path} signal={signal} source={item.source} address={item.address} />
            )
          );
        })}
      </ul>
    </>
  );
}

/** The connections that feed the twin, and the way to them. */
function SourceStates({ names }: { names: readonly string[] }) {
  const t = useText();
  const language = useLanguage();
  const sources = useSources();
  const { setView } = useUi.getState();
  const feeding = (sources ?? []).filter((source) => names.includes(source.name));
  if (feeding.length === 0) return null;
  return (
    <ul className="sources-short">
      {feeding.map((source) => (
        <li key={source.name}>
          <button
            type="button"
            className={`source-state state-${source.state}`}
            title={source.endpoint}
            onClick={() => setView('sources')}
          >
            {localText(source.label, language)}
          </button>
          <span className="source-kind">{t(`sourceState.${source.state}`)}</span>
        </li>
      ))}
    </ul>
  );
}

interface RowProps {
  signal: SignalNode;
  source: string | undefined;
  address: string | undefined;
}

function SourceRow({ signal, source, address }: RowProps) {
  const t = useText();
  const language = useLanguage();
  const { time, quality } = useReading(signal);
  const instant = useInstant(1000);
  const derived = signal.type.kind === 'derived';
  const facts = [
    qualityText(quality, t),
    ...(Number.isFinite(time)
      ? [t('panel.age', { duration: formatDuration(instant - time, language) })]
      : []),
  ];
  return (
    <li>
      <strong>{localText(signal.type.label, language)}</strong>
      <span className="source-kind">{t(`kind.${signal.type.kind}`)}</span>
      <span className={`source-quality quality-${quality & 3}`}>
        {facts.join(' · ')}
        <Rate signal={signal} />
      </span>
      {derived ? (
        <FormulaText text={signal.type.formula ?? ''} twin={signal.twin} />
      ) : (
        <span>
          {source ?? t('panel.noSource')}{' '}
          {address && (
            <code className="address" title={t('panel.address')}>
              {address}
            </code>
          )}
        </span>
      )}
    </li>
  );
}

/** Samples a second over the last minute, as stored. */
function Rate({ signal }: { signal: SignalNode }) {
  const t = useText();
  const language = useLanguage();
  const { api, plant } = useSession();
  const to = Math.floor(useInstant(RATE_GRID_MS) / RATE_GRID_MS) * RATE_GRID_MS;
  const { data } = useQuery({
    queryKey: ['rate', plant.info.id, signal.path, to],
    queryFn: async ({ signal: abort }) => {
      const range = { from: to - RATE_MS, to, points: 1 };
      const answer = await api.samples(plant.info.id, signal.path, range, abort);
      return answer.kind === 'raw'
        ? answer.times.length
        : answer.count.reduce((sum, count) => sum + count, 0);
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: (before) => before,
  });
  if (data === undefined) return null;
  const perSecond = data / (RATE_MS / 1000);
  const text =
    perSecond >= 0.95 || data === 0
      ? t('panel.perSecond', { rate: formatNumber(perSecond, perSecond < 10 && data > 0 ? 1 : 0, language) })
      : t('panel.perMinute', { rate: formatNumber(data, 0, language) });
  return <> · {text}</>;
}
