/** The timeline at the bottom of every screen: what was, where the clock is, and the way to move it. */
import { useSyncExternalStore } from 'react';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { ValueText } from '../panel/value-text.tsx';
import { useSession } from '../session.ts';
import { Icon } from '../shell/icons.tsx';
import { useSourceChanges } from '../sources/use-sources.ts';
import { useUi } from '../state/ui-store.ts';
import { SPEEDS } from '../time/clock.ts';
import { useClockState } from '../values/hooks.ts';
import { eventsOf, nextEvent } from './events.ts';
import { chooseKpi, kpiOffers, useKpi } from './kpi-choice.ts';
import { TimelineCanvas } from './timeline-canvas.tsx';

export function Timeline() {
  const t = useText();
  const session = useSession();
  const { plant, clock, window: span, pin } = session;
  const state = useClockState();
  const pinned = useSyncExternalStore(pin.subscribe, () => pin.at);
  const kpi = useKpi(plant);
  const changes = useSourceChanges();
  const live = state.mode === 'live';
  const step = (direction: number) => clock.pauseAt(clock.now() + (direction * span.span) / 60);
  const toEvent = (direction: number) => {
    const events = eventsOf(session.alarms.all(), changes);
    const found = nextEvent(events, clock.now(), direction);
    if (!found) return;
    clock.pauseAt(found.time);
    span.reveal(found.time);
  };
  return (
    <section className={`timeline timeline-${state.mode}`} aria-label={t('timeline.label')}>
      <div className="timeline-side">
        <div className="timeline-buttons">
          <IconButton name="eventBack" label={t('timeline.eventBack')} onClick={() => toEvent(-1)} />
          <IconButton name="back" label={t('timeline.back')} onClick={() => step(-1)} />
          {live || state.playing ? (
            <IconButton name="pause" label={t('timeline.pause')} onClick={() => clock.pause()} />
          ) : (
            <IconButton name="play" label={t('timeline.play')} onClick={() => clock.play()} />
          )}
          <IconButton name="forward" label={t('timeline.forward')} onClick={() => step(1)} />
          <IconButton name="eventForward" label={t('timeline.eventForward')} onClick={() => toEvent(1)} />
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
        </div>
        <div className="timeline-kpi">
          {kpi ? (
            <>
              <KpiMenu path={kpi.path} />
              <ValueText signal={kpi} />
            </>
          ) : (
            <span>{t('timeline.noKpi')}</span>
          )}
        </div>
        <div className="timeline-buttons">
          <button
            type="button"
            className="button button-small"
            aria-pressed={pinned !== undefined}
            title={t(pinned === undefined ? 'timeline.pinHelp' : 'timeline.unpin')}
            onClick={() => {
              if (pinned !== undefined) return pin.clear();
              pin.set(clock.now());
              useUi.getState().setView('compare');
            }}
          >
            {t(pinned === undefined ? 'timeline.pin' : 'timeline.unpin')}
          </button>
          <span className="timeline-zoom">
            <IconButton
              name="minus"
              label={t('timeline.zoomOut')}
              onClick={() => span.zoom(2, clock.now())}
            />
            <IconButton
              name="plus"
              label={t('timeline.zoomIn')}
              onClick={() => span.zoom(0.5, clock.now())}
            />
          </span>
        </div>
      </div>
      <TimelineCanvas changes={changes} kpi={kpi} onEvent={toEvent} />
    </section>
  );
}

function KpiMenu({ path }: { path: string }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const selected = useUi((ui) => ui.signal);
  const trends = useUi((ui) => ui.trends);
  return (
    <select
      aria-label={t('timeline.kpi')}
      title={path}
      value={path}
      onChange={(event) => chooseKpi(plant.info.id, event.target.value)}
    >
      {kpiOffers(plant, [path, selected, ...trends]).map((signal) => (
        <option key={signal.path} value={signal.path}>
          {localText(signal.type.label, language)} — {localText(signal.twin.info.label, language)}
        </option>
      ))}
    </select>
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
