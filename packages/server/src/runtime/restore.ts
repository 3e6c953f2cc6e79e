/** What was known when the server stopped, for the time until fresh samples come. */
import type { Historian, RecordedAlarm } from '@millwright/historian';
import type { AlarmTransition, LiveStore } from '@millwright/live';
import { type LocalText, type Plant, quality, STALE, type Twin } from '@millwright/model';

/**
 * Fills the columns with the newest recorded values, stale until a sample comes, and lets the alarms stand that stood;
 * those whose twin or alarm is gone are closed with a note.
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
  for (const alarm of await historian.alarmsAt(Number.POSITIVE_INFINITY)) {
    const transition = toTransition(plant, alarm);
    if (transition !== undefined && live.restore([transition]).length === 0) continue;
    // Nobody can evaluate its condition any more: it would stay open for ever.
    await historian.closeAlarm({ id: alarm.id, clearedAt: now, note: noteOf(plant, alarm) });
    log(`The alarm ${alarm.type}.${alarm.alarm} of ${alarm.twin} was closed: ${noteOf(plant, alarm).en}`);
  }
}

function noteOf(plant: Plant, { type, alarm, twin }: RecordedAlarm): LocalText {
  return findTwin(plant, twin) === undefined
    ? {
        en: `The twin ${twin} was taken out of the plant while the alarm stood.`,
        zh: `报警期间，孪生体 ${twin} 已从工厂中移除。`,
      }
    : {
        en: `The alarm ${alarm} was taken out of the type ${type} while it stood.`,
        zh: `报警期间，类型 ${type} 中的报警 ${alarm} 已被移除。`,
      };
}

/** A renamed twin is found under its former path. */
function findTwin(plant: Plant, path: string): Twin | undefined {
  return plant.twin(path) ?? plant.twins.find((twin) => twin.was.includes(path));
}

/** Undefined where twin or alarm is gone. */
function toTransition(plant: Plant, recorded: RecordedAlarm): AlarmTransition | undefined {
  const twin = findTwin(plant, recorded.twin);
  const alarm = twin?.type?.alarms.find((a) => a.name === recorded.alarm);
  if (twin === undefined || alarm === undefined) return undefined;
  const { id, since, raisedAt, inputs } = recorded;
  return { change: 'raised', id, twin, alarm, since, raisedAt, inputs };
}
