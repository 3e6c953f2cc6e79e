import { describe, expect, it } from 'vitest';
import { openJournal, temporaryFolder } from '../testing/folders.ts';
import { openOrders, ordersProjection } from '../testing/orders.ts';
import type { Command } from './command.ts';
import { REMEMBERED_COMMANDS } from './ledger.ts';

let next = 0;
function command(
  type: string,
  subject: string,
  data: Command['data'] = {},
  more: Partial<Command> = {},
): Command {
  return { id: `c${next++}`, actor: 'employee/ana', type, subject, data, ...more };
}

describe('commands', () => {
  it('J10 a command becomes events, then state, and answers when it is on disk', async () => {
    const journal = await openJournal(temporaryFolder());
    const desk = await openOrders(journal);
    const seen: string[] = [];
    desk.subscribe((events) => seen.push(...events.map(({ type }) => type)));
    const { events } = await desk.submit(
      command('create-order', 'order/1', { text: 'oil' }, { reason: 'it squeaks' }),
    );
    expect(events).toMatchObject([
      { seq: 0, type: 'order-created', actor: 'employee/ana', subject: 'order/1', reason: 'it squeaks' },
    ]);
    expect(desk.state(ordersProjection).get('order/1')).toEqual({ text: 'oil', open: true });
    const closed = await desk.submit(command('close-order', 'order/1', {}, { cause: 0 }));
    expect(closed.events.map(({ cause }) => cause)).toEqual([0, 1]);
    expect(seen).toEqual(['order-created', 'order-closed', 'bell-rung']);
  });

  it('J10 the same id again gets the same answer and changes nothing, also while the first is on its way and after a restart', async () => {
    const folder = temporaryFolder();
    const journal = await openJournal(folder);
    const desk = await openOrders(journal);
    const create = command('create-order', 'order/1', { text: 'oil' });
    const answers = await Promise.all([desk.submit(create), desk.submit(create)]);
    const close = command('close-order', 'order/1');
    answers.push(await desk.submit(close), await desk.submit(close), await desk.submit(create));
    expect(answers.map(({ events }) => events.map(({ seq }) => seq))).toEqual([
      [0],
      [0],
      [1, 2],
      [1, 2],
      [0],
    ]);
    await expect(desk.submit({ ...create, actor: 'employee/bo' })).rejects.toMatchObject({
      code: 'id-reused',
    });
    await expect(desk.submit({ ...close, id: create.id })).rejects.toMatchObject({
      code: 'id-reused',
    });
    await journal.close();
    const again = await openJournal(folder);
    const reopened = await openOrders(again);
    expect((await reopened.submit(close)).events.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(again.size).toBe(3);
  });

  it('J10 ids are remembered for at least 50,000 commands', async () => {
    const journal = await openJournal(temporaryFolder());
    const desk = await openOrders(journal);
    const first = command('create-order', 'order/first', { text: '' });
    await desk.submit(first);
    await Promise.all(
      Array.from({ length: REMEMBERED_COMMANDS - 1 }, (_, i) =>
        desk.submit(command('create-order', `order/${i}`, { text: '' })),
      ),
    );
    expect((await desk.submit(first)).events[0].seq).toBe(0);
  });

  it('J11 a denied attempt is an event, and is denied again under the same id', async () => {
    const journal = await openJournal(temporaryFolder());
    const desk = await openOrders(journal);
    const attempt = command('create-order', 'order/1', { text: '' }, { actor: 'employee/guest' });
    for (let i = 0; i < 2; i++)
      await expect(desk.submit(attempt)).rejects.toMatchObject({
        code: 'forbidden',
        message: 'Guests may only look.',
        remedy: 'Ask for a role.',
      });
    expect(await journal.read(0, journal.size)).toMatchObject([
      {
        type: 'command-denied',
        actor: 'employee/guest',
        data: { command: 'create-order', permission: 'maintain' },
      },
    ]);
  });

  it('J11 malformed, unknown, stale and impossible commands are refused and leave nothing', async () => {
    const journal = await openJournal(temporaryFolder());
    const desk = await openOrders(journal);
    await desk.submit(command('create-order', 'order/1', { text: 'oil' }));
    const refusals: [Command, string, string][] = [
      [command('create-order', 'order/2', { text: 7 }), 'malformed', 'data.text'],
      [command('create-order', 'order/2', { text: 'x'.repeat(70_000) }), 'malformed', '65535'],
      [command('create-order', 'order/2', { text: 'half \ud800' }), 'malformed', 'surrogate'],
      [
        command('create-order', 'order/2', { text: 'a\u001b[2Jb' }),
        'malformed',
        'data.text has the character U+001B',
      ],
      [command('create-order', '', { text: '' }), 'malformed', 'subject'],
      [command('create-order', 'order/2', { text: '' }, { cause: 1 }), 'malformed', 'cause'],
      [command('paint-order', 'order/1'), 'unknown-command', 'paint-order'],
      [command('create-order', 'order/1', { text: '' }), 'exists', 'already'],
      [command('close-order', 'order/9'), 'not-found', 'order/9'],
    ];
    for (const [one, code, part] of refusals)
      await expect(desk.submit(one)).rejects.toMatchObject({ code, message: expect.stringContaining(part) });
    await desk.submit(command('close-order', 'order/1', {}, { expected: 0 }));
    await expect(desk.submit(command('close-order', 'order/1', {}, { expected: 0 }))).rejects.toMatchObject({
      code: 'stale',
    });
    expect((await desk.submit(command('close-order', 'order/1', {}, { expected: 2 }))).events).toEqual([]);
    expect(journal.size).toBe(3);
  });

  it('J17 what was done without connection says when, beside when it was recorded; what cannot be is refused', async () => {
    const journal = await openJournal(temporaryFolder());
    const desk = await openOrders(journal);
    await desk.submit(command('create-order', 'order/1', { text: 'oil' }));
    const now = Date.now();
    const hour = 3_600_000;
    const refused = (more: Partial<Command>, type = 'close-order') =>
      desk.submit(command(type, 'order/1', {}, more)).then(
        () => 'done',
        ({ code }: { code: string }) => code,
      );
    expect(await refused({ doneAt: now + hour })).toBe('out-of-range');
    expect(await refused({ doneAt: now - 8 * 24 * hour })).toBe('out-of-range');
    expect(await refused({ doneAt: now }, 'create-order')).toBe('malformed');
    const { events } = await desk.submit(command('close-order', 'order/1', {}, { doneAt: now - hour }));
    expect(events.map(({ doneAt }) => doneAt)).toEqual([now - hour, now - hour]);
    expect(events[0].time).toBeGreaterThanOrEqual(now);
    expect(await refused({ doneAt: Date.now() })).toBe('done');
    const entries = await journal.read(0, journal.size);
    expect(entries.map(({ doneAt }) => doneAt)).toEqual([undefined, now - hour, now - hour]);
  });

  it('J10 of two people at once the second sees what the first decided', async () => {
    const journal = await openJournal(temporaryFolder());
    const desk = await openOrders(journal);
    const answers = await Promise.allSettled([
      desk.submit(command('create-order', 'order/1', { text: 'a' })),
      desk.submit(command('create-order', 'order/1', { text: 'b' }, { actor: 'employee/bo' })),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(desk.state(ordersProjection).get('order/1')?.text).toBe('a');
  });
});
