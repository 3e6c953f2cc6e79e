/** A formula on the real past: the old and the new result side by side, and computing the past anew. */
import type { ComputeProgress, PreviewAnswer } from '@millwright/server/client';
import { useEffect, useId, useRef, useState } from 'react';
import { formatDuration, formatNumber } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Empty, Failed } from '../shell/message.tsx';
import { PreviewChart } from './preview-chart.tsx';
import { useDraft } from './use-draft.ts';

const HOUR = 3_600_000;
const RANGES = [HOUR, 8 * HOUR, 24 * HOUR] as const;
const REST_MS = 500;

export function FormulaWorkbench({
  type,
  signal,
  formula,
  sound,
}: {
  type: string;
  signal: string;
  formula: string;
  sound: boolean;
}) {
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const { draft } = useDraft();
  const id = useId();
  const twins = session.plant.twins.filter((twin) => twin.type?.name === type);
  const [chosen, setChosen] = useState<string>();
  const twin = twins.find((one) => one.info.path === chosen)?.info.path ?? twins[0]?.info.path;
  const [range, setRange] = useState<number>(HOUR);
  const [preview, setPreview] = useState<PreviewAnswer>();
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (twin === undefined || !sound) return;
    const ends = new AbortController();
    const wait = setTimeout(() => {
      setBusy(true);
      const to = Math.round(session.clock.serverNow());
      draft.client.preview({ twin, signal, formula, from: to - range, to, points: 1000 }, ends.signal).then(
        (found) => {
          setPreview(found);
          setFailure(undefined);
          setBusy(false);
        },
        (error: unknown) => {
          if (ends.signal.aborted) return;
          setFailure(error);
          setBusy(false);
        },
      );
    }, REST_MS);
    return () => {
      clearTimeout(wait);
      ends.abort();
    };
  }, [draft, session, twin, signal, formula, sound, range]);
  if (twin === undefined) return <Empty>{t('build.noTwinOfType')}</Empty>;
  return (
    <div className="workbench">
      <div className="build-buttons">
        <label htmlFor={`${id}-twin`}>{t('build.previewOn')}</label>
        <select id={`${id}-twin`} value={twin} onChange={(event) => setChosen(event.target.value)}>
          {twins.map((one) => (
            <option key={one.info.path} value={one.info.path}>
              {one.info.path}
            </option>
          ))}
        </select>
        <fieldset className="ranges" aria-label={t('trends.range')}>
          {RANGES.map((each) => (
            <button key={each} type="button" aria-pressed={range === each} onClick={() => setRange(each)}>
              {formatDuration(each, language)}
            </button>
          ))}
        </fieldset>
        {busy && <span className="page-note">{t('build.computing')}</span>}
      </div>
      {failure !== undefined && <Failed error={failure} />}
      {preview !== undefined && (
        <>
          {preview.after.values.length === 0 && preview.before.values.length === 0 ? (
            <Empty>{t('build.noHistory')}</Empty>
          ) : (
            <PreviewChart preview={preview} />
          )}
          <p className="page-note">
            {t('build.previewTold', { count: formatNumber(preview.samples, 0, language) })}
          </p>
        </>
      )}
      <ComputeBack type={type} signal={signal} />
    </div>
  );
}

/** Computes the formula that runs over a chosen time and stores the result, with progress and a way to stop. */
function ComputeBack({ type, signal }: { type: string; signal: string }) {
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const { draft, view } = useDraft();
  const id = useId();
  const [hours, setHours] = useState(24);
  const [line, setLine] = useState<ComputeProgress>();
  const [failure, setFailure] = useState<unknown>();
  const ends = useRef<AbortController>(undefined);
  useEffect(() => () => ends.current?.abort(), []);
  const running = session.plant.types.get(type)?.signals.find((one) => one.name === signal);
  const waits = view.info?.files.some((file) => file.running !== 'same') === true;
  const busy =
    ends.current !== undefined && line !== undefined && line.done !== true && line.problem === undefined;
  const begin = async () => {
    const mine = new AbortController();
    ends.current = mine;
    setFailure(undefined);
    setLine({ progress: 0, samples: 0 });
    const to = Math.round(session.clock.serverNow());
    try {
      await draft.client.computeBack({ type, signal, from: to - hours * HOUR, to }, setLine, mine.signal);
    } catch (error) {
      if (!mine.signal.aborted) setFailure(error);
    }
    if (ends.current === mine) ends.current = undefined;
  };
  return (
    <div className="compute-back">
      <div className="build-buttons">
        <label htmlFor={`${id}-hours`}>{t('build.computeBack')}</label>
        <input
          id={`${id}-hours`}
          type="number"
          min={1}
          max={8760}
          value={hours}
          onChange={(event) => setHours(Math.max(1, Number(event.target.value)))}
        />
        <span>{t('build.hours')}</span>
        {busy ? (
          <button
            type="button"
            className="button"
            onClick={() => {
              ends.current?.abort();
              ends.current = undefined;
              setLine(undefined);
            }}
          >
            {t('build.cancel')}
          </button>
        ) : (
          <button
            type="button"
            className="button"
            disabled={running?.formula === undefined || waits}
            onClick={() => void begin()}
          >
            {t('build.begin')}
          </button>
        )}
        {busy && <progress max={1} value={line.progress} aria-label={t('build.computeBack')} />}
      </div>
      {waits && <small>{t('build.applyFirst')}</small>}
      {line?.done === true && (
        <p role="status">{t('build.computed', { count: formatNumber(line.samples, 0, language) })}</p>
      )}
      {line?.problem !== undefined && <p className="draft-error">{line.problem}</p>}
      {failure !== undefined && <Failed error={failure} />}
    </div>
  );
}
