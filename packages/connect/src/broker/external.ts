/** The connection to an external MQTT broker (mqtt.js), with growing pauses between attempts. */
import mqtt, { type MqttClient } from 'mqtt';
import { Backoff } from '../backoff.ts';
import { OutcomeUnknown } from '../write.ts';
import { withoutSecrets } from './address.ts';
import type { BrokerEvents, BrokerLink, BrokerOptions } from './link.ts';

/** Short enough to notice a broker that falls silent within a few seconds. */
const KEEP_ALIVE_SECONDS = 5;
const CONNECT_TIMEOUT_MS = 5_000;
const CLOSE_MS = 1_000;
/** A broker that does not take a message within this time may have it or not. */
const SEND_MS = 5_000;

/** Begins to connect and returns at once; `events` tell how it goes. */
export function openExternalBroker(options: BrokerOptions, events: BrokerEvents): BrokerLink {
  const endpoint = withoutSecrets(options.broker);
  const backoff = new Backoff();
  let retry: NodeJS.Timeout | undefined;
  let closing = false;
  let reason = '';
  /** Connections that were opened: a stream the client has given up after a fault of the peer need not be closed. */
  const streams = new Set<MqttClient['stream']>();
  const dropStreams = (): void => {
    for (const stream of streams) stream.destroy();
    streams.clear();
  };
  const client = mqtt.connect(options.broker, {
    manualConnect: true,
    reconnectPeriod: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepalive: KEEP_ALIVE_SECONDS,
    clean: true,
    resubscribe: false,
    ...(options.clientId === undefined ? {} : { clientId: options.clientId }),
    ...(options.user === undefined ? {} : { username: options.user }),
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(options.will === undefined
      ? {}
      : {
          will: {
            topic: options.will.topic,
            payload: Buffer.from(options.will.payload),
            qos: 1 as const,
            retain: true,
          },
        }),
  });
  client.on('connect', () => {
    backoff.reset();
    client.subscribe([...options.filters], { qos: 1 }, (error) => {
      if (error === null || error === undefined) events.up(endpoint);
      else {
        reason = `the broker refuses the subscription: ${error.message}`;
        client.end(true);
      }
    });
  });
  let held = false;
  /** The client reads on when this is called. */
  let goOn: (() => void) | undefined;
  client.handleMessage = (_packet, done) => {
    if (held) goOn = done;
    else done();
  };
  client.on('message', (topic, payload, packet) => events.message(topic, payload, packet.retain));
  client.on('error', (error) => {
    reason = faultText(error);
    // Bytes that are no MQTT leave the connection open and deaf: only a new one helps.
    if (client.connected) client.stream.destroy();
  });
  client.on('close', () => {
    if (closing) return;
    events.down(`${endpoint}: ${reason === '' ? 'the connection was lost' : reason}`, false);
    reason = '';
    clearTimeout(retry);
    retry = setTimeout(() => {
      dropStreams();
      client.reconnect();
      streams.add(client.stream);
    }, backoff.next());
  });
  client.connect();
  streams.add(client.stream);
  return {
    hold(wanted) {
      held = wanted;
      if (held) return;
      const next = goOn;
      goOn = undefined;
      next?.();
    },
    publish(topic, payload, { qos, retain }) {
      if (client.connected) client.publish(topic, Buffer.from(payload), { qos, retain });
    },
    send(topic, payload, qos) {
      if (!client.connected)
        return Promise.reject(new Error(`${endpoint} is not connected: nothing was sent`));
      return new Promise((resolve, reject) => {
        let id: number | undefined;
        const settle = (error: Error | undefined): void => {
          clearTimeout(late);
          client.off('close', lost);
          if (error === undefined) {
            resolve();
            return;
          }
          // The client would send it again after the next connect: too late, and perhaps a second time.
          if (qos > 0 && id !== undefined) client.removeOutgoingMessage(id);
          reject(new OutcomeUnknown(`${endpoint}: ${error.message}`));
        };
        const lost = (): void => settle(new Error('the connection was lost while it was sent'));
        const late = setTimeout(() => settle(new Error(`no answer within ${SEND_MS / 1000} s`)), SEND_MS);
        client.once('close', lost);
        client.publish(topic, Buffer.from(payload), { qos, retain: false }, (error) =>
          settle(error ?? undefined),
        );
        id = client.getLastMessageId();
      });
    },
    async close() {
      closing = true;
      clearTimeout(retry);
      const ended = new Promise<void>((resolve) => client.end(false, {}, () => resolve()));
      await Promise.race([ended, new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref())]);
      client.end(true);
      dropStreams();
    },
  };
}

function faultText(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ECONNREFUSED') return 'nothing listens there; is the broker running?';
  if (code === 'ENOTFOUND') return 'the host name is unknown';
  if (code === 4 || code === 5 || code === 134 || code === 135) {
    return 'the broker refuses the user or password; check "user" and "password" in sources.yaml';
  }
  return error.message === '' ? String(code ?? 'unknown error') : error.message;
}
