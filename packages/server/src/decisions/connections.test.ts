import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ApiClient, DecisionsClient } from '../client/index.ts';
import { device, plantAt } from '../testing/drive.ts';
import { serve } from '../testing/serve.ts';
import { until } from '../testing/until.ts';

/** A line to a device that can be cut and mended. */
async function line(to: number) {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(to, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
        sockets.delete(socket);
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    cut(on: boolean) {
      isCut = on;
      if (on) for (const socket of sockets) socket.destroy();
    },
  };
}

describe('connections of sources', () => {
  it('S97 a source that is lost and restored is told by the journal, and what was known at any instant', async () => {
    const wire = await line(await device(new Uint16Array(10)));
    const { server } = await serve({ plants: [await plantAt(wire.port)] });
    const office = new DecisionsClient(new ApiClient(server.url, server.token), 'tiny');
    const changes = async (count: number) => {
      const { changes: all } = await office.state('connections');
      return all.length >= count ? all : undefined;
    };
    await until('it is connected', () => changes(1));
    wire.cut(true);
    await until('it is lost', () => changes(2));
    wire.cut(false);
    const all = await until('it is restored', () => changes(3));
    expect(all.map(({ source, connected }) => [source, connected])).toEqual([
      ['drive', true],
      ['drive', false],
      ['drive', true],
    ]);
    expect(all[1].message).toBeTruthy();
    const times = all.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const { items } = await office.journal({ subject: 'source/drive' });
    expect(items.map(({ type, actor }) => [type, actor])).toEqual([
      ['source-connected', 'system'],
      ['source-lost', 'system'],
      ['source-connected', 'system'],
    ]);
    const then = await office.state('connections', items[1].time);
    expect(then.sources).toMatchObject([{ source: 'drive', connected: false }]);
  });
});
