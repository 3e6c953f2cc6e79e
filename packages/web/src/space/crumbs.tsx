/** Where one is, from the plant down to the part: each level goes there, the last opens what is below it. */
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { ToolIcon } from './tool-icons.tsx';
import { spaceAction } from './use-space-keys.ts';

export function Crumbs() {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const twin = plant.twin(useUi((ui) => ui.twin));
  const selectTwin = useUi((ui) => ui.selectTwin);
  const below = twin ? twin.children : plant.twins.filter((each) => !each.parent);
  const siblings = twin?.parent?.children ?? [];
  const choices = below.length > 0 ? below : siblings;
  return (
    <nav className="space-crumbs" data-covers="" aria-label={t('space.crumbs')}>
      <button
        type="button"
        className="icon-button"
        title={t('space.up')}
        aria-label={t('space.up')}
        disabled={!twin}
        onClick={() => spaceAction(plant, 'up')}
      >
        <ToolIcon name="up" />
      </button>
      <span>{twin ? localText(twin.info.label, language) : localText(plant.info.label, language)}</span>
      {choices.length > 0 && (
        <select
          aria-label={t('space.below')}
          value=""
          onChange={(event) => selectTwin(event.target.value, { focus: true })}
        >
          <option value="" disabled>
            {t(below.length > 0 ? 'space.parts' : 'space.siblings', { count: choices.length })}
          </option>
          {choices.map((each) => (
            <option key={each.info.path} value={each.info.path}>
              {localText(each.info.label, language)}
            </option>
          ))}
        </select>
      )}
    </nav>
  );
}
