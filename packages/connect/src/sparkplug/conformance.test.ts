import { freePort, MOSQUITTO, Mosquitto } from '../broker/test-mosquitto.ts';
import { type Peer, type PeerSignal, testConformance } from '../conformance.ts';
import { Link } from '../conformance-link.ts';
import { until } from '../conformance-plant.ts';
import { type TestMetric, TestNode } from './test-node.ts';

const ALIASES: Record<PeerSignal, number> = { speed: 11, force: 12, mode: 13 };

function birthMetrics(): TestMetric[] {
  const timestamp = Date.now();
  return [
    { name: 'speed', alias: ALIASES.speed, type: 'Double', value: 0, timestamp },
    { name: 'force', alias: ALIASES.force, type: 'Double', value: 0, timestamp },
    { name: 'mode', alias: ALIASES.mode, type: 'Int32', value: 0, timestamp },
    { name: 'note', alias: 14, type: 'String', value: 'not mapped', timestamp },
  ];
}

function peerOf(
  node: TestNode,
): Pick<Peer, 'address' | 'unknownAddress' | 'join' | 'publish' | 'publishWrong'> {
  return {
    address: (signal) => `plant/edge/machine:${signal}`,
    unknownAddress: 'plant/edge/machine:absent',
    join: () => until('the edge node is connected', () => node.client.connected),
    publish: async (signal, value, timestamp) => {
      node.data([
        {
          alias: ALIASES[signal],
          type: signal === 'mode' ? 'Int32' : 'Double',
          value,
          timestamp: timestamp ?? Date.now(),
        },
      ]);
    },
    publishWrong: async (signal) => {
      node.data([{ alias: ALIASES[signal], type: 'String', value: 'broken', timestamp: Date.now() }]);
    },
  };
}

/** We are the broker: the edge node connects to us. */
async function openEmbedded(): Promise<Peer> {
  const port = await freePort();
  const link = await Link.open(() => port);
  const node = new TestNode(`mqtt://127.0.0.1:${link.port}`, { metrics: birthMetrics });
  return {
    ...peerOf(node),
    link,
    settings: () => ({ broker: 'embedded', port, group: 'plant' }),
    restart: async () => {
      node.client.stream.destroy();
    },
    close: async () => {
      await node.close();
      await link.close();
    },
  };
}

/** Both are clients of mosquitto. */
async function openExternal(): Promise<Peer> {
  const broker = await Mosquitto.open();
  const link = await Link.open(() => broker.port);
  const node = new TestNode(`mqtt://127.0.0.1:${broker.port}`, { metrics: birthMetrics });
  return {
    ...peerOf(node),
    link,
    settings: () => ({ broker: `mqtt://127.0.0.1:${link.port}` }),
    restart: async () => {
      await broker.kill();
      await broker.start();
    },
    close: async () => {
      await node.close();
      await link.close();
      await broker.close();
    },
  };
}

testConformance({ kind: 'sparkplug', open: openEmbedded, sourceSide: 'listener' });

if (MOSQUITTO !== undefined) {
  testConformance({ kind: 'sparkplug', open: openExternal });
} else {
  const { it } = await import('vitest');
  it.skip('C sparkplug over an external broker (skipped: mosquitto is not installed)', () => {});
}
