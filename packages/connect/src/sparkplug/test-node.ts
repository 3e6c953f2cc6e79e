/** A Sparkplug edge node for tests: mqtt.js and the encoder of the Eclipse project, independent of our reader. */
import { connect, type MqttClient } from 'mqtt';
import {
  decodePayload,
  encodePayload,
  type UMetric,
  type UPayload,
} from 'sparkplug-payload/lib/sparkplugbpayload.js';

/** A metric as a test writes it. */
export type TestMetric = UMetric;

export class TestNode {
  readonly group: string;
  readonly node: string;
  /** NCMD payloads received. */
  commands: UPayload[] = [];
  /** What commands other than rebirth requests said, with the topic. */
  written: { topic: string; payload: UPayload }[] = [];
  /** Told of every such command: a machine that obeys sends data. */
  obey: (payload: UPayload) => void = () => {};
  births = 0;
  seq = 0;
  bdSeq = 0;
  client: MqttClient;
  #device: string;
  #metrics: () => TestMetric[];

  constructor(
    url: string,
    options: {
      node?: string;
      device?: string;
      metrics: () => TestMetric[];
      user?: string;
      password?: string;
    },
  ) {
    this.group = 'plant';
    this.node = options.node ?? 'edge';
    this.#device = options.device ?? 'machine';
    this.#metrics = options.metrics;
    this.client = connect(url, {
      clientId: `test-${this.node}-${Math.random().toString(36).slice(2)}`,
      clean: true,
      reconnectPeriod: 50,
      keepalive: 1,
      connectTimeout: 2_000,
      resubscribe: false,
      queueQoSZero: false,
      username: options.user,
      password: options.password,
      will: this.#will(),
    });
    this.client.on('connect', () => {
      this.client.subscribe(
        [
          `spBv1.0/${this.group}/NCMD/${this.node}`,
          `spBv1.0/${this.group}/DCMD/${this.node}/${this.#device}`,
        ],
        { qos: 1 },
      );
      this.birth();
    });
    this.client.on('message', (topic, bytes) => {
      const payload = decodePayload(bytes);
      if (payload.metrics?.some(({ name }) => name === 'Node Control/Rebirth')) {
        this.commands.push(payload);
        this.birth();
        return;
      }
      this.written.push({ topic, payload });
      this.obey(payload);
    });
    this.client.on('close', () => {
      this.bdSeq = (this.bdSeq + 1) % 256;
      this.client.options.will = this.#will();
    });
    this.client.on('error', () => {});
  }

  #will() {
    const payload = encodePayload({
      timestamp: Date.now(),
      metrics: [{ name: 'bdSeq', type: 'UInt64', value: this.bdSeq }],
    });
    return {
      topic: `spBv1.0/${this.group}/NDEATH/${this.node}`,
      payload: Buffer.from(payload),
      qos: 1 as const,
      retain: false,
    };
  }

  birth(): void {
    this.births++;
    this.seq = 0;
    const timestamp = Date.now();
    this.send('NBIRTH', '', {
      timestamp,
      metrics: [
        { name: 'bdSeq', type: 'UInt64', value: this.bdSeq, timestamp },
        { name: 'Node Control/Rebirth', type: 'Boolean', value: false, timestamp },
      ],
    });
    this.send('DBIRTH', this.#device, { timestamp, metrics: this.#metrics() });
  }

  /** Sends one message with the next sequence number. */
  send(kind: string, device: string, payload: UPayload): void {
    const bytes = encodePayload({ ...payload, seq: this.seq });
    this.seq = (this.seq + 1) % 256;
    this.raw(kind, device, Buffer.from(bytes));
  }

  raw(kind: string, device: string, bytes: Buffer): void {
    const topic = `spBv1.0/${this.group}/${kind}/${this.node}${device === '' ? '' : `/${device}`}`;
    this.client.publish(topic, bytes, { qos: 0 });
  }

  data(metrics: TestMetric[], timestamp = Date.now()): void {
    if (!this.client.connected) throw new Error('not connected');
    this.send('DDATA', this.#device, { timestamp, metrics });
  }

  async close(): Promise<void> {
    await this.client.endAsync(true);
  }
}
