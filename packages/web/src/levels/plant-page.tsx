/** The page of the plant: the few numbers that matter, what stands, what is furthest from normal, whether data arrives. */

import { useMemo } from 'react';
import { limitsOf } from '../alarms/limits.ts';
import { useNoAlarms } from '../alarms/no-alarms.tsx';
import { PRIORITIES, PRIORITY_ORDER } from '../alarms/priorities.ts';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { formatNumber, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { SignalRow } from '../panel/signal-row.tsx';
import type { SignalNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useSources } from '../sources/use-sources.ts';
import { useUi } from '../state/ui-store.ts';
import { useStandingAlarms, useValuesBeat } from '../values/hooks.ts';
import { CrowdFigure } from './crowd-figure.tsx';
import { figuresOf, groupsOf, tellingSignals } from './figures.ts';
import { LevelParts } from './level-parts.tsx';
import { strain } from './normality.ts';

/** From this many twins on a type is a crowd, told by its median and spread. */
const CROWD = 8;
const CROWD_FIGURES = 3;
/** A plant with fewer figures of its own is told by its crowd. */
const FEW_FIGURES = 3;
const AREAS_MOST = 6;
const STRAINED = 6;
const STRAIN_BEAT_MS = 2000;

export function PlantPage() {
  const language = useLanguage();
  const { plant } = useSession();
  const roots = useMemo(() => plant.twins.filter((twin) => !twin.parent), [plant]);
  return (
    <div className="level">
      <header className="level-head">
        <h2>{localText(plant.info.label, language)}</h2>
      </header>
      <PlantFigures />
      <div className="level-columns">
        <AlarmsByArea />
        <Strained />
        <SourcesInShort />
      </div>
      <LevelParts root={roots.length === 1 ? roots[0] : undefined} />
    </div>
  );
}

function PlantFigures() {
  const t = useText();
  const { plant } = useSession();
  const signals = useMemo(() => {
    const { production, energy } = figuresOf(plant);
    const kpi = plant.signal(plant.info.kpi);
    return [...new Set([...(kpi ? [kpi] : []), ...production, ...energy])];
  }, [plant]);
  const crowds = useMemo(
    () =>
      groupsOf(plant.twins)
        .filter(({ type, twins }) => type && twins.length >= CROWD)
        .slice(0, 1),
    [plant],
  );
  if (signals.length + crowds.length === 0) return null;
  return (
    <section aria-label={t('levels.figures')}>
      <ul className="indicators figures">
        {signals.map((signal) => (
          <SignalRow key={signal.path} signal={signal} twinName={signal.twin.depth > 0} />
        ))}
        {signals.length < FEW_FIGURES &&
          crowds.flatMap(({ type, twins }) =>
            type
              ? tellingSignals(type)
                  .filter((signal) => !signal.states)
                  .slice(0, CROWD_FIGURES)
                  .map((signal) => (
                    <CrowdFigure key={signal.name} type={type} signal={signal} twins={twins} />
                  ))
              : [],
          )}
      </ul>
    </section>
  );
}

/** A row per area with standing alarms, a column per priority. */
function AlarmsByArea() {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const standing = useStandingAlarms();
  const { openArea, selectTwin, setView } = useUi.getState();
  const roots = plant.twins.filter((twin) => !twin.parent);
  const areas = roots.length === 1 && roots[0].children.length > 0 ? [roots[0], ...roots[0].children] : roots;
  const belongs = (path: string, area: string) =>
    path === area || (area !== roots[0]?.info.path && path.startsWith(`${area}/`));
  const all = areas
    .map((area) => ({ area, items: standing.filter((item) => belongs(item.twin, area.info.path)) }))
    .filter((row) => row.items.length > 0)
    .sort((a, b) => PRIORITY_ORDER[a.items[0].priority] - PRIORITY_ORDER[b.items[0].priority]);
  const rows = all.slice(0, AREAS_MOST);
  const none = useNoAlarms(t('levels.calm', { count: areas.length }));
  return (
    <section aria-label={t('levels.alarmsByArea')}>
      <h3 className="level-title">{t('levels.alarmsByArea')}</h3>
      {rows.length === 0 ? (
        <p className="hint">{none}</p>
      ) : (
        <table className="table alarm-areas">
          <thead>
            <tr>
              <th scope="col">{t('levels.area')}</th>
              {PRIORITIES.map((priority) => (
                <th key={priority} scope="col" className="number">
                  <PriorityMark priority={priority} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ area, items }) => (
              <tr key={area.info.path}>
                <th scope="row">
                  <button
                    type="button"
                    className="link"
                    onClick={() => {
                      if (area.children.length > 0) openArea(area.info.path);
                      selectTwin(area.info.path, { focus: true });
                    }}
                  >
                    {localText(area.info.label, language)}
                  </button>
                </th>
                {PRIORITIES.map((priority) => {
                  const own = items.filter((item) => item.priority === priority);
                  return (
                    <td key={priority} className="number">
                      {own.length > 0 && (
                        <button
                          type="button"
                          className={`alarm-count count-${priority}`}
                          title={own.map((item) => localText(item.label, language)).join(', ')}
                          onClick={() =>
                            selectTwin(own[0].twin, { focus: true, tab: 'now', alarm: own[0].id })
                          }
                        >
                          {own.length}
                          <span className="visually-hidden"> {t(`priority.${priority}`)}</span>
                        </button>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <button type="button" className="link more" onClick={() => setView('alarms')}>
        {rows.length < all.length
          ? t('levels.moreAreas', { count: all.length - rows.length })
          : t('levels.allAlarms')}
      </button>
    </section>
  );
}

/** What is nearest to or beyond the edge of its normal band or a limit: one line a twin, the worst first. */
function Strained() {
  const t = useText();
  const { plant, values } = useSession();
  const judged = useMemo(
    () =>
      plant.signals.flatMap((signal) => {
        const limits = signal.twin.type ? limitsOf(signal.twin.type, signal.type) : [];
        return signal.type.normal || limits.length > 0 ? [{ signal, limits }] : [];
      }),
    [plant],
  );
  const beat = useValuesBeat(STRAIN_BEAT_MS);
  // The beat stands for the values.
  const worst = useMemo(() => {
    const byTwin = new Map<string, { signal: SignalNode; strain: number }>();
    for (const { signal, limits } of judged) {
      if ((values.quality[signal.index] & 3) >= 2) continue;
      const now = strain(signal.type, limits, values.values[signal.index]);
      const known = byTwin.get(signal.twin.info.path);
      if (now > (known?.strain ?? 0)) byTwin.set(signal.twin.info.path, { signal, strain: now });
    }
    return [...byTwin.values()].sort((a, b) => b.strain - a.strain).slice(0, STRAINED);
  }, [judged, values, beat]);
  const beyond = worst.filter((each) => each.strain > 1).length;
  return (
    <section aria-label={t('levels.strained')}>
      <h3 className="level-title">{t('levels.strained')}</h3>
      {judged.length === 0 ? (
        <p className="hint">{t('levels.noNormal')}</p>
      ) : (
        <>
          {beyond === 0 && <p className="hint">{t('levels.allNormal')}</p>}
          <ul className="indicators">
            {worst.map(({ signal }) => (
              <SignalRow key={signal.path} signal={signal} twinName />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** The state of the connections at the clock's instant. */
function SourcesInShort() {
  const t = useText();
  const language = useLanguage();
  const sources = useSources();
  const { setView } = useUi.getState();
  return (
    <section aria-label={t('nav.sources')}>
      <h3 className="level-title">{t('nav.sources')}</h3>
      {sources?.length === 0 && <p className="hint">{t('sources.empty')}</p>}
      <ul className="sources-short">
        {sources?.map((source) => (
          <li key={source.name}>
            <span className={`source-state state-${source.state}`}>{localText(source.label, language)}</span>
            <span className="source-kind">
              {source.state === 'connected' && source.now
                ? `${formatNumber(source.now.samplesPerSecond, 0, language)} ${t('sources.rate')}`
                : t(`sourceState.${source.state}`)}
            </span>
          </li>
        ))}
      </ul>
      <button type="button" className="link more" onClick={() => setView('sources')}>
        {t('levels.allSources')}
      </button>
    </section>
  );
}
