/** A flood of alarms: how many, which came first, and on which machines they are. */
import type { Occurrence } from '@millwright/server/client';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { useHandled } from './handled.ts';
import { useAlarmName } from './performance.tsx';

/** Machines named at most. */
const MOST = 5;

/** `members`: those of the flood, the first in front. */
export function FloodNote({ members }: { members: readonly Occurrence[] }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const alarmName = useAlarmName();
  const handle = useHandled((state) => state.handle);
  const [first] = members;
  if (!first) return null;
  const groups = [...Map.groupBy(members, ({ twin }) => twin.split('/', 2).join('/'))];
  groups.sort(([, a], [, b]) => b.length - a.length);
  return (
    <div className="flood" role="alert">
      <span>
        <strong>{t('handle.flood', { count: members.length })}</strong> {t('handle.firstOut')}{' '}
        <button type="button" className="link" onClick={() => handle(first.id)}>
          {alarmName(first.key)}
        </button>
      </span>
      <span>
        {t('handle.floodAt')}{' '}
        {groups.slice(0, MOST).map(([path, of], i) => {
          const twin = plant.twin(path);
          return (
            <span key={path}>
              {i > 0 && ', '}
              <button
                type="button"
                className="link"
                onClick={() => useUi.getState().selectTwin(path, { focus: true })}
              >
                {twin ? localText(twin.info.label, language) : path}
              </button>{' '}
              ({of.length})
            </span>
          );
        })}
        {groups.length > MOST && ` … ${t('handle.floodMore', { count: groups.length - MOST })}`}
      </span>
    </div>
  );
}
