import { levelOf, reasonOf } from '@millwright/model';
import { describe, expect, it } from 'vitest';
import { type Asked, Bench } from '../testing/bench.ts';
import { readingsOf } from './readings.ts';

const ROUND = 'round/0001';
const PHOTO = { hash: 'b'.repeat(64), name: 'seal.jpg', type: 'image/jpeg', size: 1000 };

function walking(): Bench {
  const bench = new Bench();
  bench.submit('call-round', 'twin/hall/line1', { route: 'pumps' });
  bench.submit('start-round', ROUND);
  return bench;
}

const record = (bench: Bench, stop: number, check: string, answer: object, asked: Asked = {}) =>
  bench.submit('record-check', ROUND, { stop, check, answer: { ...answer } }, asked);

function answerAll(bench: Bench): void {
  record(bench, 0, 'temperature', { value: 122 });
  record(bench, 0, 'leak', { choice: 'dry' });
  record(bench, 1, 'picture', { photo: PHOTO });
}

describe('rounds', () => {
  it('O12 a round is walked stop by stop, and completed when everything is answered', () => {
    const bench = walking();
    expect(bench.refused('complete-round', ROUND)).toBe('wrong-state');
    answerAll(bench);
    bench.submit('report-place', ROUND, { twin: 'hall/line1/pump1', metres: [1, 0, 2] });
    expect(bench.states.rounds.rounds.get(ROUND)?.place).toMatchObject({
      twin: 'hall/line1/pump1',
      since: bench.now,
    });
    expect(bench.submit('complete-round', ROUND).map(({ type }) => type)).toEqual(['round-completed']);
    expect(bench.states.rounds.rounds.get(ROUND)).toMatchObject({ state: 'completed' });
    expect(bench.states.rounds.rounds.get(ROUND)).not.toHaveProperty('place');
    expect(bench.rebuilt()).toEqual([bench.saved(), bench.saved()]);
  });

  it('O13 a reading becomes a sample in the unit of its signal, at the time it was taken, marked as entered by hand', () => {
    const bench = walking();
    bench.now += 3_600_000;
    const events = record(bench, 0, 'temperature', { value: 122 }, { doneAt: bench.now - 600_000 });
    const batch = readingsOf(bench.plant, [...bench.events]);
    expect(batch.length).toBe(1);
    expect(bench.plant.signalAt(batch.signals[0]).path).toBe('hall/line1/pump1.handTemperature');
    expect([batch.times[0], batch.values[0]]).toEqual([bench.now - 600_000, 50]);
    expect([levelOf(batch.quality[0]), reasonOf(batch.quality[0])]).toEqual([0, 'substituted']);
    expect(events[0].data).toMatchObject({ finding: false });
  });

  it('O12 limits and options say what is a finding; an answer may be corrected', () => {
    const bench = walking();
    expect(record(bench, 0, 'temperature', { value: 200 })[0].data).toMatchObject({ finding: true });
    expect(record(bench, 0, 'leak', { choice: 'wet', note: 'oil' })[0].data).toMatchObject({ finding: true });
    record(bench, 0, 'leak', { choice: 'dry' });
    expect(
      bench.states.rounds.rounds.get(ROUND)?.records.map(({ check, finding }) => [check, finding]),
    ).toEqual([
      ['temperature', true],
      ['leak', false],
    ]);
  });

  it.each([
    ['an unknown stop', 9, 'leak', { choice: 'dry' }, {}, 'not-found'],
    ['an unknown option', 0, 'leak', { choice: 'damp' }, {}, 'malformed'],
    ['the wrong kind', 0, 'leak', { value: 3 }, {}, 'malformed'],
    ['two answers', 0, 'leak', { choice: 'dry', value: 3 }, {}, 'malformed'],
    ['a note without a note', 0, 'remark', {}, {}, 'malformed'],
    ['a value that cannot be', 0, 'temperature', { value: 5000 }, {}, 'out-of-range'],
    ['a time to come', 0, 'leak', { choice: 'dry' }, { doneAt: Date.UTC(2030, 0, 1) }, 'out-of-range'],
    ['a time days ago', 0, 'leak', { choice: 'dry' }, { doneAt: 0 }, 'out-of-range'],
    [
      'a time before the round',
      0,
      'leak',
      { choice: 'dry' },
      { doneAt: Date.UTC(2026, 2, 1) },
      'out-of-range',
    ],
  ])('O12 refused: %s', (_, stop, check, answer, asked, code) => {
    expect(walking().refused('record-check', ROUND, { stop, check, answer }, asked)).toBe(code);
  });

  it('O24 a round that was called, walked and ended without connection keeps the times at which it was done', () => {
    const bench = new Bench();
    bench.now += 3_600_000;
    const at = (minute: number) => ({ doneAt: bench.now - 3_600_000 + minute * 60_000 });
    const [called] = bench.submit('call-round', 'plant', { route: 'pumps' }, at(0));
    expect(called).toMatchObject({ time: bench.now, doneAt: bench.now - 3_600_000 });
    bench.submit('start-round', ROUND, {}, at(1));
    record(bench, 0, 'temperature', { value: 122 }, at(2));
    record(bench, 0, 'leak', { choice: 'dry' }, at(3));
    record(bench, 1, 'picture', { photo: PHOTO }, at(4));
    bench.submit('complete-round', ROUND, {}, at(5));
    expect(bench.states.rounds.rounds.get(ROUND)).toMatchObject({
      calledAt: at(0).doneAt,
      startedAt: at(1).doneAt,
      endedAt: at(5).doneAt,
    });
    expect(bench.states.rounds.rounds.get(ROUND)?.records[0]).toMatchObject({
      takenAt: at(2).doneAt,
      at: bench.now,
    });
    expect(bench.rebuilt()).toEqual([bench.saved(), bench.saved()]);
  });

  it('O12 only who walks the round records; who takes it over says why', () => {
    const bench = walking();
    const bo = { actor: 'employee/bo' };
    expect(
      bench.refused('record-check', ROUND, { stop: 0, check: 'leak', answer: { choice: 'dry' } }, bo),
    ).toBe('wrong-state');
    expect(bench.refused('start-round', ROUND, {}, bo)).toBe('reason-missing');
    bench.submit('start-round', ROUND, {}, { ...bo, reason: 'Ana went home' });
    expect(bench.states.rounds.rounds.get(ROUND)?.walker).toBe('employee/bo');
    expect(bench.submit('start-round', ROUND, {}, bo)).toEqual([]);
  });

  it('O12 a route is called within the place it leads through', () => {
    const bench = new Bench();
    expect(bench.refused('call-round', 'twin/hall/line2', { route: 'pumps' })).toBe('not-found');
    expect(bench.refused('call-round', 'plant', { route: 'nowhere' })).toBe('not-found');
    bench.submit('call-round', 'plant', { route: 'pumps', walker: 'employee/bo' });
    expect(bench.states.rounds.rounds.get(ROUND)?.walker).toBe('employee/bo');
  });

  it('O14 faults marked on a round become the checklist of a review, which goes on until they are mended', () => {
    const bench = walking();
    bench.submit('mark-fault', ROUND, {
      twin: 'hall/line1/pump1',
      metres: [1, 2, 3],
      text: 'Bolt loose',
      photo: PHOTO,
    });
    bench.submit('mark-fault', ROUND, { twin: 'hall/line1/pump2', text: 'Guard missing', severity: 'stop' });
    answerAll(bench);
    const [, called] = bench.submit('complete-round', ROUND);
    expect(called).toMatchObject({
      type: 'round-called',
      subject: 'round/0002',
      cause: bench.events.length - 2,
      data: { why: 'review', reviewOf: ROUND },
    });
    const review = bench.states.rounds.rounds.get('round/0002');
    expect(review?.stops.map(({ twin, checks }) => [twin, checks.map((c) => c.label.en)])).toEqual([
      ['hall/line1/pump1', ['Bolt loose']],
      ['hall/line1/pump2', ['Guard missing']],
    ]);
    const bo = { actor: 'employee/bo' };
    bench.submit('start-round', 'round/0002', {}, bo);
    bench.submit(
      'record-check',
      'round/0002',
      { stop: 0, check: `${ROUND}#1`, answer: { choice: 'mended' } },
      bo,
    );
    bench.submit(
      'record-check',
      'round/0002',
      { stop: 1, check: `${ROUND}#2`, answer: { choice: 'still-there' } },
      bo,
    );
    bench.submit('complete-round', 'round/0002', {}, bo);
    const again = bench.states.rounds.rounds.get('round/0003');
    expect(again?.stops.flatMap(({ checks }) => checks.map((c) => c.name))).toEqual([`${ROUND}#2`]);
    bench.submit('start-round', 'round/0003');
    bench.submit('record-check', 'round/0003', {
      stop: 0,
      check: `${ROUND}#2`,
      answer: { choice: 'mended' },
    });
    expect(bench.submit('complete-round', 'round/0003')).toHaveLength(1);
  });

  it('O14 an abandoned round loses none of the faults it has marked', () => {
    const bench = walking();
    bench.submit('mark-fault', ROUND, { twin: 'hall/line1/pump1', text: 'Bolt loose' });
    expect(
      bench.submit('abandon-round', ROUND, {}, { reason: 'fire drill' }).map(({ type }) => type),
    ).toEqual(['round-abandoned', 'round-called']);
    expect(bench.refused('start-round', ROUND)).toBe('wrong-state');
  });
});
