/** Compare: the plant at the pinned instant A beside the plant at the clock's instant B, and what is different. */
import { lazy, Suspense, useState, useSyncExternalStore } from 'react';
import { formatDuration, formatTime, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { SignalNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { recall, remember } from '../state/ui-store.ts';
import { useInstant } from '../values/hooks.ts';
import { AlarmDifferences } from './alarm-differences.tsx';
import { DifferenceTable } from './difference-table.tsx';
import { differencesOf } from './differences.ts';
import { SideBySide } from './side-by-side.tsx';
import { StateDifferences } from './state-differences.tsx';
import { useAverages } from './use-averages.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How long before B the choices for A lie. */
const BEFORE_MS = [10 * MINUTE, HOUR, 8 * HOUR, DAY, 7 * DAY] as const;
const AVERAGES_MS = [0, MINUTE, 10 * MINUTE, HOUR] as const;
/** While LIVE the comparison is made anew this often. */
const LIVE_MS = 5000;
const FIRST_SHOWN = 40;
const SHOWINGS = ['figures', 'pictures'] as const;
const SHOWING_TEXTS = { figures: 'compare.figures', pictures: 'compare.pictures' } as const;
const SHOWING_KEY = 'millwright.compare';

// With three.js, which the figures do without.
const ComparePictures = lazy(() => import('./compare-pictures.tsx'));

export function ComparePage() {
  const t = useText();
  const language = useLanguage();
  const { plant, pin, clock } = useSession();
  const { timezone, firstTime } = plant.info;
  const a = useSyncExternalStore(pin.subscribe, () => pin.at);
  const b = useInstant(LIVE_MS);
  const [over, setOver] = useState<number>(MINUTE);
  const [area, setArea] = useState('');
  const [scatter, setScatter] = useState(false);
  const [shown, setShown] = useState(FIRST_SHOWN);
  const [chosen, setChosen] = useState<SignalNode>();
  const [showing, setShowing] = useState<(typeof SHOWINGS)[number]>(
    () => SHOWINGS.find((each) => each === recall(SHOWING_KEY)) ?? 'figures',
  );
  const atA = useAverages(a, over);
  const atB = useAverages(Math.round(b), over);
  const inArea = (path: string) => area === '' || path === area || path.startsWith(`${area}/`);
  const all = atA.averages && atB.averages ? differencesOf(plant, atA.averages, atB.averages) : [];
  const rows = all.filter((each) => inArea(each.signal.twin.info.path) && (scatter || !each.scatter));
  const figures = rows.filter((row) => row.kind === 'figure');
  const first = chosen && inArea(chosen.twin.info.path) ? chosen : figures[0]?.signal;
  const error = atA.error ?? atB.error;
  const retry = () => {
    if (atA.error) atA.retry();
    if (atB.error) atB.retry();
  };
  return (
    <section className="page page-compare" aria-label={t('nav.compare')}>
      <div className="page-bar">
        <h2>{t('nav.compare')}</h2>
        <div className="instants">
          <span className="instant instant-a">
            <b>A</b> {a === undefined ? t('compare.none') : formatTime(a, 'dateTime', language, timezone)}
          </span>
          <span className="instant instant-b">
            <b>B</b> {clock.live ? t('clock.live') : formatTime(b, 'dateTime', language, timezone)}
          </span>
          {a !== undefined && (
            <button
              type="button"
              className="button button-small"
              title={t('compare.swapHelp')}
              onClick={() => {
                const was = clock.now();
                clock.pauseAt(a);
                pin.set(was);
              }}
            >
              {t('compare.swap')}
            </button>
          )}
        </div>
        <span className="hint">{t('compare.before')}</span>
        <fieldset className="ranges" aria-label={t('compare.before')}>
          {BEFORE_MS.map((ms) => (
            <button
              key={ms}
              type="button"
              disabled={firstTime !== null && b - ms < firstTime}
              onClick={() => pin.set(clock.now() - ms)}
            >
              {t('compare.ago', { duration: formatDuration(ms, language) })}
            </button>
          ))}
        </fieldset>
      </div>
      {a === undefined ? (
        <Empty>{t('compare.empty')}</Empty>
      ) : (
        <>
          <div className="page-bar compare-bar">
            <fieldset className="ranges" aria-label={t('compare.how')}>
              {SHOWINGS.map((each) => (
                <button
                  key={each}
                  type="button"
                  aria-pressed={each === showing}
                  onClick={() => {
                    remember(SHOWING_KEY, each);
                    setShowing(each);
                  }}
                >
                  {t(SHOWING_TEXTS[each])}
                </button>
              ))}
            </fieldset>
            <label>
              {t('compare.over')}{' '}
              <select value={over} onChange={(event) => setOver(Number(event.target.value))}>
                {AVERAGES_MS.map((ms) => (
                  <option key={ms} value={ms}>
                    {ms === 0
                      ? t('compare.instant')
                      : t('compare.mean', { duration: formatDuration(ms, language) })}
                  </option>
                ))}
              </select>
            </label>
            <label>
              {t('compare.area')}{' '}
              <select value={area} onChange={(event) => setArea(event.target.value)}>
                <option value="">{t('compare.everything')}</option>
                {plant.twins
                  .filter((twin) => twin.children.length > 0)
                  .map((twin) => (
                    <option key={twin.info.path} value={twin.info.path}>
                      {'\u2003'.repeat(twin.depth)}
                      {localText(twin.info.label, language)}
                    </option>
                  ))}
              </select>
            </label>
            <label>
              <input
                type="checkbox"
                checked={scatter}
                onChange={(event) => setScatter(event.target.checked)}
              />{' '}
              {t('compare.scatter')}
            </label>
          </div>
          {firstTime !== null && a < firstTime ? (
            <Empty>
              {t('compare.beforeHistory', { time: formatTime(firstTime, 'dateTime', language, timezone) })}
            </Empty>
          ) : error ? (
            <Failed error={error} onRetry={retry} />
          ) : !atA.averages || !atB.averages ? (
            <Loading lines={8} />
          ) : showing === 'pictures' ? (
            <Suspense fallback={<Loading lines={8} />}>
              <ComparePictures a={a} rows={rows} />
            </Suspense>
          ) : (
            <div className="compare-body">
              <DifferenceTable
                rows={figures.slice(0, shown)}
                chosen={first}
                onChoose={setChosen}
                more={Math.max(0, figures.length - shown)}
                onMore={() => setShown(shown + 100)}
              />
              <div className="compare-side">
                {first && <SideBySide signal={first} a={a} b={b} />}
                <StateDifferences rows={rows.filter((row) => row.kind !== 'figure')} onChoose={setChosen} />
                <AlarmDifferences a={a} b={b} inArea={inArea} />
              </div>
            </div>
          )}
        </>
      )}
    </section>
  );
}
