import { GOOD, quality, STALE } from '@millwright/model';
import { describe, expect, it } from 'vitest';
import { Bench } from '../testing/bench.ts';
import { ProposalExecutor } from './executor.ts';

const PUMP = 'hall/line1/pump1';
const SPEED = `${PUMP}.speedSetpoint`;
const ONE = 'proposal/0001';

/** A machine whose faults can be chosen, and a clock that moves when somebody waits. */
class Machine {
  readonly bench = new Bench();
  readonly written: [string, number][] = [];
  #speed: number | undefined = 1500;
  /** When the speed was shown last, by the clock of the machine. */
  shownAt = 0;
  quality = GOOD;
  /** What the clock of the machine is ahead, ms. */
  ahead = 0;
  answer: 'obeys' | 'refuses' | 'ignores' | 'lags' | 'hangs' = 'obeys';
  /** Rejects when the outcome is to be recorded, as a process that ends would. */
  dies = false;
  #id = 0;

  get speed(): number | undefined {
    return this.#speed;
  }

  set speed(value: number | undefined) {
    this.#speed = value;
    this.shownAt = this.bench.now + this.ahead;
  }

  constructor() {
    const { bench } = this;
    bench.set(SPEED, 1500);
    bench.set(`${PUMP}.running`, 1);
    bench.submit(
      'propose-change',
      `twin/${PUMP}`,
      { changes: [{ signal: SPEED, value: 1200 }] },
      { reason: 'test' },
    );
    const digest = bench.states.proposals.proposals.get(ONE)?.digest ?? '';
    bench.submit('approve-proposal', ONE, { digest }, { actor: 'employee/bo' });
  }

  executor(): ProposalExecutor {
    const { bench } = this;
    return new ProposalExecutor({
      submit: async ({ type, subject, data, actor }) => {
        if (this.dies && type === 'finish-execution') throw new Error('the process ended');
        return { events: bench.submit(type, subject, data, { actor }) };
      },
      proposals: () => bench.states.proposals,
      plant: () => bench.plant,
      write: async (path, value) => {
        this.written.push([path, value]);
        if (this.answer === 'refuses') throw new Error('BadUserAccessDenied');
        if (this.answer === 'hangs') await new Promise<never>(() => {});
        if (this.answer === 'obeys') this.#moves(value);
      },
      read: () =>
        this.speed === undefined
          ? undefined
          : { value: this.speed, time: this.shownAt, quality: this.quality },
      clock: () => bench.now,
      wait: async (ms) => {
        // Deadlines of writes are waited for in the background; only a machine that hangs lets them pass.
        if (ms >= 10_000 && this.answer !== 'hangs') return new Promise<never>(() => {});
        bench.now += ms;
        if (this.answer === 'lags') this.speed = Math.max(1203, (this.speed ?? 0) - 20);
      },
      newId: () => `id${this.#id++}`,
    });
  }

  /** A value that is shown later than the one before. */
  #moves(value: number): void {
    this.bench.now += 100;
    this.speed = value;
  }

  get outcome() {
    return this.bench.states.proposals.proposals.get(ONE);
  }
}

describe('execution', () => {
  it('O20 what is approved is written, read back and recorded', async () => {
    const machine = new Machine();
    expect(await machine.executor().execute(ONE)).toBe('done');
    expect(machine.written).toEqual([[SPEED, 1200]]);
    expect(machine.outcome).toMatchObject({
      state: 'done',
      readBack: [{ signal: `${PUMP}.speed`, wanted: 1200, read: 1200, tolerance: 5, met: true }],
    });
    expect(machine.bench.events.slice(-2)).toMatchObject([
      { type: 'execution-started', actor: 'system' },
      { type: 'execution-finished', actor: 'system', cause: machine.bench.events.length - 2 },
    ]);
  });

  it('O20 a machine that takes its time is waited for, and reached is what is within the tolerance', async () => {
    const machine = new Machine();
    machine.answer = 'lags';
    expect(await machine.executor().execute(ONE)).toBe('done');
    expect(machine.outcome?.readBack).toMatchObject([{ read: 1203 }]);
  });

  it.each([
    ['refuses', 'BadUserAccessDenied'],
    ['ignores', 'shows 1500'],
    ['hangs', 'no answer within 10 s'],
  ] as const)('O20 a machine that %s: the outcome is a failure that says why', async (answer, why) => {
    const machine = new Machine();
    machine.answer = answer;
    expect(await machine.executor().execute(ONE)).toBe('failed');
    expect(machine.written).toHaveLength(1);
    expect(machine.outcome).toMatchObject({ state: 'failed', readBack: [{ read: 1500, met: false }] });
    expect(machine.outcome?.why).toContain(why);
  });

  it('O20 what cannot be read back has failed', async () => {
    const machine = new Machine();
    machine.answer = 'ignores';
    machine.speed = undefined;
    expect(await machine.executor().execute(ONE)).toBe('failed');
    expect(machine.outcome?.why).toContain('shows nothing');
  });

  it.each([
    [
      'stale',
      'which is stale',
      (machine: Machine) => {
        machine.answer = 'obeys';
        machine.quality = quality(STALE);
      },
    ],
    [
      'old',
      'nothing new since it was written',
      (machine: Machine) => {
        machine.answer = 'ignores';
        machine.speed = 1200;
      },
    ],
  ] as const)('O20 a read-back that is %s proves nothing', async (doubt, why, spoil) => {
    const machine = new Machine();
    spoil(machine);
    expect(await machine.executor().execute(ONE)).toBe('failed');
    expect(machine.written).toHaveLength(1);
    expect(machine.outcome?.readBack).toMatchObject([{ read: 1200, at: machine.shownAt, doubt, met: false }]);
    expect(machine.outcome?.why).toContain(why);
  });

  it.each([-3_600_000, 3_600_000])(
    'O20 a read-back is new by the clock of the machine, which may be %i ms ahead',
    async (ahead) => {
      const machine = new Machine();
      machine.ahead = ahead;
      machine.speed = 1500;
      expect(await machine.executor().execute(ONE)).toBe('done');
    },
  );

  it('O20 two executors write once', async () => {
    const machine = new Machine();
    const outcomes = await Promise.all([machine.executor().execute(ONE), machine.executor().execute(ONE)]);
    expect(outcomes.sort()).toEqual(['done', 'not-started']);
    expect(machine.written).toHaveLength(1);
  });

  it('O20 what no longer fits is void and not written', async () => {
    const machine = new Machine();
    machine.bench.set(`${PUMP}.running`, 0);
    expect(await machine.executor().execute(ONE)).toBe('void');
    expect(machine.written).toEqual([]);
  });

  it.each([
    ['written', 'obeys', 'done'],
    ['lost', 'ignores', 'failed'],
  ] as const)(
    'O20 after a crash between start and outcome a write that was %s is read back, never repeated',
    async (_, answer, state) => {
      const machine = new Machine();
      machine.answer = answer;
      machine.dies = true;
      await expect(machine.executor().execute(ONE)).rejects.toThrow('the process ended');
      expect(machine.outcome?.state).toBe('executing');
      machine.dies = false;
      await machine.executor().resume();
      expect(machine.outcome?.state).toBe(state);
      expect(machine.written).toHaveLength(1);
      await machine.executor().resume();
      expect(await machine.executor().execute(ONE)).toBe('not-started');
      expect(machine.written).toHaveLength(1);
    },
  );

  it('O20 nothing is written when the start cannot be recorded', async () => {
    const machine = new Machine();
    const { bench } = machine;
    const executor = new ProposalExecutor({
      submit: async () => {
        throw new Error('no space left');
      },
      proposals: () => bench.states.proposals,
      plant: () => bench.plant,
      write: async (path, value) => {
        machine.written.push([path, value]);
      },
      read: () => undefined,
      clock: () => bench.now,
      wait: async () => {},
      newId: () => 'x',
    });
    await expect(executor.execute(ONE)).rejects.toThrow('no space left');
    expect(machine.written).toEqual([]);
  });
});
