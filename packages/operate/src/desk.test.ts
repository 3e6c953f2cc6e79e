import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Desk, Journal } from '@millwright/journal';
import { afterEach, describe, expect, it } from 'vitest';
import { operateCommands, operateProjections, placeOfSubject } from './operate.ts';
import { testPlant } from './testing/bench.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

describe('on a real desk', () => {
  it('O9 an order survives a restart of the process', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'operate-'));
    folders.push(folder);
    const plant = testPlant();
    const places: string[] = [];
    const open = async () => {
      const journal = await Journal.open({ folder, origin: 'example.org/hall' });
      const desk = await Desk.open({
        journal,
        plant: () => plant,
        projections: operateProjections,
        commands: operateCommands({
          present: () => undefined,
          may: () => true,
          person: (actor) => actor,
          isLive: () => true,
        }),
        authorise: (_actor, _permission, subject, states) => {
          places.push(placeOfSubject(states, subject));
          return true;
        },
      });
      return { journal, desk };
    };
    const first = await open();
    const send = { id: 'a', actor: 'employee/ana', type: 'create-order', subject: 'twin/hall/line1/pump1' };
    const { events } = await first.desk.submit({ ...send, data: { title: 'Seal' } });
    expect(events[0]).toMatchObject({ type: 'order-created', subject: 'order/0001', actor: 'employee/ana' });
    // The same command again is the same order.
    await first.desk.submit({ ...send, data: { title: 'Seal' } });
    await first.desk.close();
    await first.journal.close();
    const second = await open();
    await second.desk.submit({
      id: 'b',
      actor: 'employee/bo',
      type: 'start-order',
      subject: 'order/0001',
      data: {},
    });
    const { orders } = second.desk.state(operateProjections.orders);
    expect([...orders.values()]).toMatchObject([
      { title: 'Seal', state: 'started', assignee: 'employee/bo' },
    ]);
    expect(places).toEqual(['hall/line1/pump1', 'hall/line1/pump1']);
    const fork = await second.desk.fork('slower');
    const propose = {
      id: 'c',
      actor: 'employee/ana',
      type: 'propose-change',
      subject: 'plant',
      reason: 'try',
    };
    const changes = [{ signal: 'hall/line1/pump1.speedSetpoint', value: 1 }];
    expect(() => fork.submit({ ...propose, data: { changes } }, Date.now())).toThrow('simulated branch');
    await second.desk.close();
    await second.journal.close();
  });
});
