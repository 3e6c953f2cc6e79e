import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SampleFrame } from '../api/frames.ts';
import { LiveConnection } from '../client/index.ts';
import { LiveSocket } from '../testing/live-socket.ts';
import { writeWidePlant } from '../testing/plant.ts';
import { serve } from '../testing/serve.ts';
import { until } from '../testing/until.ts';

const FLOW = 'hall/pump1.flow';
const POWER = 'hall/pump1/motor.power';
const LOAD = 'hall/pump1/motor.load';

describe('live', () => {
  it('S15 a subscription gets everything there is, then what changes, under the positions agreed', async () => {
    const { server, api } = await serve();
    await api.postSamples('tiny', [{ path: FLOW, value: 7, time: 1_700_000_000_000 }]);
    const live = await LiveSocket.open(server);
    live.say({
      type: 'subscribe',
      subscription: 9,
      plant: 'tiny',
      signals: [POWER, FLOW, 'hall.none', LOAD],
      every: 0,
    });
    const agreed = await live.message('subscribed');
    expect(agreed).toMatchObject({ subscription: 9, paths: [POWER, FLOW, LOAD], unknown: ['hall.none'] });
    const first = await until('the first frame', () => live.frames[0]);
    expect([first.subscription, [...first.index], [...first.value], first.base]).toEqual([
      9,
      [1],
      [7],
      1_700_000_000_000,
    ]);

    await api.postSamples('tiny', [{ path: POWER, value: 5 }]);
    const next = await until('the next frame', () => live.frames[1]);
    expect([...next.index]).toEqual([0, 2]);
    expect([...next.value]).toEqual([5, 0.5]);
  });

  it('S15 "*" means all signals; unsubscribing ends the frames; a number is used again', async () => {
    const { server, api } = await serve();
    const live = await LiveSocket.open(server);
    live.say({ type: 'subscribe', subscription: 1, plant: 'tiny', signals: '*', every: 0 });
    expect((await live.message('subscribed')).paths).toHaveLength(8);
    live.say({ type: 'subscribe', subscription: 1, plant: 'tiny', signals: [FLOW], every: 0 });
    await live.message('subscribed', (m) => m.paths.length === 1);
    await api.postSamples('tiny', [{ path: FLOW, value: 1 }]);
    const frame = await until('a frame', () => live.frames.find((f) => f.index.length > 0));
    expect([...frame.index]).toEqual([0]);
    live.say({ type: 'unsubscribe', subscription: 1 });
    live.say({ type: 'subscribe', subscription: 2, plant: 'tiny', signals: [POWER], every: 0 });
    await live.message('subscribed', (m) => m.subscription === 2);
    const before = live.frames.length;
    await api.postSamples('tiny', [
      { path: FLOW, value: 2 },
      { path: POWER, value: 3 },
    ]);
    await until('a frame', () => live.frames.length > before && [...live.frames.at(-1)!.value].includes(3));
    expect(live.frames.slice(before).every((f) => f.subscription === 2)).toBe(true);
  });

  it('S16 wrong messages are answered and do no harm', async () => {
    const { server } = await serve();
    const live = await LiveSocket.open(server);
    for (const text of ['no json', '{"type":"dance"}', '{"type":"subscribe","subscription":0}', '[]'])
      live.socket.send(text);
    live.socket.send(Buffer.from([1, 2, 3]));
    live.say({ type: 'subscribe', subscription: 1, plant: 'mill', signals: '*', every: 100 });
    await live.message('error', (m) => /no plant "mill" here; there is tiny/.test(m.message));
    expect(live.messages.filter((m) => m.type === 'error')).toHaveLength(6);
    for (let i = 1; i <= 201; i++) {
      live.say({ type: 'subscribe', subscription: i, plant: 'tiny', signals: [FLOW], every: 100 });
    }
    await live.message('error', (m) => /at most 200 subscriptions/.test(m.message));
    expect(live.closed).toBe(false);
  });

  it('S16 a message beyond the limit ends the connection', async () => {
    const { server } = await serve();
    const live = await LiveSocket.open(server);
    live.socket.on('error', () => {}); // the server resets the connection
    live.socket.send('x'.repeat(17 * 1024 * 1024));
    await until('the end', () => live.closed);
  });

  it('S17 alarms, changed formulas, source states and the clock come to everybody', async () => {
    const { server, api } = await serve();
    const live = await LiveSocket.open(server);
    expect((await live.message('sources')).items.map((s) => s.name)).toEqual(['push', 'meter']);
    await api.postSamples('tiny', [{ path: POWER, value: 30 }]);
    const raised = await live.message('alarm', (m) => m.change === 'raised');
    expect(raised.occurrence).toMatchObject({
      twin: 'hall/pump1/motor',
      alarm: 'overload',
      priority: 'high',
      clearedAt: null,
    });
    expect(raised.occurrence.inputs).toEqual([{ path: POWER, value: 30, unit: 'kW' }]);
    await api.postSamples('tiny', [{ path: POWER, value: 3 }]);
    const cleared = await live.message('alarm', (m) => m.change === 'cleared');
    expect(cleared.occurrence.id).toBe(raised.occurrence.id);
    expect(await api.alarms('tiny')).toEqual([]);
    await until('the record', async () => (await api.alarms('tiny', { from: 0 }))[0]?.clearedAt);
    await api.putFormula('tiny', 'motor', 'load', 'power / (2 * ratedPower)');
    await live.message('changed');
    await until('a clock', () => live.messages.filter((m) => m.type === 'clock').length >= 2);
  });

  it('S18 a client that does not read misses frames, holds nobody up, and is cut off', async () => {
    const plant = await writeWidePlant(1000);
    const { server, api, get } = await serve({
      plants: [plant],
      clientLimits: { highWaterBytes: 64 * 1024, stallMs: 2000 },
    });
    const { port, host } = new URL(server.url);
    const deaf = connect(Number(port), '127.0.0.1');
    deaf.on('error', () => {}); // a cut connection
    onTestFinished(() => void deaf.destroy());
    deaf.write(
      `GET /api/v1/live HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nAuthorization: Bearer ${server.token}\r\n\r\n`,
    );
    await new Promise((resolve) => deaf.once('data', resolve));
    deaf.pause();
    const masked = (text: string) => {
      const body = Buffer.from(text);
      const head = Buffer.from([0x81, 0x80 | 126, body.length >> 8, body.length & 255, 0, 0, 0, 0]); // a mask of zeros
      return Buffer.concat([head, body]);
    };
    deaf.write(
      masked(
        JSON.stringify({
          type: 'subscribe',
          subscription: 1,
          plant: 'tiny',
          signals: '*',
          every: 0,
          pad: 'x'.repeat(200),
        }),
      ),
    );

    const reader = await LiveSocket.open(server);
    reader.say({ type: 'subscribe', subscription: 1, plant: 'tiny', signals: '*', every: 0 });
    await reader.message('subscribed');
    let pushes = 0;
    const push = () => {
      pushes++;
      const value = pushes % 500;
      const samples = Array.from({ length: 10_000 }, (_, i) => ({
        path: `hall/p${Math.floor(i / 10)}.s${i % 10}`,
        value,
      }));
      return api.postSamples('tiny', samples);
    };
    const metric = async (name: string) =>
      Number(
        new RegExp(`^millwright_websocket_${name} (\\d+)$`, 'm').exec(
          await (await get('/metrics')).text(),
        )?.[1],
      );
    await until('both clients', async () => (await metric('subscriptions')) === 2);
    // A paused socket does not notice that it is cut off: the server's own count tells.
    await until(
      'the end of the deaf client',
      async () => {
        await push();
        return (await metric('clients')) === 1;
      },
      60_000,
    );
    expect(await metric('frames_skipped_total')).toBeGreaterThan(0);
    // The one that reads has the last value.
    await until('the last value', () => reader.frames.at(-1)?.value.at(-1) === pushes % 500);
  }, 90_000);

  it('S19 the client of the API reconnects by itself and subscribes again', async () => {
    const first = await serve();
    const port = Number(new URL(first.server.url).port);
    const live = new LiveConnection(first.api);
    onTestFinished(() => live.close());
    const states: string[] = [];
    live.listen({ state: (state) => void states.push(state) });
    const agreed: string[][] = [];
    const frames: SampleFrame[] = [];
    live.subscribe(
      { plant: 'tiny', signals: [FLOW], every: 0 },
      { subscribed: (paths) => void agreed.push(paths), frame: (frame) => void frames.push(frame) },
    );
    await until('the subscription', () => agreed.length === 1);
    await first.api.postSamples('tiny', [{ path: FLOW, value: 4 }]);
    await until('a value', () => frames.some((f) => f.value[0] === 4));
    await first.server.close();
    await until('the loss', () => live.state === 'connecting');

    const second = await serve({ data: first.data, plants: [first.plant], port });
    await until('the new subscription', () => agreed.length === 2);
    // What was known is there at once, as stale.
    const restored = await until('the restored value', () =>
      frames.find((f) => f.value[0] === 4 && (f.quality[0] & 3) === 3),
    );
    expect(restored.index[0]).toBe(0);
    await second.api.postSamples('tiny', [{ path: FLOW, value: 6 }]);
    await until('a fresh value', () => frames.some((f) => f.value[0] === 6 && f.quality[0] === 0));
    expect(states).toEqual(['connecting', 'open', 'connecting', 'open']);
  });

  it('S19 the client of the API notices that it is signed out', async () => {
    const { server } = await serve();
    const { ApiClient } = await import('../client/index.ts');
    const live = new LiveConnection(new ApiClient(server.url, 'A'.repeat(43)));
    onTestFinished(() => live.close());
    await until('the state', () => live.state === 'signed-out');
  });
});
