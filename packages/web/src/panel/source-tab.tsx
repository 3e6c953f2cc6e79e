/** Source: where each value of the twin comes from, its address, quality and age. */
import { useQuery } from '@tanstack/react-query';
import { formatDuration, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { SignalNode, TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { Failed, Loading } from '../shell/message.tsx';
import { useInstant, useReading } from '../values/hooks.ts';
import { qualityText } from './value-text.tsx';

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
  return (
    <ul className="source-list">
      {own.map((item) => {
        const signal = plant.signal(item.path);
        return (
          signal && <SourceRow key={item.path} signal={signal} source={item.source} address={item.address} />
        );
      })}
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
  return (
    <li>
      <strong>{localText(signal.type.label, language)}</strong>
      <span className="source-kind">{t(`kind.${signal.type.kind}`)}</span>
      <span className={`source-quality quality-${quality & 3}`}>
        {qualityText(quality, t)}
        {Number.isFinite(time) &&
          `, ${t('panel.age', { duration: formatDuration(instant - time, language) })}`}
      </span>
      {derived ? (
        <code>{signal.type.formula}</code>
      ) : (
        <span>
          {source ?? t('panel.noSource')} {address && <code title={t('panel.address')}>{address}</code>}
        </span>
      )}
    </li>
  );
}
