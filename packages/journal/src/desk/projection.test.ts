import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Desk, type JournalEvent, type Projection } from '../index.ts';
import { openJournal, temporaryFolder } from '../testing/folders.ts';
import { type Orders, openOrders, orderCommands, ordersProjection } from '../testing/orders.ts';
import type { Command } from './command.ts';

function create(n: number): Command {
  return {
    id: `create ${n}`,
    actor: 'employee/ana',
    type: 'create-order',
    subject: `order/${n}`,
    data: { text: `${n}` },
  };
}

function close(n: number): Command {
  return { id: `close ${n}`, actor: 'employee/ana', type: 'close-order', subject: `order/${n}`, data: {} };
}

function fold(events: readonly JournalEvent[]): Orders {
  let orders = ordersProjection.initial();
  for (const event of events) orders = ordersProjection.apply(orders, event);
  return orders;
}

describe('projections', () => {
  it('J12 are the same from a snapshot and from all events, and the snapshot spares the replay', async () => {
    const folder = temporaryFolder();
    const journal = await openJournal(folder);
    const desk = await openOrders(journal, { snapshotEvery: 40 });
    for (let i = 0; i < 10; i++)
      await Promise.all(Array.from({ length: 10 }, (_, k) => desk.submit(create(i * 10 + k))));
    await desk.submit(close(3));
    await desk.close();
    await journal.close();
    const again = await openJournal(folder);
    let applied = 0;
    const counting: Projection<Orders> = {
      ...ordersProjection,
      apply: (orders, event) => {
        applied++;
        return ordersProjection.apply(orders, event);
      },
    };
    expect(again.size).toBe(102);
    const reopened = await openOrders(again, { projections: { orders: counting } });
    expect(applied).toBeLessThan(40);
    const state = reopened.state(counting);
    expect(state).toEqual(fold(await again.read(0, again.size)));
    expect(state.get('order/3')?.open).toBe(false);
  });

  it('J12 snapshots that were altered, cut or are of another journal are told and not used', async () => {
    const folder = temporaryFolder();
    const journal = await openJournal(folder);
    const desk = await openOrders(journal);
    for (let i = 0; i < 5; i++) await desk.submit(create(i));
    await desk.snapshot();
    await journal.close();
    const file = path.join(folder, 'snapshots/orders/0000000000000005.json');
    const text = fs.readFileSync(file, 'utf8');
    const spoilt = [
      text.replace('"4"', '"5"'),
      text.slice(0, -3),
      '',
      'nonsense',
      text.replace('orders', 'others'),
      text.replace(/[0-9a-f]{64}/, '0'.repeat(64)),
    ];
    for (const bad of spoilt) {
      fs.writeFileSync(file, bad);
      const told: string[] = [];
      const again = await openJournal(folder);
      const reopened = await openOrders(again, { log: (message) => told.push(message) });
      expect(told.join()).toContain('0000000000000005.json is not used');
      expect(reopened.state(ordersProjection).get('order/4')?.text).toBe('4');
      await again.close();
    }
  });

  it('J12 a snapshot of an earlier version is migrated, or replaced by a replay', async () => {
    const folder = temporaryFolder();
    const journal = await openJournal(folder);
    const desk = await openOrders(journal);
    await desk.submit(create(1));
    await desk.snapshot();
    const from: number[] = [];
    const migrated: Projection<Orders> = {
      ...ordersProjection,
      version: 2,
      migrate: (saved, version) => {
        from.push(version);
        return saved;
      },
    };
    const replayed: Projection<Orders> = { ...ordersProjection, version: 3 };
    for (const projection of [migrated, replayed]) {
      const next = await openOrders(journal, { projections: { orders: projection } });
      expect(next.state(projection).get('order/1')?.text).toBe('1');
      await next.close();
    }
    expect(from).toEqual([1]);
  });

  it('J12 at most 16 snapshots are kept, spread over the whole past, and a journal that lost its end is refused', async () => {
    const folder = temporaryFolder();
    const journal = await openJournal(folder, { publishAfter: 1e9 });
    const desk = await openOrders(journal, { snapshotEvery: 1e9 });
    for (let i = 0; i < 40; i++) {
      await desk.submit(create(i));
      await desk.snapshot();
      if (i === 9) await journal.publish();
      if (i === 9) fs.cpSync(path.join(folder, 'log'), path.join(folder, 'older'), { recursive: true });
    }
    await desk.close();
    await journal.close();
    const counts = fs
      .readdirSync(path.join(folder, 'snapshots/orders'))
      .map((name) => Number.parseInt(name, 10));
    expect(counts).toHaveLength(16);
    expect(counts.slice(-2)).toEqual([39, 40]);
    const gaps = counts.map((count, i) => count - (counts[i - 1] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(8);
    fs.rmSync(path.join(folder, 'log'), { recursive: true });
    fs.renameSync(path.join(folder, 'older'), path.join(folder, 'log'));
    const cut = await openJournal(folder);
    await expect(openOrders(cut)).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringContaining('the end of the log is missing'),
    });
  });

  it('J12 one that fails stops the desk, with its name and the event', async () => {
    const journal = await openJournal(temporaryFolder());
    const broken: Projection<Orders> = {
      ...ordersProjection,
      apply: (orders, event) => {
        if (event.subject === 'order/2') throw new Error('division by zero');
        return ordersProjection.apply(orders, event);
      },
    };
    const desk = await openOrders(journal, { projections: { orders: broken }, log: () => {} });
    await desk.submit(create(1));
    await desk.submit(create(2));
    await expect(desk.submit(create(3))).rejects.toMatchObject({
      code: 'closed',
      message: expect.stringMatching(/"orders" failed on event 1 .*division by zero/),
    });
  });
});

describe('past and branches', () => {
  it('J13 the state at any past event and time is that of the events up to it', async () => {
    let now = 1000;
    const journal = await openJournal(temporaryFolder(), { clock: () => now });
    const desk = await openOrders(journal, { snapshotEvery: 25 });
    for (let i = 0; i < 60; i++) {
      now += 10;
      await desk.submit(create(i));
      if (i % 3 === 2) await desk.submit(close(i - 1));
    }
    const events = await journal.read(0, journal.size);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -1, max: events.length - 1 }), async (seq) => {
        expect(await desk.at(ordersProjection, { seq })).toEqual(fold(events.slice(0, seq + 1)));
        const time = 1000 + seq * 7;
        expect(await desk.at(ordersProjection, { time })).toEqual(
          fold(events.filter((event) => event.time <= time)),
        );
      }),
      { numRuns: 60 },
    );
    await expect(desk.at(ordersProjection, { seq: events.length })).rejects.toThrow('There is no event');
  });

  it('J13 a branch goes its own way from a past or the present state, and leaves the journal alone', async () => {
    const journal = await openJournal(temporaryFolder());
    const desk = await openOrders(journal);
    await desk.submit(create(1));
    await desk.submit(create(2));
    const [past, present] = [await desk.fork('what-if', { seq: 0 }), await desk.fork('today')];
    expect([...past.state(ordersProjection).keys()]).toEqual(['order/1']);
    const events = past.submit(close(1), 5e12);
    expect(events).toMatchObject([
      {
        seq: 1,
        branch: 'what-if',
        type: 'order-closed',
        actor: 'employee/ana',
        command: 'close 1',
        time: 5e12,
      },
      { seq: 2, branch: 'what-if', type: 'bell-rung', cause: 1 },
    ]);
    expect(past.submit(create(5), 4e12)[0].time).toBe(5e12);
    expect(() => past.submit({ ...create(6), actor: 'employee/guest' }, 6e12)).toThrow(
      'Guests may only look',
    );
    expect(() => past.submit(create(1), 6e12)).toThrow('already');
    past.record([{ type: 'order-created', subject: 'order/7', data: { text: 'by itself' } }], 6e12);
    expect(past.state(ordersProjection).get('order/1')?.open).toBe(false);
    expect(past.state(ordersProjection).has('order/7')).toBe(true);
    expect([...present.state(ordersProjection).keys()]).toEqual(['order/1', 'order/2']);
    expect(desk.state(ordersProjection).get('order/1')?.open).toBe(true);
    expect(journal.size).toBe(2);
  });

  it('J12 what no definition allows is said when the desk is opened', async () => {
    const journal = await openJournal(temporaryFolder());
    const twice = [...orderCommands, ...orderCommands];
    await expect(openOrders(journal, { commands: twice })).rejects.toThrow(
      'Two commands are called "create-order"',
    );
    const desk = await openOrders(journal);
    const stranger: Projection<number> = {
      name: 'x',
      version: 1,
      initial: () => 0,
      apply: (n) => n,
      save: (n) => n,
      load: Number,
    };
    expect(() => desk.state(stranger)).toThrow('without the projection "x"');
    expect(desk).toBeInstanceOf(Desk);
  });
});
