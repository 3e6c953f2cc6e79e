/** Our icons: strokes in a box of 20 x 20, drawn in the colour of the text. */
const PATHS = {
  space: 'M10 2 17 6v8l-7 4-7-4V6Z M3 6l7 4 7-4 M10 10v8',
  overview: 'M3 3h6v8H3Z M11.500 3H17v4.500h-5.500Z M11.500 10H17v7h-5.500Z M3 13.500h6V17H3Z',
  trends: 'M3 3v14h14 M6 13l3-4 3 2 4-6',
  signals: 'M3 5h9 M3 10h14 M3 15h6 M15 5h2 M12 15h5',
  alarms: 'M10 3 18 16.5H2Z M10 8v4 M10 14.2v.6',
  work: 'M4 4h12v13H4Z M8 2.500h4v3H8Z M7 9l1.500 1.500L11 8 M7 13h6',
  changes: 'M4 6h10 M11 3l3 3-3 3 M16 14H6 M9 11l-3 3 3 3',
  journal: 'M5 3h10v14H5Z M8 7h4 M8 10h4 M8 13h2 M3 6h2 M3 10h2 M3 14h2',
  sources: 'M7 3v4 M13 3v4 M5 7h10v3a5 5 0 0 1-10 0Z M10 15v3',
  engineering: 'M3 17h14 M5 17v-4l8-8 3 3-8 8H5 M11 7l3 3',
  settings: 'M3 6h8 M15 6h2 M3 14h2 M9 14h8 M13 4v4 M7 12v4',
  search: 'M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Z M13.2 13.2 17 17',
  home: 'M3 9.5 10 4l7 5.5 M5 8.5V16h10V8.5',
  target: 'M10 5a5 5 0 1 0 0 10 5 5 0 0 0 0-10Z M10 2v4 M10 14v4 M2 10h4 M14 10h4',
  close: 'M5 5l10 10 M15 5 5 15',
  play: 'M6 4l10 6-10 6Z',
  pause: 'M6.5 4v12 M13.5 4v12',
  back: 'M13 4l-6 6 6 6',
  forward: 'M7 4l6 6-6 6',
  eventBack: 'M15 4l-6 6 6 6 M5 4v12',
  eventForward: 'M5 4l6 6-6 6 M15 4v12',
  compare: 'M3 4h5v12H3Z M12 4h5v12h-5Z M10 2v16',
  sun: 'M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z M10 2v2 M10 16v2 M2 10h2 M16 10h2 M4.3 4.3l1.4 1.4 M14.3 14.3l1.4 1.4 M4.3 15.7l1.4-1.4 M14.3 5.7l1.4-1.4',
  moon: 'M15.5 12.5A6.5 6.5 0 0 1 7.5 4.5a6 6 0 1 0 8 8Z',
  language:
    'M3 5h8 M7 3v2 M9.5 5c-.6 3-2.700 5.300-6 6.500 M4.800 7.500c1 2 2.700 3.300 5 4 M9.500 17l3.700-8.500L17 17 M11 14h5',
  camera: 'M3 6h3l1.500-2h5L14 6h3v10H3Z M10 8a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
  plus: 'M10 4v12 M4 10h12',
  minus: 'M4 10h12',
  chart: 'M3 15l4-5 3 3 6-8',
  clock: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Z M10 6v4l3 2',
  person:
    'M10 3a3.200 3.200 0 1 0 0 6.400 3.200 3.200 0 0 0 0-6.400Z M3.500 17c.500-3.500 3-5.500 6.500-5.500s6 2 6.500 5.500',
  explain: 'M4 4h5v4H4Z M11 12h5v4h-5Z M6.500 8v6H11',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={`${size / 16}rem`}
      height={`${size / 16}rem`}
      viewBox="0 0 20 20"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
