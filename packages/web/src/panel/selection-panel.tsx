/** The panel on the right: what is selected, from now to why; the plant as a whole when nothing is. */
import { useEffect, useRef } from 'react';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { Icon } from '../shell/icons.tsx';
import { TABS, useUi } from '../state/ui-store.ts';
import { TwinWork } from '../work/twin-work.tsx';
import { AlarmCards } from './alarm-card.tsx';
import { DocumentsTab } from './documents-tab.tsx';
import { ExplainTab } from './explain-tab.tsx';
import { NowTab } from './now-tab.tsx';
import { Overview } from './overview.tsx';
import { PanelResizer } from './panel-resizer.tsx';
import { SourceTab } from './source-tab.tsx';
import { TrendTab } from './trend-tab.tsx';

export function SelectionPanel() {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const path = useUi((ui) => ui.twin);
  const { selectTwin, focus, setView, openArea } = useUi.getState();
  const twin = plant.twin(path);
  if (!twin) {
    return (
      <aside className="panel" aria-label={t('panel.label')}>
        <PanelResizer />
        <Overview />
      </aside>
    );
  }
  const typeLabel = twin.type ? localText(twin.type.label, language) : '';
  const name = localText(twin.info.label, language);
  return (
    <aside className="panel" aria-label={t('panel.label')}>
      <PanelResizer />
      <header className="panel-head">
        <div>
          {twin.parent && (
            <button
              type="button"
              className="panel-up"
              title={t('panel.up')}
              onClick={() => selectTwin(twin.parent?.info.path, { focus: true })}
            >
              <Icon name="back" size={12} /> {localText(twin.parent.info.label, language)}
            </button>
          )}
          <h2>{name}</h2>
          <p className="panel-path">
            {typeLabel && typeLabel !== name && <span>{typeLabel} · </span>}
            <code>{twin.info.path}</code>
          </p>
        </div>
        {twin.children.length > 0 && (
          <button
            type="button"
            className="icon-button"
            title={t('panel.page')}
            aria-label={t('panel.page')}
            onClick={() => openArea(twin.info.path)}
          >
            <Icon name="overview" />
          </button>
        )}
        <button
          type="button"
          className="icon-button"
          title={t('panel.zoom')}
          aria-label={t('panel.zoom')}
          onClick={() => {
            setView('space');
            focus();
          }}
        >
          <Icon name="target" />
        </button>
        <button
          type="button"
          className="icon-button"
          title={t('panel.close')}
          aria-label={t('panel.close')}
          onClick={() => selectTwin(undefined)}
        >
          <Icon name="close" />
        </button>
      </header>
      <Scrolled key={twin.info.path} twin={twin} />
    </aside>
  );
}

/** Alarms, tabs and what the tab shows scroll as one; the tabs stay at the top. */
function Scrolled({ twin }: { twin: TwinNode }) {
  const t = useText();
  const tab = useUi((ui) => ui.tab);
  const { setTab } = useUi.getState();
  const area = useRef<HTMLDivElement>(null);
  const tabs = useRef<HTMLDivElement>(null);
  const shown = useRef(tab);
  // What somebody asks for by a button of an alarm may lie below the edge: then it comes up.
  useEffect(() => {
    const { current: scrolled } = area;
    const { current: bar } = tabs;
    if (shown.current === tab || !scrolled || !bar) return;
    shown.current = tab;
    const begin = bar.offsetTop;
    const isLow = begin - scrolled.scrollTop > scrolled.clientHeight / 2;
    if (isLow) scrolled.scrollTo({ top: begin });
  }, [tab]);
  return (
    <div className="panel-scroll" ref={area}>
      <AlarmCards twin={twin} />
      <div className="tabs" ref={tabs} role="tablist" aria-label={t('panel.label')}>
        {TABS.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            id={`tab-${each}`}
            aria-selected={tab === each}
            aria-controls="tab-panel"
            tabIndex={tab === each ? 0 : -1}
            onClick={() => setTab(each)}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              if (step === 0) return;
              event.stopPropagation();
              const next = TABS[(TABS.indexOf(each) + step + TABS.length) % TABS.length];
              setTab(next);
              document.getElementById(`tab-${next}`)?.focus();
            }}
          >
            {t(`panel.tab.${each}`)}
          </button>
        ))}
      </div>
      <div className="tab-panel" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`}>
        {tab === 'now' && <NowTab twin={twin} />}
        {tab === 'trend' && <TrendTab twin={twin} />}
        {tab === 'explain' && <ExplainTab twin={twin} />}
        {tab === 'work' && <TwinWork twin={twin} />}
        {tab === 'documents' && <DocumentsTab twin={twin} />}
        {tab === 'source' && <SourceTab twin={twin} />}
      </div>
    </div>
  );
}
