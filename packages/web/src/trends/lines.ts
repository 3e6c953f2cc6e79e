/** What is drawn of each signal of a chart: colour and style by its place, unit, limits and normal band. */
import { type AlarmLimit, limitsOf } from '../alarms/limits.ts';
import { localText, unitText } from '../i18n/format.ts';
import type { Language } from '../i18n/languages.ts';
import type { SignalNode } from '../plant/plant-model.ts';
import { LINE_COLOURS, LINE_DASHES } from './line-colours.ts';

export interface ChartLine {
  path: string;
  signal: SignalNode;
  label: string;
  /** As printed; lines of one unit share an axis. */
  unit: string;
  stepped: boolean;
  colour: string;
  dash: readonly number[];
  limits: readonly AlarmLimit[];
  normal: readonly [number, number] | undefined;
}

/** Signals with named states are lanes, the others lines; colours by the place among all. */
export function linesOf(
  signals: readonly SignalNode[],
  theme: 'light' | 'dark',
  language: Language,
): { lines: ChartLine[]; lanes: ChartLine[] } {
  const all = signals.map(
    (signal, i): ChartLine => ({
      path: signal.path,
      signal,
      label: localText(signal.type.label, language),
      unit: unitText(signal.type.unit),
      stepped: signal.type.kind === 'state' || signal.type.kind === 'setpoint',
      colour: LINE_COLOURS[theme][i % LINE_COLOURS[theme].length],
      dash: LINE_DASHES[i % LINE_DASHES.length],
      limits: signal.twin.type ? limitsOf(signal.twin.type, signal.type) : [],
      normal: signal.type.normal,
    }),
  );
  return {
    lines: all.filter((line) => !line.signal.type.states),
    lanes: all.filter((line) => line.signal.type.states),
  };
}
