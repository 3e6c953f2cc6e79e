/** What was known when the server stopped, for the time until fresh samples come. */
import type { Historian, RecordedAlarm } from '@millwright/historian';
import type { AlarmTransition, LiveStore } from '@millwright/live';
import { type Plant, quality, STALE } from '@millwright/model';

/**
 * Fills the columns with the newest recorded values, stale until a sample comes, and lets the alarms stand that stood.
 * Derived values come back by themselves with the first sample of their inputs.
 */
export async function restore(
  live: LiveStore,
  historian: Historian,
  plant: Plant,
  now: number,
  log: (message: string) => void,
): Promise<void> {
  const { times, values } = await historian.state(now);
  const stale = quality(STALE, 'no-data');
  for (let id = 0; id < plant.signalCount; id++) {
    if (Number.isNaN(times[id])) continue;
    live.times[id] = times[id];
    live.values[id] = values[id];
    live.quality[id] = stale;
  }
  const standing: AlarmTransition[] = [];
  for (const alarm of await historian.alarmsAt(now)) {
    const transition = toTransition(plant, alarm);
    if (transition === undefined) {
      log(
        `The alarm ${alarm.type}.${alarm.alarm} of ${alarm.twin} stood when the plant was left; it is not in the plant any more.`,
      );
    } else standing.push(transition);
  }
  live.restore(standing);
}

/** Undefined where twin or alarm is gone. A renamed twin is found under its former path. */
function toTransition(plant: Plant, recorded: RecordedAlarm): AlarmTransition | undefined {
  const twin = plant.twin(recorded.twin) ?? plant.twins.find((t) => t.was.includes(recorded.twin));
  const alarm = twin?.type?.alarms.find((a) => a.name === recorded.alarm);
  if (twin === undefined || alarm === undefined) return undefined;
  const { id, since, raisedAt, inputs } = recorded;
  return { change: 'raised', id, twin, alarm, since, raisedAt, inputs };
}
