/** Readings of rounds as samples, for history and for whatever reads history. */
import type { JournalEvent } from '@millwright/journal';
import { BatchBuilder, GOOD, type Plant, quality, type SampleBatch } from '@millwright/model';
import { checkRecorded } from './events.ts';

/** Name of the source in which manual signals would be listed: it is people. */
export const MANUAL_SOURCE = 'manual';

/** Good, with the reason that says that a person entered it. */
const ENTERED = quality(GOOD, 'substituted');

/** The samples that events brought, in their order; signals the plant no longer has are left out. */
export function readingsOf(plant: Plant, events: readonly JournalEvent[]): SampleBatch {
  const builder = new BatchBuilder();
  for (const event of events) {
    if (event.type !== checkRecorded.type) continue;
    const { reading, takenAt } = checkRecorded.data.parse(event.data);
    const id = reading && plant.signalId(reading.path);
    if (id !== undefined) builder.push(id, takenAt, reading?.value ?? Number.NaN, ENTERED);
  }
  return builder.take();
}
