/** The timeline at the bottom of every screen: what was, where the clock is, and the way to move it. */
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useSyncExternalStore } from 'react';
import { formatTime, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { ValueText } from '../panel/value-text.tsx';
import { useSession } from '../session.ts';
import { Icon } from '../shell/icons.tsx';
import { useThemeName } from '../state/use-theme.ts';
import { SPEEDS } from '../time/clock.ts';
import { useAlarmsVersion, useClockState, useInstant } from '../values/hooks.ts';
import { paintTimeline, type TimelineColours } from './paint.ts';

const KPI_POINTS = 600;
/** Letting go this near (CSS pixels) to now means LIVE. */
const NOW_SLACK_PX = 6;
const PAINT_GAP_LIVE_MS = 250;

export function Timeline() {
  const t = useText();
  const language = useLanguage();
  const { plant, clock, window: span } = useSession();
  const state = useClockState();
  const kpi = plant.signal(plant.info.kpi);
  const live = state.mode === 'live';
  const step = (direction: number) => clock.pauseAt(clock.now() + (direction * span.span) / 60);
  return (
    <section className={`timeline timeline-${state.mode}`} aria-label={t('timeline.label')}>
      <div className="timeline-side">
        <div className="timeline-buttons">
          <IconButton name="back" label={t('timeline.back')} onClick={() => step(-1)} />
          {live || state.playing ? (
            <IconButton name="pause" label={t('timeline.pause')} onClick={() => clock.pause()} />
          ) : (
            <IconButton name="play" label={t('timeline.play')} onClick={() => clock.play()} />
          )}
          <IconButton name="forward" label={t('timeline.forward')} onClick={() => step(1)} />
          <select
            aria-label={t('timeline.speed')}
            title={t('timeline.speed')}
            value={state.speed}
            onChange={(event) => {
              const speed = Number(event.target.value);
              if (live) clock.play(speed);
              else clock.setSpeed(speed);
            }}
          >
            {SPEEDS.map((speed) => (
              <option key={speed} value={speed}>
                ×{speed}
              </option>
            ))}
          </select>
          <IconButton name="minus" label={t('timeline.zoomOut')} onClick={() => span.zoom(2, clock.now())} />
          <IconButton name="plus" label={t('timeline.zoomIn')} onClick={() => span.zoom(0.5, clock.now())} />
        </div>
        <div className="timeline-kpi">
          {kpi ? (
            <>
              <span title={kpi.path}>{localText(kpi.type.label, language)}</span>
              <ValueText signal={kpi} />
            </>
          ) : (
            <span>{t('timeline.noKpi')}</span>
          )}
        </div>
      </div>
      <TimelineCanvas />
    </section>
  );
}

function IconButton({
  name,
  label,
  onClick,
}: {
  name: Parameters<typeof Icon>[0]['name'];
  label: string;
  onClick: () => void;
}) {
  return (
    <button type="button" className="icon-button" title={label} aria-label={label} onClick={onClick}>
      <Icon name={name} size={16} />
    </button>
  );
}

function TimelineCanvas() {
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const { plant, clock, window: span, alarms, api } = session;
  const { info } = plant;
  const theme = useThemeName();
  const canvas = useRef<HTMLCanvasElement>(null);
  const state = useClockState();
  const alarmsVersion = useAlarmsVersion();
  const spanVersion = useSyncExternalStore(span.subscribe, () => span.version);
  const instant = useInstant(1000);

  // History is asked for on a grid a tenth of the window wide, half a window more on both sides than is seen.
  const grid = Math.max(2000, span.span / 10);
  const from = Math.floor(span.from / grid) * grid - grid * 3;
  const to = Math.min(Math.ceil(span.to / grid) * grid + grid, Math.ceil(clock.serverNow() / 2000) * 2000);
  const { data: kpi } = useQuery({
    queryKey: ['timeline', info.id, info.kpi, from, to],
    queryFn: ({ signal }) => api.samples(info.id, info.kpi ?? '', { from, to, points: KPI_POINTS }, signal),
    enabled: info.kpi !== undefined,
    placeholderData: (before) => before,
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
    let frame = 0;
    let painted = 0;
    let moved = true;
    const paint = (time: number) => {
      frame = requestAnimationFrame(paint);
      if (!moved && time - painted < PAINT_GAP_LIVE_MS) return;
      if (!moved && !clock.live && !clock.state.playing) return;
      moved = false;
      painted = time;
      const ratio = globalThis.devicePixelRatio || 1;
      const width = element.clientWidth;
      const height = element.clientHeight;
      if (element.width !== Math.round(width * ratio) || element.height !== Math.round(height * ratio)) {
        element.width = Math.round(width * ratio);
        element.height = Math.round(height * ratio);
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const { from: left, to: right } = span;
      paintTimeline(
        context,
        {
          width,
          height,
          from: left,
          to: right,
          now: clock.serverNow(),
          at: clock.live ? undefined : clock.now(),
          first: info.firstTime,
          alarms: alarms.all(),
          kpi,
          language,
          timezone: info.timezone,
          nowText: t('timeline.now'),
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
  }, [clock, span, kpi, alarms, alarmsVersion, spanVersion, language, theme, info, t]);

  useWheel(canvas, (event, share) => {
    const around = span.from + share * span.span;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      span.pan(((event.deltaX || event.deltaY) / 600) * span.span);
    } else {
      span.zoom(1.0016 ** event.deltaY, around);
    }
  });

  const timeAt = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return span.from + ((event.clientX - box.left) / box.width) * span.span;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const size = event.shiftKey ? span.span / 10 : span.span / 100;
    if (event.key === 'ArrowLeft') clock.pauseAt(clock.now() - size);
    else if (event.key === 'ArrowRight') clock.seek(clock.now() + size);
    else if (event.key === 'End') clock.goLive();
    else if (event.key === 'Home') clock.pauseAt(span.from);
    else if (event.key === '+' || event.key === '=') span.zoom(0.5, clock.now());
    else if (event.key === '-') span.zoom(2, clock.now());
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <canvas
      ref={canvas}
      className="timeline-canvas"
      tabIndex={0}
      role="slider"
      aria-label={`${t('timeline.label')}. ${t('timeline.help')}`}
      aria-valuemin={Math.round(span.from / 1000)}
      aria-valuemax={Math.round(span.to / 1000)}
      aria-valuenow={Math.round(instant / 1000)}
      aria-valuetext={
        state.mode === 'live' ? t('clock.live') : formatTime(instant, 'dateTime', language, info.timezone)
      }
      title={t('timeline.help')}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        clock.startScrub();
        clock.scrubTo(timeAt(event));
      }}
      onPointerMove={(event) => {
        if (clock.state.scrubbing) clock.scrubTo(timeAt(event));
      }}
      onPointerUp={(event) => clock.endScrub((span.span * NOW_SLACK_PX) / event.currentTarget.clientWidth)}
      onPointerCancel={() => clock.endScrub()}
      onKeyDown={onKeyDown}
    />
  );
}

/** Wheel with a listener of our own: React's are passive and could not keep the page from scrolling. */
function useWheel(
  element: { current: HTMLElement | null },
  onWheel: (event: WheelEvent, share: number) => void,
): void {
  const latest = useRef(onWheel);
  latest.current = onWheel;
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const listener = (event: WheelEvent) => {
      event.preventDefault();
      const box = target.getBoundingClientRect();
      latest.current(event, (event.clientX - box.left) / box.width);
    };
    target.addEventListener('wheel', listener, { passive: false });
    return () => target.removeEventListener('wheel', listener);
  }, [element]);
}

function readColours(element: HTMLElement): TimelineColours {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    ground: read('--surface'),
    text: read('--text-2'),
    faint: read('--line'),
    line: read('--text-2'),
    band: read('--band'),
    replay: read('--replay'),
    now: read('--text'),
    future: read('--ground'),
    critical: read('--critical'),
    high: read('--high'),
    medium: read('--medium'),
    low: read('--low'),
  };
}
