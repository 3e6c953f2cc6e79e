/** The tree of an explanation: a value, what it was computed from, down to what was measured. Every signal is a way to it. */
import type { ExplainAnswer } from '@millwright/server/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { decimalsOf, formatNumber, formatTime, localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { Failed, Loading } from '../shell/message.tsx';
import { useUi } from '../state/ui-store.ts';
import { useInstant } from '../values/hooks.ts';
import { FormulaText } from './formula-text.tsx';
import { qualityText, valueText } from './value-text.tsx';

type Node = ExplainAnswer['root'];

/** While time passes, the explanation is asked for again after this. */
const GRID_MS = 2000;

/** How the value of a derived signal came about at the clock's instant. */
export function ExplainTree({ path, formula = true }: { path: string; formula?: boolean }) {
  const t = useText();
  const language = useLanguage();
  const { api, plant } = useSession();
  const at = Math.round(useInstant(GRID_MS));
  const { data, error, refetch } = useQuery({
    queryKey: ['explain', plant.info.id, path, at],
    queryFn: ({ signal }) => api.explain(plant.info.id, path, at, signal),
    placeholderData: (before) => (before?.path === path ? before : undefined),
    // The next instant asks again soon enough.
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  const twin = plant.signal(path)?.twin;
  // A failure stays to be read while the next instant is asked for.
  const [failure, setFailure] = useState<Error>();
  const said = data ? undefined : (error ?? failure);
  if (said !== failure) setFailure(said);
  if (said) return <Failed error={said} onRetry={() => void refetch()} />;
  if (!data || !twin) return <Loading lines={4} />;
  // The formula stands above: the tree begins with its parts.
  const [only] = data.root.children;
  const whole = data.root.children.length === 1 && only.signal === undefined && only.children.length > 0;
  const branches = formula ? (whole ? only.children : data.root.children) : [data.root];
  return (
    <div className="explain">
      {formula && (
        <>
          <h3 className="panel-section">{t('panel.formula')}</h3>
          <FormulaText text={data.formula} twin={twin} />
          <details className="as-written">
            <summary>{t('panel.asWritten')}</summary>
            <code>{data.formula}</code>
          </details>
          <h3 className="panel-section">
            {t('panel.explainAt', { time: formatTime(data.at, 'time', language, plant.info.timezone) })}
          </h3>
        </>
      )}
      <ul className="tree" aria-label={t('panel.tab.explain')}>
        {branches.map((child, i) => (
          <ExplainLine key={i} node={child} twin={twin} />
        ))}
      </ul>
    </div>
  );
}

/** `twin`: whose formula the node is part of. */
function ExplainLine({ node, twin }: { node: Node; twin: TwinNode }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const { selectSignal } = useUi.getState();
  const signal = plant.signal(node.signal);
  const value = node.value ?? Number.NaN;
  const bad = (node.quality & 3) >= 2;
  const when =
    node.time === null ? '' : `, ${formatTime(node.time, 'timeMs', language, plant.info.timezone)}`;
  const number = signal
    ? valueText(signal, value, language)
    : formatNumber(value, decimalsOf({}, value), language);
  return (
    <li>
      <div className={`tree-line${bad ? ' tree-bad' : ''}`} title={`${qualityText(node.quality, t)}${when}`}>
        {signal ? (
          <button
            type="button"
            className="link"
            onClick={() => selectSignal(signal.path, signal.type.kind === 'derived' ? 'explain' : 'trend')}
          >
            {localText(signal.type.label, language)}
            {signal.twin !== twin && <small>{localText(signal.twin.info.label, language)}</small>}
          </button>
        ) : (
          <FormulaText text={node.text} twin={twin} />
        )}
        <span className="number">
          {number} {!signal?.type.states && <span className="unit">{unitText(node.unit)}</span>}
        </span>
      </div>
      {bad && <small>{qualityText(node.quality, t)}</small>}
      {node.children.length > 0 && (
        <ul>
          {node.children.map((child, i) => (
            <ExplainLine key={i} node={child} twin={signal?.twin ?? twin} />
          ))}
        </ul>
      )}
    </li>
  );
}
