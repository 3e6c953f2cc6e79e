/** The frame of every screen: rail, top bar, content, selection panel, timeline. */
import type { PlantSummary } from '@millwright/server/client';
import { useState } from 'react';
import { ComparePage } from '../compare/compare-page.tsx';
import { ChangesPage } from '../decisions/changes-page.tsx';
import { JournalPage } from '../decisions/journal-page.tsx';
import { AlarmsPage } from '../pages/alarms-page.tsx';
import { OverviewPage } from '../pages/overview-page.tsx';
import { SettingsPage } from '../pages/settings-page.tsx';
import { SignalsPage } from '../pages/signals-page.tsx';
import { TrendsPage } from '../pages/trends-page.tsx';
import { SelectionPanel } from '../panel/selection-panel.tsx';
import { SourcesPage } from '../sources/sources-page.tsx';
import { useUi, type View } from '../state/ui-store.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { useClockState } from '../values/hooks.ts';
import { Banner } from './banner.tsx';
import { useKeys } from './keys.ts';
import { later } from './later.tsx';
import { Rail } from './rail.tsx';
import { Search } from './search.tsx';
import { SkipLink } from './skip-link.tsx';
import { TopBar } from './top-bar.tsx';

const EngineeringView = later(() => import('../engineering/engineering-view.tsx'));
const GalleryView = later(() => import('../gallery/gallery-view.tsx'));
const WorkPage = later(() => import('../work/work-page.tsx'));
const SpaceView = later(() => import('../space/space-view.tsx'));

const LATER = new Map<View, { ahead(): void }>([
  ['space', SpaceView],
  ['work', WorkPage],
  ['engineering', EngineeringView],
  ['gallery', GalleryView],
]);

/** Begins to load the code of a view, while what it shows is asked for. */
export function loadAhead(view: View): void {
  LATER.get(view)?.ahead();
}

export function Shell({
  plants,
  onPlant,
}: {
  plants: readonly PlantSummary[];
  onPlant: (id: string) => void;
}) {
  useKeys();
  const view = useUi((ui) => ui.view);
  const searching = useUi((ui) => ui.searching);
  const hasSelection = useUi((ui) => ui.twin !== undefined);
  const aside = useUi((ui) => ui.aside);
  const panelWidth = useUi((ui) => ui.panelWidth);
  const { mode } = useClockState();
  const [spaceSeen, setSpaceSeen] = useState(view === 'space');
  if (view === 'space' && !spaceSeen) setSpaceSeen(true);
  return (
    <div
      className={`shell shell-${mode} shell-${hasSelection ? 'selected' : 'unselected'}${aside ? ' shell-aside' : ''}`}
      data-view={view}
      style={{ '--panel-chosen': `${panelWidth}rem` }}
    >
      <SkipLink />
      <Rail />
      <TopBar plants={plants} onPlant={onPlant} />
      <main className="content" id="content" tabIndex={-1}>
        <Banner />
        {/* Once seen, the space stays mounted: coming back to it costs nothing. */}
        {spaceSeen && (
          <div className="content-space" hidden={view !== 'space'}>
            <SpaceView visible={view === 'space'} />
          </div>
        )}
        {view === 'overview' && <OverviewPage />}
        {view === 'trends' && <TrendsPage />}
        {view === 'compare' && <ComparePage />}
        {view === 'signals' && <SignalsPage />}
        {view === 'alarms' && <AlarmsPage />}
        {view === 'work' && <WorkPage />}
        {view === 'changes' && <ChangesPage />}
        {view === 'journal' && <JournalPage />}
        {view === 'sources' && <SourcesPage />}
        {view === 'gallery' && <GalleryView />}
        {view === 'engineering' && <EngineeringView />}
        {view === 'settings' && <SettingsPage />}
      </main>
      <SelectionPanel />
      <Timeline />
      {searching && <Search />}
    </div>
  );
}
