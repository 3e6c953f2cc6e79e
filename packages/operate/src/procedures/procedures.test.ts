import { describe, expect, it } from 'vitest';
import { Bench } from '../testing/bench.ts';

const RUN = 'run/0001';

function running(): Bench {
  const bench = new Bench();
  bench.submit('start-procedure', 'twin/hall/line1/pump1', { procedure: 'check-pump' });
  return bench;
}
const next = (bench: Bench, step: string, answer = {}) =>
  bench.submit('complete-step', RUN, { step, answer });
const at = (bench: Bench) => bench.states.procedures.runs.get(RUN)?.step;

describe('procedures', () => {
  it('O16 steps follow each other, and answers lead to branches', () => {
    const bench = running();
    next(bench, 'stop');
    next(bench, 'wet', { choice: 'wet' });
    expect(at(bench)).toBe('seal');
    next(bench, 'seal');
    next(bench, 'play', { value: 0.5 });
    expect(at(bench)).toBe('seal');
    next(bench, 'seal');
    next(bench, 'play', { value: 0.1 });
    const events = next(bench, 'close', { confirmed: true });
    expect(events.map(({ type }) => type)).toEqual(['step-completed', 'procedure-finished']);
    expect(bench.states.procedures.runs.get(RUN)).toMatchObject({ state: 'finished', endedAt: bench.now });
    expect(bench.rebuilt()).toEqual([bench.saved(), bench.saved()]);
  });

  it('O16 a choice may skip steps', () => {
    const bench = running();
    next(bench, 'stop');
    next(bench, 'wet', { choice: 'dry' });
    expect(at(bench)).toBe('close');
  });

  it('O16 a step is done once, in its turn, and by somebody who may', () => {
    const bench = running();
    bench.forbidden.add('employee/bo operate');
    expect(bench.refused('complete-step', RUN, { step: 'stop' }, { actor: 'employee/bo' })).toBe('forbidden');
    expect(bench.refused('complete-step', RUN, { step: 'close', answer: { confirmed: true } })).toBe('stale');
    next(bench, 'stop');
    expect(() => next(bench, 'stop')).toThrow('employee/ana has already done "stop"');
    expect(bench.refused('complete-step', RUN, { step: 'wet' })).toBe('malformed');
    expect(bench.refused('complete-step', RUN, { step: 'wet', answer: { choice: 'moist' } })).toBe(
      'malformed',
    );
  });

  it('O16 a changed document does not change what was begun', () => {
    const bench = running();
    const text = 'procedure: check-pump\nsteps: [{ step: nothing, text: Nothing }]\n';
    bench.plant = new Bench({ 'procedures/check-pump.yaml': text }).plant;
    next(bench, 'stop');
    expect(at(bench)).toBe('wet');
  });

  it('O16 a procedure is started for an order or an alarm of its place, and abandoned with a reason', () => {
    const bench = new Bench();
    bench.submit('create-order', 'twin/hall/line1/pump1', { title: 'Seal' });
    const [event] = bench.submit('start-procedure', 'twin/hall/line1/pump1', {
      procedure: 'check-pump',
      order: 'order/0001',
    });
    expect(event.cause).toBe(0);
    const wrong = { procedure: 'check-pump', order: 'order/0001' };
    expect(bench.refused('start-procedure', 'twin/hall/line2/pump3', wrong)).toBe('not-found');
    expect(bench.refused('start-procedure', 'plant', { procedure: 'dance' })).toBe('not-found');
    expect(bench.refused('start-procedure', 'plant', { procedure: 'check-pump', alarm: 'x' })).toBe(
      'not-found',
    );
    expect(bench.refused('abandon-procedure', RUN)).toBe('reason-missing');
    bench.submit('abandon-procedure', RUN, {}, { reason: 'no seal in stock' });
    expect(bench.refused('complete-step', RUN, { step: 'stop' })).toBe('wrong-state');
  });
});

describe('shift log', () => {
  it('O15 a hand-over lists what is left and is accepted by somebody else', () => {
    const bench = new Bench();
    bench.submit('create-order', 'plant', { title: 'Seal' });
    bench.submit('add-log-entry', 'twin/hall/line1/pump1', { text: 'Runs hot' });
    const [offered] = bench.submit('offer-handover', 'plant', { summary: 'Quiet night' });
    expect(offered.data).toMatchObject({ orders: ['order/0001'], alarms: [], shift: 'early' });
    expect(bench.refused('offer-handover', 'plant', { summary: 'Again' })).toBe('wrong-state');
    expect(bench.refused('accept-handover', 'handover/0001')).toBe('forbidden');
    const bo = { actor: 'employee/bo' };
    bench.submit('accept-handover', 'handover/0001', { remarks: 'Seen' }, bo);
    expect(bench.refused('accept-handover', 'handover/0001', {}, { actor: 'employee/cy' })).toBe(
      'wrong-state',
    );
    expect(bench.states.shifts.handovers.get('handover/0001')).toMatchObject({
      state: 'accepted',
      answered: { by: 'employee/bo', remarks: 'Seen' },
    });
    expect(bench.states.shifts.entries).toMatchObject([
      { text: 'Runs hot', twin: 'hall/line1/pump1', shift: 'early' },
    ]);
    expect(bench.rebuilt()).toEqual([bench.saved(), bench.saved()]);
  });

  it('O24 an entry that comes late belongs to the shift in which it was written', () => {
    const bench = new Bench();
    bench.now += 12 * 3_600_000;
    const doneAt = bench.now - 11 * 3_600_000;
    bench.submit('add-log-entry', 'plant', { text: 'Runs hot' }, { doneAt });
    bench.submit('add-log-entry', 'plant', { text: 'Cooler' });
    const [late, soon] = bench.states.shifts.entries;
    expect(late).toMatchObject({ shift: 'early', at: doneAt });
    expect(soon.shift).not.toBe('early');
    expect(soon.at).toBe(bench.now);
  });

  it('O15 the next shift may return a hand-over with a reason', () => {
    const bench = new Bench();
    bench.submit('offer-handover', 'plant', { summary: 'All fine' });
    const bo = { actor: 'employee/bo' };
    expect(bench.refused('return-handover', 'handover/0001', {}, bo)).toBe('reason-missing');
    bench.submit('return-handover', 'handover/0001', {}, { ...bo, reason: 'Pump 3 is not fine' });
    bench.submit('offer-handover', 'plant', { summary: 'All but pump 3' });
    expect(bench.states.shifts.handovers.size).toBe(2);
  });
});
