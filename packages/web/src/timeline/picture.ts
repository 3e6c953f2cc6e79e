/** What the timeline paints, and where its rows are. */
import type { AlarmOccurrence, SamplesAnswer } from '@millwright/server/client';
import type { Language } from '../i18n/languages.ts';
import type { TimelineEvent } from './events.ts';

export interface TimelineColours {
  ground: string;
  surface: string;
  text: string;
  faint: string;
  strong: string;
  line: string;
  band: string;
  replay: string;
  now: string;
  critical: string;
  high: string;
  medium: string;
  low: string;
}

export interface TimelinePicture {
  width: number;
  height: number;
  from: number;
  to: number;
  /** Server time. */
  now: number;
  /** The clock's instant; undefined while LIVE. */
  at: number | undefined;
  /** The instant it is compared with. */
  pinned: number | undefined;
  first: number | null;
  alarms: readonly AlarmOccurrence[];
  events: readonly TimelineEvent[];
  kpi: SamplesAnswer | undefined;
  /** Whether the key figure has named states: then it is drawn in steps. */
  stepped: boolean;
  /** The key figure over all of history. */
  whole: SamplesAnswer | undefined;
  language: Language;
  timezone: string;
  texts: { now: string; nothingYet: string; nothingBefore: string };
}

/** Rows, pixels from the top: lanes of alarms, events, key figure, axis, overview. */
export interface Rows {
  lanes: number;
  lane: number;
  events: number;
  kpi: number;
  kpiEnd: number;
  axis: number;
  overview: number;
  end: number;
}

const LANES_TOP_PX = 5;
const LANE_PX = 9;
const EVENTS_PX = 9;
const AXIS_PX = 17;
const OVERVIEW_PX = 15;

export function rowsOf(height: number, lanes: number): Rows {
  const events = LANES_TOP_PX + lanes * LANE_PX;
  const overview = height - OVERVIEW_PX;
  const axis = overview - AXIS_PX;
  return {
    lanes: LANES_TOP_PX,
    lane: LANE_PX,
    events,
    kpi: events + EVENTS_PX + 2,
    kpiEnd: axis - 3,
    axis,
    overview,
    end: height,
  };
}

/** What lies under a place of the timeline. */
export function partAt(y: number, rows: Rows): 'past' | 'axis' | 'overview' {
  if (y >= rows.overview) return 'overview';
  return y >= rows.axis ? 'axis' : 'past';
}

/** Shares and times of the overview strip: all of history, with a little room at its end. */
export function overviewRange(first: number | null, now: number, from: number, to: number): [number, number] {
  const begin = Math.min(first ?? from, now - 60_000);
  return [begin, Math.max(now, begin + 1, Math.min(to, now)) + (now - begin) * 0.02];
}
