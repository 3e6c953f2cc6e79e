import { connectAsync } from 'mqtt';
import { expect, it, onTestFinished } from 'vitest';
import { until } from '../conformance-plant.ts';
import type { BrokerLink, BrokerOptions } from './link.ts';
import { openBroker } from './open.ts';
import { freePort } from './test-mosquitto.ts';

const MESSAGES = 200;

/** A link that counts what it takes in. */
async function linked(
  options: Partial<BrokerOptions>,
): Promise<{ link: BrokerLink; seen: number[]; port: number }> {
  const port = await freePort();
  const seen: number[] = [];
  let up = false;
  const link = await openBroker(
    { broker: 'embedded', host: '127.0.0.1', port, filters: ['work/#'], ...options },
    {
      message: (_topic, payload) => void seen.push(Number(payload.toString())),
      up: () => {
        up = true;
      },
      down: () => {},
    },
  );
  onTestFinished(() => link.close());
  await until('it is up', () => up);
  return { link, seen, port };
}

for (const kind of ['embedded', 'external'] as const) {
  it(`C6 an ${kind} broker is not read from while the plant cannot follow, and nothing is lost`, async () => {
    const own = await linked({});
    const held =
      kind === 'embedded' ? own : await linked({ broker: `mqtt://127.0.0.1:${own.port}`, clientId: 'held' });
    const client = await connectAsync(`mqtt://127.0.0.1:${own.port}`);
    onTestFinished(() => client.endAsync(true));
    await client.publishAsync('work/0', '0', { qos: 1 });
    await until('the first message', () => held.seen.length === 1);
    held.link.hold(true);
    const sent = Array.from({ length: MESSAGES - 1 }, (_, i) =>
      client.publishAsync(`work/${i + 1}`, String(i + 1), { qos: kind === 'embedded' ? 0 : 1 }),
    );
    await Promise.all(sent);
    if (kind === 'external') await until('the broker has them', () => own.seen.length === MESSAGES);
    // The one that was under way may still be handed on.
    expect(held.seen.length).toBeLessThanOrEqual(2);
    held.link.hold(false);
    await until('all messages', () => held.seen.length === MESSAGES);
    expect(held.seen).toEqual(Array.from({ length: MESSAGES }, (_, i) => i));
  });
}
