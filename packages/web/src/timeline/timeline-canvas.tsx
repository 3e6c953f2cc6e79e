/** The painted part of the timeline: a slider over time for pointer, touch, keyboard and screen readers. */
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { formatTime } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { valueText } from '../panel/value-text.tsx';
import type { SignalNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import type { SourceChange } from '../sources/use-sources.ts';
import { textScale } from '../state/text-scale.ts';
import { useThemeName } from '../state/use-theme.ts';
import { holds } from '../trends/use-series.ts';
import { useAlarmsVersion, useClockState, useInstant, useStandingAlarms } from '../values/hooks.ts';
import { courseOf, valueAt } from './course.ts';
import { eventsOf } from './events.ts';
import { listenGestures } from './gestures.ts';
import { paintTimeline } from './paint.ts';
import { overviewRange, partAt, rowsOf, type TimelineColours } from './picture.ts';
import { LANES, type Span } from './spans.ts';
import { Tip, type TipContent } from './tip.tsx';

const KPI_POINTS = 600;
const WHOLE_POINTS = 300;
const PAINT_GAP_LIVE_MS = 250;
/** The overview is asked for again after this long. */
const WHOLE_GRID_MS = 60_000;
/** Pointing this near (CSS pixels) to an event means it. */
const EVENT_REACH_PX = 5;

export function TimelineCanvas({
  kpi: signal,
  changes,
  onEvent,
}: {
  kpi: SignalNode | undefined;
  /** Of sources. */
  changes: readonly SourceChange[];
  onEvent: (direction: number) => void;
}) {
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const { plant, clock, window: span, alarms, api, pin, past } = session;
  const { info } = plant;
  const theme = useThemeName();
  const canvas = useRef<HTMLCanvasElement>(null);
  const spans = useRef<readonly Span[]>([]);
  const [tip, setTip] = useState<TipContent>();
  const state = useClockState();
  const alarmsVersion = useAlarmsVersion();
  const spanVersion = useSyncExternalStore(span.subscribe, () => span.version);
  const pinned = useSyncExternalStore(pin.subscribe, () => pin.at);
  const instant = useInstant(1000);

  // History is asked for on a grid a tenth of the window wide, more on both sides than is seen.
  const grid = Math.max(2000, span.span / 10);
  const from = Math.floor(span.from / grid) * grid - grid * 3;
  const to = Math.min(Math.ceil(span.to / grid) * grid + grid, Math.ceil(clock.serverNow() / 2000) * 2000);
  const path = signal?.path ?? '';
  const stepped = holds(signal);
  const { data: kpi } = useQuery({
    queryKey: ['timeline', info.id, path, from, to],
    queryFn: ({ signal: abort }) =>
      api.samples(info.id, path, { from, to, points: KPI_POINTS, lead: stepped }, abort),
    enabled: signal !== undefined && from < to,
    placeholderData: (before) => (before?.path === path ? before : undefined),
    gcTime: 20_000,
  });
  const begin = info.firstTime ?? clock.serverNow();
  const end = Math.ceil(clock.serverNow() / WHOLE_GRID_MS) * WHOLE_GRID_MS;
  const { data: whole } = useQuery({
    queryKey: ['timeline-whole', info.id, path, begin, end],
    queryFn: ({ signal: abort }) =>
      api.samples(info.id, path, { from: begin, to: end, points: WHOLE_POINTS }, abort),
    enabled: signal !== undefined && begin < end,
    placeholderData: (before) => (before?.path === path ? before : undefined),
    gcTime: 20_000,
  });
  const alarmGrid = Math.floor(from / (grid * 5)) * grid * 5;
  // A changed window asks again.
  useEffect(() => {
    const timer = setTimeout(() => void session.loadAlarms(alarmGrid, clock.serverNow()), 250);
    return () => clearTimeout(timer);
  }, [session, clock, alarmGrid, grid]);

  // Versions stand for what they count.
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const colours = readColours(element);
    const events = eventsOf(alarms.all(), changes);
    let frame = 0;
    let painted = 0;
    let moved = true;
    const paint = (time: number) => {
      frame = requestAnimationFrame(paint);
      if (clock.state.playing && clock.now() > span.to) span.reveal(clock.now());
      if (!moved && time - painted < PAINT_GAP_LIVE_MS) return;
      if (!moved && !clock.live && !clock.state.playing) return;
      moved = false;
      painted = time;
      const scale = textScale();
      const ratio = (globalThis.devicePixelRatio || 1) * scale;
      const width = element.clientWidth / scale;
      const height = element.clientHeight / scale;
      if (element.width !== Math.round(width * ratio) || element.height !== Math.round(height * ratio)) {
        element.width = Math.round(width * ratio);
        element.height = Math.round(height * ratio);
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      spans.current = paintTimeline(
        context,
        {
          width,
          height,
          from: span.from,
          to: span.to,
          now: clock.serverNow(),
          at: clock.live ? undefined : clock.now(),
          pinned,
          first: info.firstTime,
          alarms: alarms.all(),
          events,
          kpi,
          whole,
          stepped,
          language,
          timezone: info.timezone,
          texts: {
            now: t('timeline.now'),
            nothingYet: t('timeline.nothingYet'),
            nothingBefore: t('timeline.nothingBefore'),
          },
        },
        colours,
      );
    };
    const mark = () => {
      moved = true;
    };
    const offs = [clock.subscribe(mark), span.subscribe(mark)];
    const observer = new ResizeObserver(mark);
    observer.observe(element);
    frame = requestAnimationFrame(paint);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      for (const off of offs) off();
    };
  }, [
    clock,
    span,
    kpi,
    whole,
    signal,
    stepped,
    alarms,
    alarmsVersion,
    changes,
    pinned,
    spanVersion,
    language,
    theme,
    info,
    t,
  ]);

  const point = useRef((_place: { x: number; y: number; time: number } | undefined) => {});
  point.current = (place) => {
    const element = canvas.current;
    if (!place || !element) return setTip(undefined);
    // The picture is laid out in pixels of the usual text size.
    const scale = textScale();
    const x = place.x / scale;
    const y = place.y / scale;
    const rows = rowsOf(element.clientHeight / scale, LANES);
    const inPast = partAt(y, rows) === 'past';
    if (inPast) past.prepare(clock, place.time);
    const lane = Math.floor((y - rows.lanes) / rows.lane);
    const reach = (EVENT_REACH_PX * scale * span.span) / element.clientWidth;
    const onEvents = inPast && y >= rows.events && y < rows.kpi;
    const value = inPast && kpi ? valueAt(courseOf(kpi, stepped), place.time) : null;
    setTip({
      x: place.x,
      width: element.clientWidth,
      time: place.time,
      alarms: inPast
        ? spans.current
            .filter((each) => each.lane === lane && x >= each.x0 - 2 && x <= each.x1 + 2)
            .flatMap((each) => each.alarms)
        : [],
      events: onEvents ? eventsOf(alarms.all(), changes, place.time - reach, place.time + reach) : [],
      future: place.time > clock.serverNow(),
      value: signal && value !== null ? valueText(signal, value, language) : undefined,
      signal,
    });
  };
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    return listenGestures(element, {
      clock,
      window: span,
      part: (y) => partAt(y / textScale(), rowsOf(element.clientHeight / textScale(), LANES)),
      overviewTime: (share) => {
        const [first, last] = overviewRange(info.firstTime, clock.serverNow(), span.from, span.to);
        return first + share * (last - first);
      },
      hover: (place) => point.current(place),
    });
  }, [clock, span, info]);

  const onKeyDown = (event: KeyboardEvent) => {
    const size = event.shiftKey ? span.span / 10 : span.span / 100;
    const { key } = event;
    if (key === 'PageUp' || (key === 'ArrowLeft' && event.ctrlKey)) onEvent(-1);
    else if (key === 'PageDown' || (key === 'ArrowRight' && event.ctrlKey)) onEvent(1);
    else if (key === 'ArrowLeft' || key === 'ArrowDown') clock.pauseAt(clock.now() - size);
    else if (key === 'ArrowRight' || key === 'ArrowUp') clock.seek(clock.now() + size);
    else if (key === 'End') clock.goLive();
    else if (key === 'Home') clock.pauseAt(span.from);
    else if (key === '+' || key === '=') span.zoom(0.5, clock.now());
    else if (key === '-') span.zoom(2, clock.now());
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const said = useSpoken(signal, instant);
  return (
    <div className="timeline-past">
      <canvas
        ref={canvas}
        className="timeline-canvas"
        tabIndex={0}
        role="slider"
        aria-label={t('timeline.label')}
        aria-describedby="timeline-help"
        aria-valuemin={Math.round(span.from / 1000)}
        aria-valuemax={Math.round(span.to / 1000)}
        aria-valuenow={Math.round(instant / 1000)}
        aria-valuetext={
          state.mode === 'live'
            ? t('clock.live')
            : `${formatTime(instant, 'dateTime', language, info.timezone)}. ${said}`
        }
        onKeyDown={onKeyDown}
      />
      <span id="timeline-help" hidden>
        {t('timeline.help')}
      </span>
      {tip && <Tip {...tip} />}
    </div>
  );
}

/** What a screen reader says beside the time: the key figure and how many alarms stand. */
function useSpoken(signal: SignalNode | undefined, instant: number): string {
  const t = useText();
  const language = useLanguage();
  const { values } = useSession();
  const standing = useStandingAlarms();
  // Read with the instant, not by itself: it must not be told at every sample.
  void instant;
  const value = signal ? values.values[signal.index] : Number.NaN;
  const figure = signal && Number.isFinite(value) ? `${valueText(signal, value, language)}. ` : '';
  return figure + t('timeline.standing', { count: standing.length });
}

function readColours(element: HTMLElement): TimelineColours {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    ground: read('--ground'),
    surface: read('--surface'),
    text: read('--text-2'),
    faint: read('--line'),
    strong: read('--line-strong'),
    line: read('--text-2'),
    band: read('--band'),
    replay: read('--replay'),
    now: read('--text'),
    critical: read('--critical'),
    high: read('--high'),
    medium: read('--medium'),
    low: read('--low'),
  };
}
