/** From an alarm to the change that answers it: the set points that act on its twin, with the promise already written down. */
import type { AlarmOccurrence } from '@millwright/server/client';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { beginChange, settableFor } from './change-draft.ts';
import { Act } from './parts.tsx';
import { useHindrance } from './use-office.ts';

export function ProposeFromAlarm({ item }: { item: AlarmOccurrence }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const hindrance = useHindrance();
  const signals = settableFor(plant, item.twin);
  if (signals.length === 0) return null;
  return (
    <>
      <h3>{t('nav.changes')}</h3>
      <ul className="remarks">
        {signals.map((signal) => (
          <li key={signal.path}>
            <Act
              hindrance={hindrance('operate', signal.twin.info.path)}
              onAct={() => beginChange(plant, signal, item)}
            >
              {t('change.proposeOf', { signal: localText(signal.type.label, language) })}
            </Act>
          </li>
        ))}
      </ul>
    </>
  );
}
