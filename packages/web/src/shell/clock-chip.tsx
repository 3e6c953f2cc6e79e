/** The truth about time: LIVE or REPLAY with its instant and speed, and the way back. */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { formatTime } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useClockState } from '../values/hooks.ts';

export function ClockChip() {
  const t = useText();
  const language = useLanguage();
  const { clock, plant, past } = useSession();
  const loading = useSyncExternalStore(past.subscribe, () => past.loading);
  const state = useClockState();
  const time = useRef<HTMLSpanElement>(null);
  const { timezone } = plant.info;

  // The digits are written past React: they change every second, and with every move while scrubbing.
  useEffect(() => {
    let frame = 0;
    let shown = '';
    const write = () => {
      frame = requestAnimationFrame(write);
      const now = clock.now();
      const far = Math.abs(clock.serverNow() - now) > 12 * 3_600_000;
      const text = formatTime(now, far ? 'dateTime' : 'time', language, timezone);
      if (text === shown || !time.current) return;
      shown = text;
      time.current.textContent = text;
    };
    write();
    return () => cancelAnimationFrame(frame);
  }, [clock, language, timezone]);

  const live = state.mode === 'live';
  return (
    <div className={`clock clock-${state.mode}`} role="timer" title={t('clock.timezone', { zone: timezone })}>
      <button
        type="button"
        className="clock-chip"
        onClick={() => (live ? clock.pause() : clock.goLive())}
        title={live ? t('clock.goReplay') : t('clock.backToLive')}
      >
        <span className="clock-mode">{t(live ? 'clock.live' : 'clock.replay')}</span>
        <span className="clock-time" ref={time} />
        {!live && loading && <span className="clock-loading">{t('clock.loading')}</span>}
        {!live && state.playing && <span className="clock-speed">×{state.speed}</span>}
      </button>
      {!live && (
        <button type="button" className="back-to-live" onClick={() => clock.goLive()}>
          {t('clock.backToLive')}
        </button>
      )}
    </div>
  );
}
