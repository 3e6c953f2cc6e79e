/** Few twins of one type side by side: a column per twin, a row per signal, so that the odd one is seen at a glance. */
import type { TwinTypeInfo } from '@millwright/server/client';
import { useMemo, useState } from 'react';
import { limitsOf } from '../alarms/limits.ts';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { moveInGrid } from '../shell/grid-keys.ts';
import { useUi } from '../state/ui-store.ts';
import { useStandingAlarms, useValuesBeat } from '../values/hooks.ts';
import { tellingSignals } from './figures.ts';
import { TwinLink } from './twin-link.tsx';
import { columnOf } from './use-norms.ts';
import { ValueCell } from './value-cell.tsx';
import { worstAlarms } from './worst-alarms.ts';

/** Rows shown before the person asks for all. */
const FIRST_ROWS = 6;
const BEAT_MS = 500;

export function SideBySide({ type, twins }: { type: TwinTypeInfo; twins: readonly TwinNode[] }) {
  const t = useText();
  const language = useLanguage();
  const { plant, values } = useSession();
  const [all, setAll] = useState(false);
  const worst = worstAlarms(useStandingAlarms());
  const selected = useUi((ui) => ui.twin);
  useValuesBeat(BEAT_MS);
  const telling = useMemo(() => tellingSignals(type), [type]);
  const rows = all ? telling : telling.slice(0, FIRST_ROWS);
  return (
    <>
      <div className="table-scroll peers-scroll">
        <table className="table peers" onKeyDown={moveInGrid}>
          <thead>
            <tr>
              <th scope="col">{t('signals.path')}</th>
              {twins.map((twin) => {
                const alarm = worst.get(twin.info.path);
                return (
                  <th
                    key={twin.info.path}
                    scope="col"
                    className={selected === twin.info.path ? 'selected' : ''}
                  >
                    {alarm && <PriorityMark priority={alarm.priority} />} <TwinLink twin={twin} />
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, y) => {
              const column = columnOf(plant, values, twins, row);
              const limits = limitsOf(type, row);
              return (
                <tr key={row.name}>
                  <th scope="row">
                    {localText(row.label, language)} <span className="unit">{unitText(row.unit)}</span>
                  </th>
                  {column.signals.map((signal, x) => (
                    <ValueCell
                      key={signal.path}
                      signal={signal}
                      limits={limits}
                      seen={column.seen}
                      norm={column.norm}
                      first={x === 0 && y === 0}
                    />
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {telling.length > FIRST_ROWS && (
        <button type="button" className="link more" onClick={() => setAll(!all)}>
          {all ? t('levels.fewer') : t('levels.all', { count: telling.length })}
        </button>
      )}
    </>
  );
}
