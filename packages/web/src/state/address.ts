/**
 * The address bar: `?plant=…&view=…&twin=…&signal=…&tab=…&alarm=…&area=…&at=…&span=…`, so that a link shows a colleague the
 * same thing at the same time. Reading and writing are pure functions of the text.
 */
import { SETTINGS, type SettingsPart, SIDE_VIEWS, TABS, type Tab, VIEWS, type View } from './ui-store.ts';

export interface Address {
  plant?: string;
  view: View;
  twin?: string;
  signal?: string;
  tab: Tab;
  alarm?: string;
  /** Level whose page Overview shows. */
  area?: string;
  /** What the Work page shows. */
  work?: string;
  /** Which part of Settings is open; absent: the first. */
  settings?: SettingsPart;
  trends: readonly string[];
  /** Instant of REPLAY, ms; absent: LIVE. */
  at?: number;
  /** Length of the timeline's window, whole seconds. */
  span?: number;
  /** Where the window begins, ms; absent: it slides along with now. */
  from?: number;
  /** Instant A of a comparison, ms. */
  pin?: number;
  /** Place of the camera, as `space/eye.ts` writes it. */
  eye?: string;
  /** Cursors of the trends, ms: none or two. */
  cursors: readonly number[];
}

/** Reads the query of an address; what it does not understand is left out. */
export function readAddress(query: string): Address {
  const params = new URLSearchParams(query);
  const span = Number(params.get('span'));
  const cursors = (params.get('cursors') ?? '').split(',').map(Date.parse);
  return {
    plant: params.get('plant') ?? undefined,
    view: [...VIEWS, ...SIDE_VIEWS].find((view) => view === params.get('view')) ?? 'space',
    twin: params.get('twin') ?? undefined,
    signal: params.get('signal') ?? undefined,
    tab: TABS.find((tab) => tab === params.get('tab')) ?? 'now',
    alarm: params.get('alarm') ?? undefined,
    area: params.get('area') ?? undefined,
    work: params.get('work') ?? undefined,
    settings: SETTINGS.find((part) => part === params.get('settings')),
    eye: params.get('eye') ?? undefined,
    trends: (params.get('trends') ?? '').split(',').filter((path) => path !== ''),
    at: instant(params.get('at')),
    span: Number.isInteger(span) && span > 0 ? span : undefined,
    from: instant(params.get('from')),
    pin: instant(params.get('pin')),
    cursors: cursors.length === 2 && !cursors.some(Number.isNaN) ? cursors : [],
  };
}

function instant(text: string | null): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** Writes an address as a query that begins with `?`; what has its usual value is left out. */
export function writeAddress(address: Address): string {
  const params = new URLSearchParams();
  if (address.plant) params.set('plant', address.plant);
  if (address.view !== 'space') params.set('view', address.view);
  if (address.twin) params.set('twin', address.twin);
  if (address.signal) params.set('signal', address.signal);
  if (address.tab !== 'now') params.set('tab', address.tab);
  if (address.alarm) params.set('alarm', address.alarm);
  if (address.area) params.set('area', address.area);
  if (address.work) params.set('work', address.work);
  if (address.settings) params.set('settings', address.settings);
  if (address.eye) params.set('eye', address.eye);
  if (address.trends.length > 0) params.set('trends', address.trends.join(','));
  for (const name of ['at', 'from', 'pin'] as const) {
    const time = address[name];
    if (time !== undefined) params.set(name, new Date(time).toISOString());
  }
  if (address.span !== undefined) params.set('span', String(address.span));
  if (address.cursors.length === 2) {
    params.set('cursors', address.cursors.map((time) => new Date(time).toISOString()).join(','));
  }
  // Slashes and colons are allowed in a query; leaving them readable makes links that people can read.
  return `?${params.toString().replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%2C', ',')}`;
}
