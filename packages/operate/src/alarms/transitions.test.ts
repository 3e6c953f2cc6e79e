import { LiveStore } from '@millwright/live';
import { BatchBuilder, quality, STALE } from '@millwright/model';
import { describe, expect, it } from 'vitest';
import { reactions } from '../operate.ts';
import { Bench } from '../testing/bench.ts';
import { currentOf } from './state.ts';
import { standing, transitionDrafts } from './transitions.ts';

const T0 = Date.UTC(2026, 2, 2, 6);

/** A live store whose transitions go to a bench. */
class Rig {
  readonly bench: Bench;
  readonly store: LiveStore;

  constructor(bench = new Bench()) {
    this.bench = bench;
    this.store = new LiveStore(bench.plant);
  }

  feed(path: string, value: number, time: number) {
    const builder = new BatchBuilder();
    builder.push(this.bench.plant.signalId(path) ?? -1, time, value, 0);
    this.store.ingest(builder.take(), time);
    this.bench.now = time;
    return this.store.tick(time).alarms;
  }
}

describe('facts about alarms', () => {
  it('O4 what the live store raises and clears becomes events of the system, with the inputs of that instant', () => {
    const rig = new Rig();
    const raised = rig.feed('hall/line1/pump1.flow', 40, T0);
    rig.bench.record(transitionDrafts(rig.bench.states.alarms, raised));
    rig.bench.record(
      transitionDrafts(rig.bench.states.alarms, rig.feed('hall/line1/pump1.flow', 60, T0 + 5000)),
    );
    const id = `alarm/pump.flow-low@hall/line1/pump1#${T0}`;
    expect(rig.bench.events).toMatchObject([
      {
        type: 'alarm-raised',
        actor: 'system',
        subject: id,
        data: { priority: 'high', inputs: [{ path: 'hall/line1/pump1.flow', value: 40, unit: 'L/min' }] },
      },
      { type: 'alarm-cleared', subject: id, cause: 0, data: { clearedAt: T0 + 5000, why: 'returned' } },
    ]);
  });

  it('O4 the same transitions again give nothing, also within one list', () => {
    const rig = new Rig();
    const raised = rig.feed('hall/line1/pump1.flow', 40, T0);
    expect(transitionDrafts(rig.bench.states.alarms, [...raised, ...raised])).toHaveLength(1);
    rig.bench.record(transitionDrafts(rig.bench.states.alarms, raised));
    expect(transitionDrafts(rig.bench.states.alarms, raised)).toEqual([]);
    const cleared = rig.feed('hall/line1/pump1.flow', 60, T0 + 1);
    expect(transitionDrafts(new Bench().states.alarms, cleared)).toEqual([]);
  });

  it('O4 an alarm raised and cleared in one tick is both', () => {
    const rig = new Rig();
    const both = [
      ...rig.feed('hall/line1/pump1.flow', 40, T0),
      ...rig.feed('hall/line1/pump1.flow', 60, T0 + 1),
    ];
    const events = rig.bench.record(transitionDrafts(rig.bench.states.alarms, both));
    expect(events.map(({ type }) => type)).toEqual(['alarm-raised', 'alarm-cleared']);
  });

  it('O4 after a restart what stood stands, and clears under its old id', () => {
    const rig = new Rig();
    rig.bench.record(transitionDrafts(rig.bench.states.alarms, rig.feed('hall/line1/pump1.flow', 40, T0)));
    const again = new Rig(rig.bench);
    expect(again.store.restore(standing(rig.bench.states.alarms, rig.bench.plant))).toEqual([]);
    const [event] = rig.bench.record(
      transitionDrafts(rig.bench.states.alarms, again.feed('hall/line1/pump1.flow', 60, T0 + 9000)),
    );
    expect(event).toMatchObject({
      type: 'alarm-cleared',
      subject: `alarm/pump.flow-low@hall/line1/pump1#${T0}`,
    });
  });

  it('O4 an occurrence whose alarm is no longer in the plant is cleared', () => {
    const rig = new Rig();
    rig.bench.record(transitionDrafts(rig.bench.states.alarms, rig.feed('hall/line1/pump1.flow', 40, T0)));
    rig.bench.plant = new Bench({
      'twins.yaml': 'twins:\n  - { path: hall }\n',
      'work/plans.yaml': null,
      'work/routes.yaml': null,
      'plant.yaml': 'plant: hall\n',
    }).plant;
    expect(rig.bench.sweep()).toMatchObject([{ type: 'alarm-cleared', cause: 0, data: { why: 'removed' } }]);
  });

  it('O5 an alarm is suppressed while the state of the plant makes it meaningless, and comes back by itself', () => {
    const rig = new Rig();
    const { bench } = rig;
    bench.record(transitionDrafts(bench.states.alarms, rig.feed('hall/line1/pump1.flow', 40, T0)));
    const key = 'pump.flow-low@hall/line1/pump1';
    bench.submit('acknowledge-alarm', `alarm/${key}#${T0}`);
    bench.sweep();
    bench.set('hall/line1/pump1.running', 0);
    expect(bench.sweep()).toMatchObject([{ type: 'alarm-suppressed', subject: `alarm/${key}` }]);
    expect(bench.sweep()).toEqual([]);
    expect(bench.refused('acknowledge-alarm', `alarm/${key}#${T0}`)).toBe('wrong-state');
    // A lost connection changes nothing.
    bench.set('hall/line1/pump1.running', 1, quality(STALE, 'not-connected'));
    expect(bench.sweep()).toEqual([]);
    bench.set('hall/line1/pump1.running', 1);
    expect(bench.sweep()).toMatchObject([{ type: 'alarm-unsuppressed' }]);
    const one = currentOf(bench.states.alarms, bench.states.alarms.points.get(key));
    expect(one?.acknowledged).toBeUndefined();
  });

  it('O3 a one-shot shelf ends when the alarm clears', () => {
    const rig = new Rig();
    const { bench } = rig;
    const key = 'pump.flow-low@hall/line1/pump1';
    bench.record(transitionDrafts(bench.states.alarms, rig.feed('hall/line1/pump1.flow', 40, T0)));
    bench.submit(
      'shelve-alarm',
      `alarm/${key}`,
      { minutes: 60, oneShot: true },
      { reason: 'valve is being changed' },
    );
    bench.record(transitionDrafts(bench.states.alarms, rig.feed('hall/line1/pump1.flow', 60, T0 + 1000)));
    expect(bench.events.at(-1)).toMatchObject({
      type: 'alarm-unshelved',
      data: { why: 'cleared' },
      cause: 2,
    });
    expect(bench.states.alarms.points.get(key)).not.toHaveProperty('current');
  });

  it('O12 an alarm calls for a round, once while that is still to be walked, and not while it is hidden', () => {
    const rig = new Rig();
    const { bench } = rig;
    const react = (path: string, value: number, time: number) => {
      const events = bench.record(transitionDrafts(bench.states.alarms, rig.feed(path, value, time)));
      return bench.record(reactions(bench.states, bench.plant, events));
    };
    bench.submit(
      'shelve-alarm',
      'alarm/pump.vibration-high@hall/line2/pump3',
      { minutes: 9 },
      { reason: 'known' },
    );
    expect(react('hall/line2/pump3.vibration', 8, T0)).toEqual([]);
    expect(react('hall/line1/pump1.vibration', 8, T0 + 1)).toMatchObject([
      { type: 'round-called', cause: 2, data: { route: 'pumps', why: 'alarm' } },
    ]);
    expect(react('hall/line1/pump2.vibration', 8, T0 + 2)).toEqual([]);
  });
});
