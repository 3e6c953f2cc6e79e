/** A machine that speaks MQTT 3.1.1 byte by byte, so that no library agrees with itself: it takes a new speed and says its speed. */
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { writePlant } from './plant.ts';

const CONNACK = 0x20;
const PUBLISH = 0x30;

export interface MqttMachine {
  /** What was published to `drive/set`. */
  told: string[];
  /** Publishes the speed, as it does after every order. */
  say(): void;
  /** Ends the connection without a good-bye. */
  die(): void;
}

/** Connects to a broker on this machine; resolves when it is let in. Rejects where nobody listens. */
export function mqttMachine(port: number, speed: number): Promise<MqttMachine> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const told: string[] = [];
  let now = speed;
  const say = () => send(socket, PUBLISH, [text('drive/state'), Buffer.from(JSON.stringify({ speed: now }))]);
  send(socket, 0x10, [text('MQTT'), Buffer.from([4, 2, 0, 60]), text('drive')]);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    let bytes = Buffer.alloc(0);
    socket.on('data', (more) => {
      bytes = Buffer.concat([bytes, more]);
      while (bytes.length > 1 && bytes.length >= 2 + bytes[1]) {
        const [kind, body] = [bytes[0] & 0xf0, bytes.subarray(2, 2 + bytes[1])];
        bytes = bytes.subarray(2 + bytes[1]);
        if (kind === CONNACK) {
          send(socket, 0x82, [Buffer.from([0, 1]), text('drive/set'), Buffer.from([0])]);
          say();
          resolve({ told, say, die: () => void socket.destroy() });
        }
        if (kind !== PUBLISH) continue;
        const order = body.subarray(2 + body.readUInt16BE(0)).toString();
        told.push(order);
        now = (JSON.parse(order) as { speed: number }).speed;
        say();
      }
    });
  });
}

/** Short packets alone: their length fits one byte. */
function send(socket: Socket, kind: number, parts: readonly Buffer[]): void {
  const body = Buffer.concat(parts);
  socket.write(Buffer.concat([Buffer.from([kind, body.length]), body]));
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([0, bytes.length]), bytes]);
}

/** The tiny plant with a motor whose machine comes to our own broker. */
export function plantWithBroker(): Promise<string> {
  return writePlant({
    'types/motor.yaml': `type: motor
signals:
  speed: { unit: 1/min, range: [0, 3000] }
  setSpeed:
    unit: 1/min
    range: [0, 3000]
    kind: setpoint
    write: { readBack: speed, tolerance: 1 /min, within: 5 s }
`,
    'sources.yaml': `sources:
  drive:
    type: mqtt
    broker: embedded
    port: 0
    signals:
      "hall/pump1/motor.speed": "drive/state#/speed"
      "hall/pump1/motor.setSpeed": { address: "drive/state#/speed", write: { topic: drive/set, pointer: /speed } }
`,
  });
}
