/**
 * Many twins of one type: a row per twin, sortable, of which only the visible rows exist. What stands apart from its
 * peers is marked and can be sorted to the top. The order is taken anew every few seconds, so that rows do not jump
 * under the pointer.
 */
import type { SignalTypeInfo, TwinTypeInfo } from '@millwright/server/client';
import { Fragment, useMemo, useRef, useState } from 'react';
import { limitsOf } from '../alarms/limits.ts';
import { PRIORITY_ORDER } from '../alarms/priorities.ts';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { moveInGrid } from '../shell/grid-keys.ts';
import { useVisibleRows } from '../shell/visible-rows.ts';
import { useUi } from '../state/ui-store.ts';
import { useTextScale } from '../styles/scale.ts';
import { useStandingAlarms, useValuesBeat } from '../values/hooks.ts';
import { tellingSignals } from './figures.ts';
import { apartFrom } from './peers.ts';
import { TwinLink } from './twin-link.tsx';
import { columnOf } from './use-norms.ts';
import { ValueCell } from './value-cell.tsx';
import { worstAlarms } from './worst-alarms.ts';

const FIRST_COLUMNS = 5;
const BEAT_MS = 500;
const ORDER_MS = 5000;
/** Height of a row, rem. */
const ROW_REM = 2.75;

/** Sorted by name, by alarms, by how far a twin stands apart, or by a signal. */
type Sort = { by: 'name' | 'alarm' | 'apart' | { signal: string }; down: boolean };

export function PeerTable({ type, twins }: { type: TwinTypeInfo; twins: readonly TwinNode[] }) {
  const t = useText();
  const language = useLanguage();
  const { plant, values } = useSession();
  const telling = useMemo(() => tellingSignals(type), [type]);
  const [chosen, setChosen] = useState<readonly string[]>(() =>
    telling.slice(0, FIRST_COLUMNS).map((signal) => signal.name),
  );
  const [sort, setSort] = useState<Sort>({ by: 'alarm', down: false });
  const worst = worstAlarms(useStandingAlarms());
  const selected = useUi((ui) => ui.twin);
  const { selectTwin } = useUi.getState();
  useValuesBeat(BEAT_MS);
  const orderBeat = useValuesBeat(ORDER_MS);
  const columns = telling
    .filter((signal) => chosen.includes(signal.name))
    .map((signal) => ({ ...columnOf(plant, values, twins, signal), limits: limitsOf(type, signal) }));

  // The beat stands for values and alarms; between two beats the order rests.
  const order = useMemo(() => {
    const apart = (i: number) =>
      Math.max(
        0,
        ...columns.map(({ norm, signals }) => {
          const steps = Math.abs(apartFrom(norm, values.values[signals[i].index]));
          return Number.isFinite(steps) ? steps : 0;
        }),
      );
    const rank = (i: number) => {
      const alarm = worst.get(twins[i].info.path);
      return alarm ? PRIORITY_ORDER[alarm.priority] : 9;
    };
    const { by } = sort;
    const column = typeof by === 'object' ? columns.find((each) => each.type.name === by.signal) : undefined;
    const value = (i: number) => (column ? values.values[column.signals[i].index] : 0);
    const compare = (a: number, b: number): number => {
      if (by === 'name') return a - b;
      if (by === 'alarm') return rank(a) - rank(b) || apart(b) - apart(a) || a - b;
      if (by === 'apart') return apart(b) - apart(a) || a - b;
      // What has no value goes last, whichever way.
      const [x, y] = [value(a), value(b)];
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
      return y - x || a - b;
    };
    return twins.map((_, i) => i).sort((a, b) => (sort.down ? -1 : 1) * compare(a, b));
  }, [sort, twins, orderBeat, chosen]);

  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = ROW_REM * 16 * useTextScale();
  const { first, last } = useVisibleRows(scroller, order.length, rowHeight);
  const isSorted = (by: Sort['by']) =>
    typeof by === 'object' && typeof sort.by === 'object' ? by.signal === sort.by.signal : by === sort.by;
  const header = (by: Sort['by'], text: string, unit = '') => (
    <th
      scope="col"
      className={typeof by === 'object' ? 'number' : ''}
      aria-sort={isSorted(by) ? (sort.down ? 'ascending' : 'descending') : 'none'}
    >
      <button type="button" onClick={() => setSort({ by, down: isSorted(by) && !sort.down })}>
        {text} {unit && <span className="unit">{unit}</span>}
      </button>
    </th>
  );
  return (
    <>
      <div className="peers-bar">
        <label>
          {t('levels.sort')}{' '}
          <select
            value={typeof sort.by === 'string' ? sort.by : 'signal'}
            onChange={(event) => {
              const by = (['alarm', 'apart', 'name'] as const).find((each) => each === event.target.value);
              if (by) setSort({ by, down: false });
            }}
          >
            <option value="alarm">{t('levels.sort.alarm')}</option>
            <option value="apart">{t('levels.sort.apart')}</option>
            <option value="name">{t('levels.sort.name')}</option>
            {typeof sort.by === 'object' && <option value="signal">{t('levels.sort.signal')}</option>}
          </select>
        </label>
        <ColumnChoice telling={telling} chosen={chosen} onChange={setChosen} />
      </div>
      <div
        className="table-scroll peers-scroll"
        ref={scroller}
        style={{ maxHeight: `${Math.min(order.length, 12) * ROW_REM + 2.5}rem` }}
      >
        <table className="table peers" aria-rowcount={order.length + 1} onKeyDown={moveInGrid}>
          <thead>
            <tr>
              {header('name', t('alarms.twin'))}
              {columns.map(({ type: signal }) => (
                <Fragment key={signal.name}>
                  {header({ signal: signal.name }, localText(signal.label, language), unitText(signal.unit))}
                </Fragment>
              ))}
            </tr>
          </thead>
          <tbody>
            {first > 0 && <tr style={{ height: first * rowHeight }} />}
            {order.slice(first, last).map((i, y) => {
              const twin = twins[i];
              const alarm = worst.get(twin.info.path);
              return (
                <tr
                  key={twin.info.path}
                  aria-rowindex={first + y + 2}
                  className={`peer-row${selected === twin.info.path ? ' selected' : ''}`}
                  style={{ height: rowHeight }}
                  onClick={() => selectTwin(twin.info.path, { focus: true })}
                >
                  <th scope="row">
                    {alarm && <PriorityMark priority={alarm.priority} />} <TwinLink twin={twin} cell />
                  </th>
                  {columns.map(({ type: signal, signals, limits, seen, norm }, x) => (
                    <ValueCell
                      key={signal.name}
                      signal={signals[i]}
                      limits={limits}
                      seen={seen}
                      norm={norm}
                      first={x === 0 && y === 0}
                    />
                  ))}
                </tr>
              );
            })}
            {last < order.length && <tr style={{ height: (order.length - last) * rowHeight }} />}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface ChoiceProps {
  telling: readonly SignalTypeInfo[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

function ColumnChoice({ telling, chosen, onChange }: ChoiceProps) {
  const t = useText();
  const language = useLanguage();
  return (
    <details className="column-choice">
      <summary>{t('levels.columns', { shown: chosen.length, all: telling.length })}</summary>
      <ul>
        {telling.map((signal) => (
          <li key={signal.name}>
            <label>
              <input
                type="checkbox"
                checked={chosen.includes(signal.name)}
                onChange={(event) =>
                  onChange(
                    event.target.checked
                      ? [...chosen, signal.name]
                      : chosen.filter((each) => each !== signal.name),
                  )
                }
              />
              {localText(signal.label, language)}
            </label>
          </li>
        ))}
      </ul>
    </details>
  );
}
