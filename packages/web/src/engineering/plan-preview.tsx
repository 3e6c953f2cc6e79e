/** What a plan of the draft would say now: next instants, counters, where its condition holds. */
import { ApiError, type PlanPreview as Preview } from '@millwright/server/client';
import { useEffect, useState } from 'react';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { OutlookText, PlanDueText } from '../work/plan-outlook.tsx';
import { useWhen } from '../work/use-work.ts';
import { useDraft } from './use-draft.ts';

/** Values move on while one looks. */
const AGAIN_MS = 5000;
const SHOWN = 30;

export function PlanPreview({ name }: { name: string }) {
  const t = useText();
  const language = useLanguage();
  const when = useWhen();
  const { draft, view } = useDraft();
  const [found, setFound] = useState<{ name: string; preview?: Preview; problem?: string }>();
  const version = view.info?.version;
  const isWrong = view.info?.faults.some(({ severity }) => severity === 'error') ?? true;
  useEffect(() => {
    if (isWrong) {
      setFound({ name });
      return;
    }
    const ends = new AbortController();
    const ask = () =>
      draft.client.plan(name, ends.signal).then(
        (preview) => setFound({ name, preview }),
        (error: unknown) => {
          if (ends.signal.aborted) return;
          const problem =
            error instanceof ApiError && error.problem.status !== 409 ? error.message : undefined;
          setFound(problem === undefined ? { name } : { name, problem });
        },
      );
    void ask();
    const timer = setInterval(() => void ask(), AGAIN_MS);
    return () => {
      ends.abort();
      clearInterval(timer);
    };
    // Asked again with every version of the draft.
  }, [draft, name, version, isWrong]);
  const preview = found?.name === name ? found.preview : undefined;
  return (
    <section className="build-section plan-preview" aria-live="polite">
      <h4>{t('build.plan.preview')}</h4>
      {found?.problem !== undefined && <p role="alert">{found.problem}</p>}
      {found?.name === name && preview === undefined && found.problem === undefined && (
        <p className="page-note">{t('build.plan.notYet')}</p>
      )}
      {preview && (
        <>
          <p>
            <PlanDueText due={preview.due} /> · {t('build.plan.twinsCount', { count: preview.count })}
          </p>
          {preview.due.kind === 'calendar' && (
            <ol className="plan-instants">
              {preview.due.next.map((instant) => (
                <li key={instant}>{when(instant)}</li>
              ))}
            </ol>
          )}
          {preview.due.kind === 'condition' && <Verdict preview={preview} />}
          {preview.due.kind !== 'calendar' && (
            <ul className="plan-outlooks">
              {preview.twins.slice(0, SHOWN).map(({ path, label, outlook }) => (
                <li key={path}>
                  <span title={path}>
                    {localText(label, language)} <code>{path}</code>
                  </span>
                  <OutlookText due={preview.due} outlook={outlook} />
                </li>
              ))}
            </ul>
          )}
          {preview.due.kind !== 'calendar' && preview.count > SHOWN && (
            <p className="page-note">{t('plan.moreTwins', { count: preview.count - SHOWN })}</p>
          )}
        </>
      )}
    </section>
  );
}

function Verdict({ preview: { twins } }: { preview: Preview }) {
  const t = useText();
  const verdicts = twins.map(({ outlook }) => (outlook?.kind === 'condition' ? outlook.holds : undefined));
  const holds = verdicts.filter((each) => each === true).length;
  const unknown = verdicts.filter((each) => each === undefined).length;
  return (
    <p>
      <strong>
        {holds > 0
          ? t('build.plan.holdsFor', { count: holds, all: twins.length })
          : t('build.plan.holdsNowhere')}
      </strong>{' '}
      {unknown > 0 && t('build.plan.unknownFor', { count: unknown })}
    </p>
  );
}
