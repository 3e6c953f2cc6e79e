import mqtt, { type MqttClient } from 'mqtt';
import { it } from 'vitest';
import { freePort, MOSQUITTO, Mosquitto } from '../broker/test-mosquitto.ts';
import { type Peer, testConformance } from '../conformance.ts';
import { Link } from '../conformance-link.ts';
import { until } from '../conformance-plant.ts';

/** JSON has neither NaN nor infinities: what devices send in their place. */
function json(value: number, time: number): string {
  const text = Number.isNaN(value) ? '"NaN"' : Number.isFinite(value) ? String(value) : '1e999';
  return `{"values":[{"v":${text}}],"time":${time},"note":"not mapped"}`;
}

function peerOf(
  client: MqttClient,
): Pick<Peer, 'address' | 'unknownAddress' | 'join' | 'publish' | 'publishWrong' | 'garbage'> {
  // Sent at once or not at all: a queue would deliver after a cut what the test has given up.
  const send = (topic: string, text: string | Buffer) => {
    if (client.connected) client.publish(topic, text, { qos: 1 });
  };
  return {
    address: (signal) => `plant/a/${signal}#/values/0/v`,
    unknownAddress: 'plant/a/speed#/absent',
    join: () => until('the device is connected', () => client.connected),
    publish: async (signal, value, time = Date.now()) => send(`plant/a/${signal}`, json(value, time)),
    publishWrong: async (signal) =>
      send(`plant/a/${signal}`, `{"values":[{"v":[1,2]}],"time":${Date.now()}}`),
    garbage: async () => {
      const noise = Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 167 + 13) & 255));
      for (const bytes of [noise, Buffer.alloc(1_200_000, '['), Buffer.from('[]'), Buffer.from('null')])
        send('plant/a/speed', bytes);
    },
  };
}

/** We are the broker: the device connects to us. */
async function openEmbedded(): Promise<Peer> {
  const port = await freePort();
  const link = await Link.open(() => port);
  const client = connect(link.port);
  return {
    ...peerOf(client),
    link,
    settings: () => ({ broker: 'embedded', port, time: '/time' }),
    restart: async () => {
      client.stream.destroy();
    },
    close: async () => {
      await client.endAsync(true);
      await link.close();
    },
  };
}

/** Both are clients of mosquitto. */
async function openExternal(): Promise<Peer> {
  const broker = await Mosquitto.open();
  const link = await Link.open(() => broker.port);
  const client = connect(broker.port);
  return {
    ...peerOf(client),
    link,
    settings: () => ({ broker: `mqtt://127.0.0.1:${link.port}`, time: '/time' }),
    restart: async () => {
      await broker.kill();
      await broker.start();
    },
    close: async () => {
      await client.endAsync(true);
      await link.close();
      await broker.close();
    },
  };
}

function connect(port: number): MqttClient {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
    reconnectPeriod: 100,
    keepalive: 1,
    queueQoSZero: false,
  });
  client.on('error', () => {});
  return client;
}

testConformance({ kind: 'mqtt', open: openEmbedded, sourceSide: 'listener' });

if (MOSQUITTO !== undefined) {
  // Mosquitto drops what exceeds its queue of 1,000 messages per subscriber.
  testConformance({ kind: 'mqtt', open: openExternal, flood: 900 });
} else {
  it.skip('C mqtt over an external broker (skipped: mosquitto is not installed)', () => {});
}
