/** Signals with named states: a lane each, under the lines, with the names of the states on it. */
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { ChartLine } from './lines.ts';
import type { Drawn } from './series.ts';
import { runsOf } from './state-runs.ts';

/** Shades that tell states apart; the first is that of the lowest state, such as stopped. */
const SHADES = 4;

export function Lanes({
  lanes,
  courses,
  from,
  to,
  end,
  inset,
}: {
  lanes: readonly ChartLine[];
  /** In the order of the lanes. */
  courses: readonly (Drawn | undefined)[];
  /** Seconds. */
  from: number;
  to: number;
  /** Until when the newest state is known to last, seconds. */
  end: number;
  /** CSS pixels left and right of the plot. */
  inset: readonly [number, number];
}) {
  const t = useText();
  const language = useLanguage();
  const share = (time: number) => (100 * (Math.max(from, Math.min(to, time)) - from)) / (to - from);
  return (
    <div className="lanes" style={{ paddingInline: `${inset[0]}px ${inset[1]}px` }}>
      {lanes.map((lane, i) => {
        const course = courses[i];
        const states = lane.signal.type.states ?? [];
        const runs = course ? runsOf(course, end).filter((run) => run.to > from && run.from < to) : [];
        return (
          <div key={lane.path} className="lane" title={lane.path}>
            <span className="lane-name">
              {lane.label} <small>{localText(lane.signal.twin.info.label, language)}</small>
            </span>
            <div className="lane-runs">
              {runs.map((run) => {
                const at = states.findIndex((state) => state.value === run.state);
                const name =
                  run.state === null
                    ? ''
                    : run.state === 'mixed'
                      ? t('trends.mixed')
                      : at >= 0
                        ? localText(states[at].label, language)
                        : String(run.state);
                const shade =
                  run.state === null
                    ? 'gap'
                    : run.state === 'mixed'
                      ? 'mixed'
                      : String(Math.max(0, at) % SHADES);
                return (
                  <span
                    key={run.from}
                    className={`run run-${shade}`}
                    title={name || t('trends.gap')}
                    style={{ left: `${share(run.from)}%`, width: `${share(run.to) - share(run.from)}%` }}
                  >
                    {name}
                  </span>
                );
              })}
            </div>
          </div>
        );
      })}
    </div>
  );
}
