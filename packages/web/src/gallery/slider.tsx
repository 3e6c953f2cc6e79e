/** A number by slider and by field; the slider feels alike over all magnitudes of a length. */
import { useState } from 'react';

interface Props {
  name: string;
  label: string;
  unit: string;
  range: readonly [number, number];
  whole: boolean;
  value: number;
  /** Where it usually stands: what the slider gives most of its way to. */
  usual: number;
  onChange: (value: number) => void;
}

const STEPS = 400;
/** A range this much wider than what is usual is gone through by magnitudes. */
const WIDE = 12;

export function Slider({ name, label, unit, range, whole, value, usual, onChange }: Props) {
  const [low, high] = range;
  const wide = !whole && low > 0 && high / Math.max(usual, low) > WIDE;
  const [text, setText] = useState<string>();
  const toStep = (x: number) =>
    wide ? (Math.log(x / low) / Math.log(high / low)) * STEPS : ((x - low) / (high - low)) * STEPS;
  const fromStep = (step: number) => {
    if (wide) return Number((low * (high / low) ** (step / STEPS)).toPrecision(3));
    const x = low + ((high - low) * step) / STEPS;
    return whole ? Math.round(x) : neat(x, (high - low) / STEPS);
  };
  const type = (entered: string) => {
    setText(entered);
    const x = Number(entered);
    if (entered.trim() !== '' && Number.isFinite(x)) {
      const inside = Math.max(low, Math.min(high, x));
      onChange(whole ? Math.round(inside) : inside);
    }
  };
  return (
    <label className="gallery-slider">
      <span title={name}>{label}</span>
      <input
        type="range"
        min={0}
        max={STEPS}
        step={whole ? STEPS / Math.max(1, high - low) : 1}
        value={toStep(Math.max(low, Math.min(high, value)))}
        onChange={(event) => onChange(fromStep(Number(event.target.value)))}
        aria-valuetext={`${value} ${unit}`}
        aria-label={label}
      />
      <input
        type="text"
        inputMode="decimal"
        value={text ?? String(value)}
        onChange={(event) => type(event.target.value)}
        onBlur={() => setText(undefined)}
        aria-label={`${label} ${unit}`}
      />
      <span className="gallery-unit">{unit}</span>
    </label>
  );
}

/** As many digits as one step of the slider changes. */
function neat(x: number, step: number): number {
  const digits = Math.ceil(-Math.log10(Math.max(step, 1e-6)));
  return Number(x.toFixed(Math.max(0, Math.min(6, digits))));
}
