/** Explain: how a derived value came about at the clock's instant, as a tree down to what was measured. */
import type { ExplainAnswer } from '@millwright/server/client';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { decimalsOf, formatNumber, formatTime, localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { Failed, Loading } from '../shell/message.tsx';
import { useUi } from '../state/ui-store.ts';
import { useInstant } from '../values/hooks.ts';
import { qualityText, ValueText } from './value-text.tsx';

type Node = ExplainAnswer['root'];

/** While time passes, the explanation is asked for again after this. */
const GRID_MS = 2000;

export function ExplainTab({ twin }: { twin: TwinNode }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const selected = useUi((ui) => ui.signal);
  const { selectSignal } = useUi.getState();
  const derived = plant.signalsOf(twin).filter((signal) => signal.type.kind === 'derived');
  const signal = plant.signal(selected);
  const shown = signal?.twin === twin && signal.type.kind === 'derived' ? signal : undefined;
  useEffect(() => {
    if (!shown && derived.length > 0) useUi.setState({ signal: derived[0].path });
  });
  if (derived.length === 0) return <p className="hint">{t('panel.noDerived')}</p>;
  return (
    <>
      <select
        className="wide"
        aria-label={t('panel.explainHint')}
        value={shown?.path ?? ''}
        onChange={(event) => selectSignal(event.target.value, 'explain')}
      >
        {derived.map((each) => (
          <option key={each.path} value={each.path}>
            {localText(each.type.label, language)}
          </option>
        ))}
      </select>
      {shown && (
        <div className="explain-value">
          <ValueText signal={shown} />
        </div>
      )}
      {shown && <Explanation path={shown.path} />}
    </>
  );
}

function Explanation({ path }: { path: string }) {
  const t = useText();
  const language = useLanguage();
  const { api, plant } = useSession();
  const at = Math.round(useInstant(GRID_MS));
  const { data, error, refetch } = useQuery({
    queryKey: ['explain', plant.info.id, path, at],
    queryFn: ({ signal }) => api.explain(plant.info.id, path, at, signal),
    placeholderData: (before) => (before?.path === path ? before : undefined),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading lines={4} />;
  return (
    <div className="explain">
      <p className="explain-at">
        {t('panel.explainAt', { time: formatTime(data.at, 'time', language, plant.info.timezone) })}
      </p>
      <h3 className="panel-section">{t('panel.formula')}</h3>
      <code className="formula">{data.formula}</code>
      <ul className="tree" aria-label={t('panel.tab.explain')}>
        <ExplainLine node={data.root} />
      </ul>
    </div>
  );
}

function ExplainLine({ node }: { node: Node }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const { selectSignal } = useUi.getState();
  const signal = plant.signal(node.signal);
  const value = node.value ?? Number.NaN;
  const bad = (node.quality & 3) >= 2;
  return (
    <li>
      <div className={`tree-line${bad ? ' tree-bad' : ''}`} title={qualityText(node.quality, t)}>
        {signal ? (
          <button
            type="button"
            className="link"
            onClick={() => selectSignal(signal.path, signal.type.kind === 'derived' ? 'explain' : 'trend')}
          >
            {localText(signal.type.label, language)}
            <small>{signal.path}</small>
          </button>
        ) : (
          <code>{node.text}</code>
        )}
        <span className="number">
          {formatNumber(value, signal ? decimalsOf(signal.type, value) : decimalsOf({}, value), language)}{' '}
          <span className="unit">{unitText(node.unit)}</span>
        </span>
      </div>
      {node.children.length > 0 && (
        <ul>
          {node.children.map((child, i) => (
            <ExplainLine key={i} node={child} />
          ))}
        </ul>
      )}
    </li>
  );
}
