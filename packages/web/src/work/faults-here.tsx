/** Faults that were marked on rounds at a twin or below it and are not known to be mended. */
import { Act } from '../decisions/parts.tsx';
import { useDecisionState, useHindrance } from '../decisions/use-office.ts';
import { useText } from '../i18n/use-text.ts';
import { useUi } from '../state/ui-store.ts';
import { openFaults } from './open-faults.ts';
import { useOrderDraft } from './order-draft.ts';
import { KeptPhoto } from './photo.tsx';
import { useTwinName, useWhen } from './use-work.ts';

/** How urgent an order about a fault is, where nobody says otherwise. */
const PRIORITIES = { stop: 'critical', soon: 'high', watch: 'low' } as const;

export function FaultsHere({ path }: { path: string }) {
  const t = useText();
  const when = useWhen();
  const twinName = useTwinName();
  const hindrance = useHindrance();
  const begin = useOrderDraft((state) => state.begin);
  const { data: rounds = [] } = useDecisionState('rounds');
  const here = openFaults(rounds).filter(({ twin }) => twin === path || twin?.startsWith(`${path}/`));
  if (here.length === 0) return null;
  return (
    <>
      <h3 className="panel-section">{t('fault.openHere')}</h3>
      <ul className="remarks">
        {here.map(({ id, round, twin = path, text, severity, photo, at }) => (
          <li key={id}>
            <strong>{t(`fault.${severity}`)}</strong> {text}{' '}
            <small>
              {twinName(twin)} · {when(at)} ·{' '}
              <button type="button" className="link" onClick={() => useUi.getState().openWork(round)}>
                {t('fault.was', { round })}
              </button>
            </small>
            {photo && <KeptPhoto {...photo} />}
            <Act
              hindrance={hindrance('acknowledge', twin)}
              onAct={() => begin({ twin, title: text.slice(0, 200), priority: PRIORITIES[severity] })}
            >
              {t('fault.toOrder')}
            </Act>
          </li>
        ))}
      </ul>
    </>
  );
}
