/** Trend: signals of the twin over the time of the timeline. */
import { useState } from 'react';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { TrendChart } from '../trends/trend-chart.tsx';
import { useStandingAlarms } from '../values/hooks.ts';

/** Lines that can be told apart in a chart of this size. */
const MOST = 4;

export function TrendTab({ twin }: { twin: TwinNode }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const selected = useUi((ui) => ui.signal);
  const { setTrends, setView } = useUi.getState();
  const standing = useStandingAlarms();
  const signals = plant.signalsOf(twin);
  const first =
    signals.find((s) => s.path === selected) ??
    signals.find((s) => standing.some((item) => item.inputs.some((input) => input.path === s.path))) ??
    signals[0];
  const [extra, setExtra] = useState<readonly string[]>([]);
  const paths = [...new Set([...(first ? [first.path] : []), ...extra])].slice(0, MOST);
  if (!first) return <p className="hint">{t('panel.noSignals')}</p>;
  const toggle = (path: string) => {
    if (paths.includes(path)) {
      setExtra(extra.filter((each) => each !== path));
      if (path === first.path && paths[1]) useUi.setState({ signal: paths[1] });
    } else {
      setExtra([...extra, path].slice(-(MOST - 1)));
    }
  };
  return (
    <>
      <TrendChart paths={paths} height={230} />
      <button
        type="button"
        className="button"
        onClick={() => {
          setTrends(paths);
          setView('trends');
        }}
      >
        {t('panel.addTrend')}
      </button>
      <ul className="choices">
        {signals.map((signal) => (
          <li key={signal.path}>
            <label>
              <input
                type="checkbox"
                checked={paths.includes(signal.path)}
                onChange={() => toggle(signal.path)}
              />
              {localText(signal.type.label, language)}
            </label>
          </li>
        ))}
      </ul>
    </>
  );
}
