/** Icons of the space's tools: strokes in a box of 20 x 20. */
const PATHS = {
  isolate: 'M7 7h6v6H7Z M3 3h2 M3 3v2 M17 3h-2 M17 3v2 M3 17h2 M3 17v-2 M17 17h-2 M17 17v-2',
  section: 'M4 5l6-2 6 2v10l-6 2-6-2Z M10 3v14',
  explode: 'M8 8h4v4H8Z M10 6V2 M10 18v-4 M6 10H2 M18 10h-4',
  measure: 'M2 13 13 2l5 5L7 18Z M6 9l2 2 M9 6l2 2 M12 3.500l1.500 1.500',
  walk: 'M10 2.500a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3Z M10 6.500v5l-3 6 M10 11.500l3 6 M6 10l4-2.500 4 2.500',
  map: 'M3 5l5-2 4 2 5-2v12l-5 2-4-2-5 2Z M8 3v12 M12 5v12',
  views: 'M3 6h3l1.500-2h5L14 6h3v10H3Z M10 8a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
  up: 'M10 16V5 M5 9l5-5 5 5',
} as const;

export type ToolIconName = keyof typeof PATHS;

export function ToolIcon({ name }: { name: ToolIconName }) {
  return (
    <svg className="icon" width="1.125rem" height="1.125rem" viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
