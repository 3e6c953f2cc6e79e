/**
 * Overview: pages made of the model alone, in the levels of ISA-101. The plant (how are we doing), an area (which unit),
 * a unit (what is it doing); the detail (why) is the panel.
 */
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { LevelPage } from '../levels/level-page.tsx';
import { PlantPage } from '../levels/plant-page.tsx';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';

export function OverviewPage() {
  const t = useText();
  const { plant } = useSession();
  const twin = plant.twin(useUi((ui) => ui.area));
  return (
    <section className="page page-overview" aria-label={t('nav.overview')} key={twin?.info.path}>
      {twin && <Crumbs twin={twin} />}
      {twin ? <LevelPage twin={twin} /> : <PlantPage />}
    </section>
  );
}

/** Where this page is, and the way up. */
function Crumbs({ twin }: { twin: TwinNode }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const { openArea } = useUi.getState();
  return (
    <nav aria-label={t('levels.crumbs')}>
      <ol className="crumbs">
        <li>
          <button type="button" onClick={() => openArea(undefined)}>
            {localText(plant.info.label, language)}
          </button>
        </li>
        {plant.lineage(twin).map((each) => (
          <li key={each.info.path}>
            <button
              type="button"
              aria-current={each === twin ? 'page' : undefined}
              onClick={() => openArea(each.info.path)}
            >
              {localText(each.info.label, language)}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
