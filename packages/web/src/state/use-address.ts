/** Keeps the address bar in step with plant, view, selection and time, so that the address is a link to what is seen. */
import { useEffect } from 'react';
import type { Session } from '../session.ts';
import { writeEye } from '../space/eye.ts';
import { useSpace } from '../space/space-store.ts';
import { readAddress, writeAddress } from './address.ts';
import { SETTINGS, useUi } from './ui-store.ts';

/** The address follows the clock at most this often. */
const REST_MS = 250;

export function useAddress(session: Session): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const write = () => {
      timer = undefined;
      const { view, twin, signal, tab, alarm, area, work, settings, trends, cursors } = useUi.getState();
      const { eye } = useSpace.getState();
      const { clock, window: span, pin } = session;
      const at = clock.live ? undefined : Math.round(clock.now());
      const plant = session.plant.info.id;
      const next = writeAddress({
        plant,
        view,
        twin,
        signal,
        tab,
        alarm,
        area,
        work: view === 'work' ? work : undefined,
        settings: view === 'settings' && settings !== SETTINGS[0] ? settings : undefined,
        trends,
        at,
        // A window that was never touched is the usual one.
        span: span.version > 0 ? Math.round(span.span / 1000) : undefined,
        from: span.following || span.version === 0 ? undefined : Math.round(span.from),
        pin: pin.at,
        eye: eye && writeEye(eye),
        cursors,
      });
      if (next === location.search) return;
      const before = readAddress(location.search);
      // Another view or selection is a step of the browser's history; time alone is not.
      const isStep =
        before.view !== view ||
        before.twin !== twin ||
        before.area !== area ||
        (view === 'work' && before.work !== work) ||
        (view === 'settings' && (before.settings ?? SETTINGS[0]) !== settings);
      if (isStep) history.pushState(null, '', next);
      else history.replaceState(null, '', next);
    };
    const later = () => {
      timer ??= setTimeout(write, REST_MS);
    };
    const onBack = () => {
      const { at, view, twin, signal, tab, alarm, area, work, settings, trends, cursors } = readAddress(
        location.search,
      );
      useUi.setState({
        ...{ view, twin, signal, tab, alarm, area, work, trends, cursors },
        settings: settings ?? SETTINGS[0],
        aside: view !== 'space',
      });
      if (at !== undefined) session.clock.pauseAt(at);
      else session.clock.goLive();
    };
    const offs = [useUi, useSpace, session.clock, session.window, session.pin].map((each) =>
      each.subscribe(later),
    );
    addEventListener('popstate', onBack);
    later();
    return () => {
      clearTimeout(timer);
      for (const off of offs) off();
      removeEventListener('popstate', onBack);
    };
  }, [session]);
}
