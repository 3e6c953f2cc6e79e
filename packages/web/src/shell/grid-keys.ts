/** Arrow keys in a table of buttons: one stop for Tab, arrows, Home and End to move (the grid pattern of WAI-ARIA). */
import type { KeyboardEvent } from 'react';

/**
 * Moves the focus from one `[data-cell]` of a table to its neighbour. For `onKeyDown` of the table; cells carry
 * `tabIndex={-1}` but the first, and this moves the 0 along with the focus.
 */
export function moveInGrid(event: KeyboardEvent<HTMLElement>): void {
  const from = event.target;
  if (!(from instanceof HTMLElement) || from.dataset.cell === undefined) return;
  const rows = [...event.currentTarget.querySelectorAll('tr')]
    .map((row) => [...row.querySelectorAll<HTMLElement>('[data-cell]')])
    .filter((row) => row.length > 0);
  const y = rows.findIndex((row) => row.includes(from));
  const x = rows[y]?.indexOf(from) ?? 0;
  const targets: Record<string, [number, number]> = {
    ArrowLeft: [x - 1, y],
    ArrowRight: [x + 1, y],
    ArrowUp: [x, y - 1],
    ArrowDown: [x, y + 1],
    Home: [0, y],
    End: [(rows[y]?.length ?? 1) - 1, y],
  };
  const target = targets[event.key];
  if (!target) return;
  event.preventDefault();
  event.stopPropagation();
  const row = rows[target[1]];
  const to = row?.[Math.min(target[0], row.length - 1)];
  if (!to) return;
  from.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}
