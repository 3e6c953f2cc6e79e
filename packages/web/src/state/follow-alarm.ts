/** The way from an alarm to its cause: selects the twin, sends the camera there, opens the panel. */
import type { AlarmOccurrence } from '@millwright/server/client';
import type { Session } from '../session.ts';
import { useUi } from './ui-store.ts';

/** Goes to the twin of an alarm; the clock stays. */
export function followAlarm(item: AlarmOccurrence): void {
  const ui = useUi.getState();
  ui.setView('space');
  ui.selectTwin(item.twin, { focus: true, tab: 'now', alarm: item.id });
}

/** Shows the plant at the moment the alarm was raised, with what raised it. */
export function showMoment(session: Session, item: AlarmOccurrence): void {
  session.clock.pauseAt(item.raisedAt);
  session.window.reveal(item.raisedAt);
  useUi.getState().selectTwin(item.twin, { tab: 'now', alarm: item.id });
}
