/** A bar from the least to the most a signal is expected to be, with its normal band, limits, set point and a pointer. */
import type { SignalTypeInfo } from '@millwright/server/client';
import type { AlarmLimit } from '../alarms/limits.ts';
import type { PlantModel, SignalNode } from '../plant/plant-model.ts';

interface Props {
  /** NaN: no pointer. */
  value: number;
  from: number;
  to: number;
  normal?: readonly [number, number] | undefined;
  limits: readonly AlarmLimit[];
  /** Drawn as a triangle under the bar; NaN or left out: none. */
  setpoint?: number;
}

/** A picture beside a number that says the same: hidden from screen readers. */
export function RangeBar({ value, from, to, normal, limits, setpoint = Number.NaN }: Props) {
  const share = (x: number) => Math.max(0, Math.min(1, (x - from) / (to - from))) * 100;
  return (
    <svg className="bar" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">
      <rect className="bar-ground" x="0" y="7" width="100" height="6" />
      {normal && (
        <rect
          className="bar-normal"
          x={share(normal[0])}
          y="7"
          width={Math.max(0.5, share(normal[1]) - share(normal[0]))}
          height="6"
        />
      )}
      {limits.map((limit) => (
        <line
          key={`${limit.alarm.name}${limit.value}`}
          className={`bar-limit limit-${limit.alarm.priority}`}
          x1={share(limit.value)}
          x2={share(limit.value)}
          y1="4"
          y2="16"
        />
      ))}
      {Number.isFinite(setpoint) && (
        <line className="bar-setpoint" x1={share(setpoint)} x2={share(setpoint)} y1="13" y2="20" />
      )}
      {Number.isFinite(value) && (
        <line className="bar-pointer" x1={share(value)} x2={share(value)} y1="2" y2="18" />
      )}
    </svg>
  );
}

/** Whether a range, a band or a limit gives the place of a pointer a meaning. */
export function isComparable(type: SignalTypeInfo, limits: readonly AlarmLimit[]): boolean {
  return (
    type.states === undefined && (type.range !== undefined || type.normal !== undefined || limits.length > 0)
  );
}

/** The range a bar shows: declared, or around normal band, limits and what was seen lately. */
export function barRange(
  { range, normal }: Pick<SignalTypeInfo, 'range' | 'normal'>,
  limits: readonly AlarmLimit[],
  ...seen: readonly number[]
): { from: number; to: number } {
  if (range) return { from: range[0], to: range[1] };
  const marks = [...(normal ?? []), ...limits.map((limit) => limit.value), ...seen].filter(Number.isFinite);
  if (marks.length === 0) return { from: 0, to: 1 };
  const least = Math.min(...marks);
  const most = Math.max(...marks);
  const pad = (most - least) * 0.12 || Math.abs(most) * 0.5 || 1;
  return { from: least >= 0 && least - pad < 0 ? 0 : least - pad, to: most + pad };
}

const SETPOINT_NAMES = ['Setpoint', 'Target', 'Demand'];

/** The set point of a signal: of the same twin and unit, called `gapSetpoint` where the signal is `gap`. */
export function setpointOf(plant: PlantModel, signal: SignalNode): SignalNode | undefined {
  if (signal.type.kind === 'setpoint') return undefined;
  for (const ending of SETPOINT_NAMES) {
    const found = plant.signal(`${signal.path}${ending}`);
    if (found?.type.kind === 'setpoint' && found.type.unit === signal.type.unit) return found;
  }
  return undefined;
}
