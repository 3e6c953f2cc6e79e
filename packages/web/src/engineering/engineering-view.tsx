/** Build: what the plant is made of, changed in the browser. A draft is kept apart from what runs until it is applied. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { TextKey } from '../i18n/texts.ts';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Failed, Loading } from '../shell/message.tsx';
import { BUILD_TABS, type BuildTab, useBuildPlace } from './build-place.ts';
import { ChangesTab } from './changes-tab.tsx';
import { DocumentsTab } from './documents-tab.tsx';
import { DraftBar } from './draft-bar.tsx';
import { DraftModel } from './draft-model.ts';
import { PlansTab } from './plans-tab.tsx';
import { SourcesTab } from './sources-tab.tsx';
import { TwinsTab } from './twins-tab.tsx';
import { TypesTab } from './types-tab.tsx';
import { DraftContext, useDraft } from './use-draft.ts';
import '../styles/engineering.css';
import '../styles/place.css';

const TITLES: Readonly<Record<BuildTab, TextKey>> = {
  sources: 'build.sources',
  types: 'build.types',
  twins: 'build.twins',
  plans: 'build.plans',
  documents: 'build.documents',
  changes: 'build.changes',
};

export default function EngineeringView() {
  const session = useSession();
  const id = session.plant.info.id;
  const { api } = session;
  // The draft outlives the session, which is opened anew when a draft is applied.
  const draft = useMemo(() => new DraftModel(api, id), [id]);
  const { revision } = session.plant.info;
  useEffect(() => {
    void draft.load();
  }, [draft, revision]);
  return (
    <DraftContext value={draft}>
      <Build />
    </DraftContext>
  );
}

function Build() {
  const t = useText();
  const { draft, view } = useDraft();
  const tab = useBuildPlace((place) => place.tab);
  const setTab = useBuildPlace((place) => place.setTab);
  const [chosen, setChosen] = useState<{ file: string; line: number }>();
  const show = useCallback(
    (file: string, line: number) => {
      setChosen({ file, line });
      setTab('documents');
    },
    [setTab],
  );
  return (
    <section className="page build" aria-label={t('nav.engineering')}>
      <div className="page-bar build-bar">
        <h2>{t('nav.engineering')}</h2>
        <div className="ranges build-tabs" role="tablist" aria-label={t('build.parts')}>
          {BUILD_TABS.map((each, i) => (
            <button
              key={each}
              type="button"
              role="tab"
              id={`build-tab-${each}`}
              aria-selected={tab === each}
              aria-controls={view.info === undefined ? undefined : 'build-panel'}
              tabIndex={tab === each ? 0 : -1}
              onClick={() => setTab(each)}
              onKeyDown={(event) => {
                const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
                if (step === 0) return;
                const next = BUILD_TABS[(i + step + BUILD_TABS.length) % BUILD_TABS.length];
                setTab(next);
                document.getElementById(`build-tab-${next}`)?.focus();
              }}
            >
              {t(TITLES[each])}
              {each === 'changes' && (view.info?.files.length ?? 0) > 0 && (
                <span className="build-count">{view.info?.files.length}</span>
              )}
            </button>
          ))}
        </div>
        <DraftBar onFault={show} onChanges={() => setTab('changes')} />
      </div>
      {view.info === undefined ? (
        view.error === undefined ? (
          <Loading lines={6} />
        ) : (
          <Failed error={view.error} onRetry={() => void draft.load()} />
        )
      ) : (
        <div className="build-panel" id="build-panel" role="tabpanel" aria-labelledby={`build-tab-${tab}`}>
          {tab === 'sources' && <SourcesTab />}
          {tab === 'types' && <TypesTab />}
          {tab === 'twins' && <TwinsTab />}
          {tab === 'plans' && <PlansTab />}
          {tab === 'documents' && <DocumentsTab chosen={chosen} />}
          {tab === 'changes' && <ChangesTab onShow={show} />}
        </div>
      )}
    </section>
  );
}
