/**
 * Process of the fleet benchmark: edge nodes that publish Sparkplug B over real TCP connections.
 *
 * Each edge node is one connection with 100 devices (machines). Ten times a second it sends one tenth of them, one DDATA
 * message per machine with 100 metrics by alias, each with its own time and a double value. It goes through its machines
 * in order, ten after the other, as a gateway that polls them does; with `scattered` it sends every tenth one, so that
 * no two neighbours in the memory of the platform come together. Packets are encoded once and patched in place, so that
 * the generator costs little of the two cores it shares with what is measured.
 *
 * Started by fork with arguments: port, machines, order (`in-order` or `scattered`). Says `{born}` when all births are
 * sent; takes `start`, `stop`; answers `stop` with `{sent}` when the last byte is written to the sockets.
 */
import { createConnection, type Socket } from 'node:net';
import { generate, parser } from 'mqtt-packet';
import { MACHINES_PER_NODE, machineName, SIGNALS } from './plant.ts';

const DOUBLE = 10;
const ROUNDS_PER_SECOND = 10;
/** Bytes of a time in ms as varint until the year 2109. */
const TIME_BYTES = 6;

/** A DDATA packet whose times, values and sequence number are patched in place. */
interface Template {
  packet: Buffer;
  /** Offsets of each metric's time and value. */
  times: Int32Array;
  values: Int32Array;
  payloadTime: number;
  /** Offset of the sequence number: a varint padded to two bytes. */
  seq: number;
  /** Value of each metric in hundredths. */
  state: Int32Array;
}

interface EdgeNode {
  socket: Socket;
  name: string;
  machines: Template[];
  seq: number;
  bdSeq: number;
  round: number;
}

/** Grows a protobuf message. */
class Writer {
  readonly bytes: number[] = [];
  varint(value: number): this {
    let rest = value;
    while (rest >= 128) {
      this.bytes.push((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.bytes.push(rest);
    return this;
  }
  tag(field: number, wire: number): this {
    return this.varint((field << 3) | wire);
  }
  text(field: number, text: string): this {
    const encoded = Buffer.from(text);
    this.tag(field, 2).varint(encoded.length);
    this.bytes.push(...encoded);
    return this;
  }
  message(field: number, inner: Writer): this {
    this.tag(field, 2).varint(inner.bytes.length);
    for (const byte of inner.bytes) this.bytes.push(byte);
    return this;
  }
  double(field: number, value: number): this {
    const encoded = Buffer.alloc(8);
    encoded.writeDoubleLE(value);
    this.tag(field, 1).bytes.push(...encoded);
    return this;
  }
}

function topic(kind: string, node: string, device?: string): string {
  return `spBv1.0/fleet/${kind}/${node}${device === undefined ? '' : `/${device}`}`;
}

function publish(to: string, payload: Writer): Buffer {
  return generate({
    cmd: 'publish',
    topic: to,
    payload: Buffer.from(payload.bytes),
    qos: 0,
    retain: false,
    dup: false,
  });
}

function nodeBirth(node: EdgeNode, now: number): Buffer {
  node.seq = 0;
  const bdSeq = new Writer()
    .text(1, 'bdSeq')
    .tag(3, 0)
    .varint(now)
    .tag(4, 0)
    .varint(8)
    .tag(11, 0)
    .varint(node.bdSeq);
  const rebirth = new Writer()
    .text(1, 'Node Control/Rebirth')
    .tag(3, 0)
    .varint(now)
    .tag(4, 0)
    .varint(11)
    .tag(14, 0)
    .varint(0);
  return publish(
    topic('NBIRTH', node.name),
    new Writer().tag(1, 0).varint(now).message(2, bdSeq).message(2, rebirth).tag(3, 0).varint(0),
  );
}

function deviceBirth(node: EdgeNode, device: number, machine: string, now: number): Buffer {
  const payload = new Writer().tag(1, 0).varint(now);
  const { state } = node.machines[device];
  for (let i = 0; i < SIGNALS; i++) {
    payload.message(
      2,
      new Writer()
        .text(1, `s${String(i).padStart(3, '0')}`)
        .tag(2, 0)
        .varint(alias(device, i))
        .tag(3, 0)
        .varint(now)
        .tag(4, 0)
        .varint(DOUBLE)
        .double(13, state[i] / 100),
    );
  }
  node.seq = (node.seq + 1) % 256;
  return publish(topic('DBIRTH', node.name, machine), payload.tag(3, 0).varint(node.seq));
}

/** Always two bytes as a varint, so that all templates have one layout. */
function alias(device: number, signal: number): number {
  return 1000 + device * SIGNALS + signal;
}

function template(node: string, machine: string, device: number, now: number): Template {
  const payload = new Writer().tag(1, 0).varint(now);
  const times = new Int32Array(SIGNALS);
  const values = new Int32Array(SIGNALS);
  for (let i = 0; i < SIGNALS; i++) {
    payload.message(2, new Writer().tag(2, 0).varint(alias(device, i)).tag(3, 0).varint(now).double(13, 0));
    values[i] = payload.bytes.length - 8;
    times[i] = values[i] - 1 - TIME_BYTES;
  }
  payload.tag(3, 0);
  payload.bytes.push(0x80, 0x00);
  const packet = publish(topic('DDATA', node, machine), payload);
  const start = packet.length - payload.bytes.length;
  return {
    packet,
    times: times.map((offset) => offset + start),
    values: values.map((offset) => offset + start),
    payloadTime: start + 1,
    seq: packet.length - 2,
    state: Int32Array.from({ length: SIGNALS }, (_, i) => ((device * 131 + i * 977) % 4001) - 2000),
  };
}

const timeBytes = Buffer.alloc(TIME_BYTES);
let random = 12345;

/** Writes the present time and the next values into a packet: a random walk of a few hundredths, held within ±50. */
function patch(target: Template, seq: number): void {
  const { packet, times, values, state } = target;
  timeBytes.copy(packet, target.payloadTime);
  for (let i = 0; i < SIGNALS; i++) {
    random = (Math.imul(random, 1664525) + 1013904223) | 0;
    let next = state[i] + ((random >>> 28) - 7);
    if (next > 5000 || next < -5000) next = 0;
    state[i] = next;
    const at = times[i];
    for (let b = 0; b < TIME_BYTES; b++) packet[at + b] = timeBytes[b];
    packet.writeDoubleLE(next / 100, values[i]);
  }
  packet[target.seq] = 0x80 | (seq & 127);
  packet[target.seq + 1] = seq >> 7;
}

function setTime(now: number): void {
  let rest = now;
  for (let b = 0; b < TIME_BYTES - 1; b++) {
    timeBytes[b] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  timeBytes[TIME_BYTES - 1] = rest;
}

const [portText, machinesText, order] = process.argv.slice(2);
const machines = Number(machinesText);
let sent = 0;
let running = false;

function birth(node: EdgeNode, first: number): void {
  const now = Date.now();
  node.socket.write(nodeBirth(node, now));
  node.machines.forEach((_, device) => {
    node.socket.write(deviceBirth(node, device, machineName(first + device), now));
  });
}

function send(node: EdgeNode): void {
  setTime(Date.now());
  const packets: Buffer[] = [];
  const { length } = node.machines;
  const share = Math.ceil(length / ROUNDS_PER_SECOND);
  const first = order === 'scattered' ? node.round : node.round * share;
  const step = order === 'scattered' ? ROUNDS_PER_SECOND : 1;
  const end = order === 'scattered' ? length : Math.min(length, first + share);
  for (let device = first; device < end; device += step) {
    node.seq = (node.seq + 1) % 256;
    const target = node.machines[device];
    patch(target, node.seq);
    packets.push(target.packet);
  }
  node.round = (node.round + 1) % ROUNDS_PER_SECOND;
  if (packets.length === 0) return;
  node.socket.write(Buffer.concat(packets));
  sent += packets.length * SIGNALS;
}

async function connect(index: number): Promise<EdgeNode> {
  const name = `node${index}`;
  const first = index * MACHINES_PER_NODE;
  const size = Math.min(MACHINES_PER_NODE, machines - first);
  const socket = createConnection({ port: Number(portText), host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const now = Date.now();
  const node: EdgeNode = { socket, name, machines: [], seq: 0, bdSeq: 0, round: 0 };
  for (let device = 0; device < size; device++)
    node.machines.push(template(name, machineName(first + device), device, now));
  const incoming = parser();
  const accepted = new Promise<void>((resolve) => {
    incoming.on('packet', (packet) => {
      if (packet.cmd === 'suback') resolve();
      if (packet.cmd === 'publish' && packet.topic.includes('/NCMD/')) birth(node, first);
    });
  });
  socket.on('data', (data) => {
    if (typeof data !== 'string') incoming.parse(data);
  });
  socket.on('error', (error) => {
    console.error(`${name}: ${error.message}`);
    process.exit(1);
  });
  const death = new Writer()
    .tag(1, 0)
    .varint(now)
    .message(2, new Writer().text(1, 'bdSeq').tag(3, 0).varint(now).tag(4, 0).varint(8).tag(11, 0).varint(0));
  socket.write(
    generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId: name,
      keepalive: 0,
      will: { topic: topic('NDEATH', name), payload: Buffer.from(death.bytes), qos: 1, retain: false },
    }),
  );
  socket.write(
    generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: topic('NCMD', name), qos: 1 }] }),
  );
  await accepted;
  birth(node, first);
  return node;
}

const nodes: EdgeNode[] = [];
for (let index = 0; index * MACHINES_PER_NODE < machines; index++) nodes.push(await connect(index));
process.send?.({ born: nodes.length });

/** Nodes take turns within the 100 ms of a round, so that load is even and not a burst. */
let turn = 0;
let due = 0;
setInterval(() => {
  if (!running) return;
  const now = performance.now();
  while (due <= now) {
    send(nodes[turn % nodes.length]);
    turn++;
    due += 1000 / ROUNDS_PER_SECOND / nodes.length;
  }
}, 4);

process.on('message', (message) => {
  if (message === 'start') {
    running = true;
    due = performance.now();
  }
  if (message === 'stop') {
    running = false;
    const written = nodes.map(
      (node) => new Promise<void>((resolve) => node.socket.write(Buffer.alloc(0), () => resolve())),
    );
    void Promise.all(written).then(() => process.send?.({ sent }));
  }
});
process.on('disconnect', () => process.exit(0));
