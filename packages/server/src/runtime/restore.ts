/** What was known when the server stopped, for the time until fresh samples come. */
import type { Historian, LastSamples, RecordedAlarm } from '@millwright/historian';
import type { AlarmTransition, LiveStore } from '@millwright/live';
import { BatchBuilder, type LocalText, type Plant, quality, STALE, type Twin } from '@millwright/model';

/** Signals whose value before a gap is looked up: a tenth of a millisecond each. The others show none until a sample comes. */
const MOST_GAPS = 20_000;

/**
 * Fills the columns with the newest recorded values, stale until a sample comes, the time functions with what their windows
 * reach back to, and lets the alarms stand that stood; those whose twin or alarm is gone are closed with a note.
 * Derived values come back by themselves with the first sample of their inputs.
 */
export async function restore(
  live: LiveStore,
  historian: Historian,
  plant: Plant,
  now: number,
  log: (message: string) => void,
): Promise<void> {
  const last = await historian.state(now);
  const { times, values } = last;
  const newest = await recordBreak(last, historian, plant);
  if (newest !== undefined) {
    const { incomplete } = await live.warmUp(Math.min(now, newest), historian);
    if (incomplete !== undefined) log(`${plant.id}: ${incomplete}.`);
  }
  await lookBehindGaps(last, historian);
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

/**
 * A process that was killed left no gaps behind: from its last sample on nobody knows what its sources would have said.
 * Records them; returns the time of the newest sample, undefined where there is none. Signals that are pushed have no connection
 * to lose.
 */
async function recordBreak(
  { times, quality: bytes }: LastSamples,
  historian: Historian,
  plant: Plant,
): Promise<number | undefined> {
  const gap = quality(STALE, 'not-connected');
  const builder = new BatchBuilder();
  for (const { kind, mappings } of plant.sources) {
    if (kind === 'http') continue;
    let newest = Number.NEGATIVE_INFINITY;
    for (const { id } of mappings) if (times[id] > newest) newest = times[id];
    for (const { id } of mappings) {
      if (!Number.isNaN(times[id]) && (bytes[id] & 3) !== STALE)
        builder.push(id, newest + 1, Number.NaN, gap);
    }
  }
  if (builder.length > 0) await historian.append(builder.take());
  let newest = Number.NEGATIVE_INFINITY;
  for (const time of times) if (time > newest) newest = time;
  return newest === Number.NEGATIVE_INFINITY ? undefined : newest + 1;
}

/** Puts the value before a gap in the place of the gap, as the columns keep it. */
async function lookBehindGaps(
  { times, values, quality: bytes }: LastSamples,
  historian: Historian,
): Promise<void> {
  const gaps: number[] = [];
  for (let id = 0; id < times.length && gaps.length < MOST_GAPS; id++) {
    if ((bytes[id] & 3) === STALE && Number.isNaN(values[id])) gaps.push(id);
  }
  await Promise.all(
    gaps.map(async (id) => {
      const before = await historian.sampleAt(id, times[id] - 1);
      if (before === undefined || Number.isNaN(before.value)) return;
      times[id] = before.time;
      values[id] = before.value;
    }),
  );
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
