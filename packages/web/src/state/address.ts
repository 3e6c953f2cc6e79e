/**
 * The address bar: `?plant=…&view=…&twin=…&signal=…&tab=…&alarm=…&area=…&at=…`, so that a link shows a colleague the same
 * thing at the same time. Reading and writing are pure functions of the text.
 */
import { TABS, type Tab, VIEWS, type View } from './ui-store.ts';

export interface Address {
  plant?: string;
  view: View;
  twin?: string;
  signal?: string;
  tab: Tab;
  alarm?: string;
  /** Level whose page Overview shows. */
  area?: string;
  trends: readonly string[];
  /** Instant of REPLAY, ms; absent: LIVE. */
  at?: number;
}

/** Reads the query of an address; what it does not understand is left out. */
export function readAddress(query: string): Address {
  const params = new URLSearchParams(query);
  const at = Date.parse(params.get('at') ?? '');
  return {
    plant: params.get('plant') ?? undefined,
    view: VIEWS.find((view) => view === params.get('view')) ?? 'space',
    twin: params.get('twin') ?? undefined,
    signal: params.get('signal') ?? undefined,
    tab: TABS.find((tab) => tab === params.get('tab')) ?? 'now',
    alarm: params.get('alarm') ?? undefined,
    area: params.get('area') ?? undefined,
    trends: (params.get('trends') ?? '').split(',').filter((path) => path !== ''),
    at: Number.isNaN(at) ? undefined : at,
  };
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
  if (address.trends.length > 0) params.set('trends', address.trends.join(','));
  if (address.at !== undefined) params.set('at', new Date(address.at).toISOString());
  // Slashes and colons are allowed in a query; leaving them readable makes links that people can read.
  return `?${params.toString().replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%2C', ',')}`;
}
