/** Twins as buttons with the worst alarm each has: parts, peers, units of the plant, one click away. */
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { worstAlarms } from '../levels/worst-alarms.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useUi } from '../state/ui-store.ts';
import { useStandingAlarms } from '../values/hooks.ts';

/** More than these are on the Overview page. */
const MOST = 24;

export function TwinChips({ title, twins }: { title: string; twins: readonly TwinNode[] }) {
  const t = useText();
  const language = useLanguage();
  const worst = worstAlarms(useStandingAlarms());
  const { selectTwin, openArea } = useUi.getState();
  if (twins.length === 0) return null;
  return (
    <section>
      <h3 className="panel-section">{title}</h3>
      <ul className="parts">
        {twins.slice(0, MOST).map((twin) => {
          const { path, label } = twin.info;
          const alarm = worst.get(path);
          return (
            <li key={path}>
              <button type="button" onClick={() => selectTwin(path, { focus: true })}>
                {alarm && <PriorityMark priority={alarm.priority} />}
                {localText(label, language)}
              </button>
            </li>
          );
        })}
        {twins.length > MOST && (
          <li>
            <button type="button" className="chip-more" onClick={() => openArea(twins[0].parent?.info.path)}>
              {t('panel.more', { count: twins.length - MOST })}
            </button>
          </li>
        )}
      </ul>
    </section>
  );
}
