/** The name of a twin as the way to its page, or, where it has no parts, to its detail in the panel. */
import { localText } from '../i18n/format.ts';
import { useLanguage } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useUi } from '../state/ui-store.ts';

export function TwinLink({ twin, cell = false }: { twin: TwinNode; cell?: boolean }) {
  const language = useLanguage();
  const { openArea, selectTwin } = useUi.getState();
  return (
    <button
      type="button"
      className="link"
      title={twin.info.path}
      {...(cell ? { 'data-cell': '', tabIndex: -1 } : {})}
      onClick={(event) => {
        event.stopPropagation();
        if (twin.children.length > 0) openArea(twin.info.path);
        selectTwin(twin.info.path, { focus: true });
      }}
    >
      {localText(twin.info.label, language)}
    </button>
  );
}
