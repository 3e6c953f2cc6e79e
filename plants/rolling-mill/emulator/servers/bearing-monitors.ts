/**
 * The bearing monitors: one Sparkplug B edge node per stand, one device per bearing, over MQTT to the platform's broker.
 *
 * Births carry names and aliases, data aliases only; the monitors are born again when asked, and connect again by
 * themselves for as long as they live. Source: Eclipse Sparkplug 3.0.0.
 */
import { connect, type MqttClient } from 'mqtt';
import type { Output } from '../outputs.ts';
import { asksRebirth, encodePayload, type Metric } from './sparkplug-payload.ts';

const GROUP = 'rolling-mill';

/** Metrics of one device: places in the list of outputs. */
interface Device {
  name: string;
  members: number[];
}

class EdgeNode {
  readonly name: string;
  readonly devices: readonly Device[];
  readonly #outputs: readonly Output[];
  readonly #values: Float64Array;
  readonly #client: MqttClient;
  readonly #deviceOf = new Map<number, number>();
  #seq = 0;
  #bdSeq = 0;
  #born = false;

  constructor(
    name: string,
    devices: readonly Device[],
    outputs: readonly Output[],
    values: Float64Array,
    url: string,
  ) {
    this.name = name;
    this.devices = devices;
    this.#outputs = outputs;
    this.#values = values;
    devices.forEach((device, d) => {
      for (const member of device.members) this.#deviceOf.set(member, d);
    });
    this.#client = connect(url, {
      clientId: `millwright-emulator-${name}-${process.pid}`,
      clean: true,
      protocolVersion: 4,
      reconnectPeriod: 1000,
      connectTimeout: 5000,
      keepalive: 15,
      resubscribe: false,
      queueQoSZero: false,
      will: this.#will(),
    });
    this.#client.on('connect', () => {
      this.#client.subscribe(`spBv1.0/${GROUP}/NCMD/${name}`, { qos: 1 });
      this.#birth();
    });
    this.#client.on('close', () => {
      this.#born = false;
      // One bdSeq per CONNECT: the next will announces the next number.
      this.#bdSeq = (this.#bdSeq + 1) % 256;
      this.#client.options.will = this.#will();
    });
    this.#client.on('message', (_topic, payload) => {
      if (asksRebirth(payload)) this.#birth();
    });
    // The broker may start later than the monitors; mqtt tries again by itself.
    this.#client.on('error', () => undefined);
  }

  #will() {
    const payload = encodePayload(Date.now(), [{ name: 'bdSeq', value: BigInt(this.#bdSeq) }]);
    return { topic: `spBv1.0/${GROUP}/NDEATH/${this.name}`, payload, qos: 1 as const, retain: false };
  }

  #publish(kind: string, device: string, metrics: readonly Metric[], time: number): void {
    this.#client.publish(
      `spBv1.0/${GROUP}/${kind}/${this.name}${device}`,
      encodePayload(time, metrics, this.#seq),
      {
        qos: 0,
        retain: false,
      },
    );
    this.#seq = (this.#seq + 1) % 256;
  }

  #birth(): void {
    const time = Date.now();
    this.#seq = 0;
    this.#publish(
      'NBIRTH',
      '',
      [
        { name: 'bdSeq', value: BigInt(this.#bdSeq) },
        { name: 'Node Control/Rebirth', value: false },
      ],
      time,
    );
    for (const device of this.devices) {
      const metrics = device.members.map((member) => ({
        name: this.#outputs[member].signal,
        alias: member + 1,
        value: this.#values[member],
      }));
      this.#publish('DBIRTH', `/${device.name}`, metrics, time);
    }
    this.#born = true;
  }

  /** Collects readings that belong to this node; publishes one message per device that has any. */
  data(index: Uint32Array, values: Float64Array, count: number, time: number): void {
    if (!this.#born) return;
    const metrics: Metric[][] = this.devices.map(() => []);
    for (let i = 0; i < count; i++) {
      const device = this.#deviceOf.get(index[i]);
      if (device !== undefined) metrics[device].push({ alias: index[i] + 1, value: values[i] });
    }
    metrics.forEach((list, d) => {
      if (list.length > 0) this.#publish('DDATA', `/${this.devices[d].name}`, list, time);
    });
  }

  async stop(): Promise<void> {
    if (this.#client.connected) {
      const { topic, payload } = this.#will();
      await this.#client.publishAsync(topic, payload, { qos: 0 });
    }
    await this.#client.endAsync(true);
  }
}

/** Starts the edge nodes for every output of the feed `condition-monitoring`. Does not wait for the broker. */
export function startBearingMonitors(outputs: readonly Output[], values: Float64Array, url: string) {
  const nodes = new Map<string, Map<string, number[]>>();
  outputs.forEach((output, i) => {
    if (output.feed !== 'condition-monitoring') return;
    const [, stand, bearing] = output.twin.split('/');
    const devices = nodes.get(stand) ?? new Map<string, number[]>();
    nodes.set(stand, devices);
    devices.set(bearing, [...(devices.get(bearing) ?? []), i]);
  });
  const edges = [...nodes].map(([name, devices]) => {
    const list = [...devices].map(([device, members]) => ({ name: device, members }));
    return new EdgeNode(name, list, outputs, values, url);
  });
  return {
    data(index: Uint32Array, readings: Float64Array, count: number, time: number): void {
      for (const edge of edges) edge.data(index, readings, count, time);
    },
    async stop(): Promise<void> {
      await Promise.all(edges.map((edge) => edge.stop()));
    },
  };
}
