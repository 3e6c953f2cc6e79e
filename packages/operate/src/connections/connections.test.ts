import type { EventDraft, JournalEvent } from '@millwright/journal';
import { describe, expect, it } from 'vitest';
import { type ConnectionsState, connectionDrafts, connectionsProjection, type SeenSource } from './state.ts';

const source = (connected: boolean, since: number, message?: string): SeenSource => ({
  name: 'plc',
  connected,
  since,
  message,
});

/** Records what is seen and takes it into the state, as a desk does. */
function watcher() {
  let state: ConnectionsState = connectionsProjection.initial();
  let seq = 0;
  const see = (seen: readonly SeenSource[], now: number): EventDraft[] => {
    const drafts = connectionDrafts(state, seen, now);
    for (const { type, subject, data } of drafts) {
      const event: JournalEvent = { seq: seq++, time: now, actor: 'system', type, subject, data };
      state = connectionsProjection.apply(state, event);
    }
    return drafts;
  };
  return { see, state: () => state };
}

describe('connections of sources', () => {
  it('O25 a source is lost when it was connected, restored when it comes back, and not before it ever was', () => {
    const { see, state } = watcher();
    expect(see([source(false, 1, 'refused')], 1)).toEqual([]);
    see([source(true, 2)], 3);
    expect(see([source(true, 2)], 4)).toEqual([]);
    see([source(false, 5, 'connection reset')], 6);
    expect(see([source(false, 7, 'refused')], 8)).toEqual([]);
    see([source(true, 9)], 10);
    expect(state().changes).toEqual([
      { source: 'plc', connected: true, at: 2 },
      { source: 'plc', connected: false, at: 5, message: 'connection reset' },
      { source: 'plc', connected: true, at: 9 },
    ]);
    expect(state().sources.get('plc')?.connected).toBe(true);
  });

  it('O25 a source that the plant no longer has is lost once', () => {
    const { see, state } = watcher();
    see([source(true, 2)], 2);
    expect(see([], 5)).toHaveLength(1);
    expect(see([], 6)).toEqual([]);
    expect(state().sources.get('plc')).toEqual({ source: 'plc', connected: false, at: 5 });
  });

  it('O25 what was saved is what is loaded', () => {
    const { see, state } = watcher();
    see([source(true, 2)], 2);
    see([source(false, 3, 'x'.repeat(2000))], 3);
    const saved = JSON.parse(JSON.stringify(connectionsProjection.save(state())));
    expect(connectionsProjection.load(saved)).toEqual(state());
    expect(state().sources.get('plc')?.message).toHaveLength(500);
  });
});
