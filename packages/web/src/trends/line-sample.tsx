/** A piece of a line, in its colour and style. */
import type { ChartLine } from './lines.ts';

export function LineSample({ line }: { line: ChartLine }) {
  return (
    <svg className="line-sample" width="26" height="8" aria-hidden="true">
      <line
        x1="0"
        x2="26"
        y1="4"
        y2="4"
        stroke={line.colour}
        strokeWidth="2.5"
        strokeDasharray={line.dash.join(' ')}
      />
    </svg>
  );
}
