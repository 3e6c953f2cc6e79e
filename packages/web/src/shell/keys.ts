/** Keys that work everywhere, unless the person is typing. */
import { useEffect } from 'react';
import { useSession } from '../session.ts';
import { followAlarm } from '../state/follow-alarm.ts';
import { useUi, VIEWS } from '../state/ui-store.ts';

export function useKeys(): void {
  const session = useSession();
  useEffect(() => {
    let nextAlarm = 0;
    const onKey = (event: KeyboardEvent) => {
      const ui = useUi.getState();
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        ui.setSearching(true);
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || ui.searching || isTyping(event)) return;
      const { clock } = session;
      const key = event.key.toLowerCase();
      const view = VIEWS[Number(key) - 1];
      if (view) ui.setView(view);
      else if (key === 'escape') ui.selectTwin(undefined);
      else if (key === 'f') ui.focus();
      else if (key === 'h') ui.home();
      else if (key === 'l') clock.goLive();
      else if (key === 'a') {
        const standing = session.alarms.standingAt(clock.now());
        if (standing.length > 0) followAlarm(standing[nextAlarm++ % standing.length]);
      } else if (key === ' ' && !(event.target instanceof HTMLButtonElement)) {
        if (clock.state.playing || clock.live) clock.pause();
        else clock.play();
      } else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [session]);
}

function isTyping(event: KeyboardEvent): boolean {
  // An editor of documents or formulas lives in a tree of its own, behind which the target would be hidden.
  const target = event.composedPath()[0];
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
