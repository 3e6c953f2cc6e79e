/** A moving analogue indicator: range bar with normal band, limits and set point, and the tail of the last minutes. */
import { useMemo } from 'react';
import type { AlarmLimit } from '../alarms/limits.ts';
import { isCounter } from '../i18n/format.ts';
import type { SignalNode } from '../plant/plant-model.ts';
import { useReading } from '../values/hooks.ts';
import { barRange, isComparable, RangeBar } from './range-bar.tsx';
import { TailLine, useTail } from './tail.tsx';

interface Props {
  signal: SignalNode;
  limits: readonly AlarmLimit[];
  setpoint?: SignalNode | undefined;
}

export function Indicator({ signal, limits, setpoint }: Props) {
  const { value, quality } = useReading(signal);
  const wanted = useReading(setpoint);
  const tail = useTail(signal);
  const { from, to } = useMemo(
    () => barRange(signal.type, limits, tail?.low ?? value, tail?.high ?? value),
    [signal, limits, tail, value],
  );
  // An identifier has neither a place in a range nor a course.
  if (isCounter(signal.type)) return null;
  const usable = (quality & 3) < 2 && Number.isFinite(value);
  return (
    <span className={`indicator${usable ? '' : ' indicator-stale'}`} aria-hidden="true">
      {isComparable(signal.type, limits) ? (
        <RangeBar
          value={value}
          from={from}
          to={to}
          normal={signal.type.normal}
          limits={limits}
          setpoint={setpoint ? wanted.value : Number.NaN}
        />
      ) : (
        <span className="bar" />
      )}
      <TailLine tail={tail} least={to - from} />
    </span>
  );
}
