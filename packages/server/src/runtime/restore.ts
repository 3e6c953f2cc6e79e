/** What was known when the server stopped, for the time until fresh samples come. */
import type { Historian } from '@millwright/historian';
import type { LiveStore } from '@millwright/live';
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
): Promise<void> {
  const { times, values } = await historian.state(now);
  const stale = quality(STALE, 'no-data');
  for (let id = 0; id < plant.signalCount; id++) {
    if (Number.isNaN(times[id])) continue;
    live.times[id] = times[id];
    live.values[id] = values[id];
    live.quality[id] = stale;
  }
  live.restore(await historian.alarmsAt(now));
}
