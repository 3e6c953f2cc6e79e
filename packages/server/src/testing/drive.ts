/** A drive whose set point is written over Modbus, and a plant that has it. */
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { writePlant } from './plant.ts';

/** Its set point, which is read back as `speed`. */
export const SPEED = 'hall/pump1/motor.setSpeed';

/** A Modbus device that is nothing but registers. */
export async function device(registers: Uint16Array): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        const end = at + 6 + bytes.readUInt16BE(at + 4);
        socket.write(answer(bytes.subarray(at, end)));
        at = end;
      }
    });
  });
  const answer = (request: Buffer): Buffer => {
    const [code, start, count] = [request[7], request.readUInt16BE(8), request.readUInt16BE(10)];
    if (code === 16) {
      for (let i = 0; i < count; i++) registers[start + i] = request.readUInt16BE(13 + i * 2);
      return framed(request, Buffer.concat([Buffer.from([16]), request.subarray(8, 12)]));
    }
    const data = Buffer.alloc(count * 2);
    for (let i = 0; i < count; i++) data.writeUInt16BE(registers[start + i], i * 2);
    return framed(request, Buffer.concat([Buffer.from([code, data.length]), data]));
  };
  const framed = (request: Buffer, pdu: Buffer): Buffer => {
    const head = Buffer.from(request.subarray(0, 7));
    head.writeUInt16BE(pdu.length + 1, 4);
    return Buffer.concat([head, pdu]);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

const MOTOR = `type: motor
signals:
  speed: { unit: 1/min, range: [0, 3000] }
  setSpeed:
    unit: 1/min
    range: [0, 3000]
    kind: setpoint
    write: { readBack: speed, tolerance: 1 /min, within: 5 s }
alarms:
  too-fast: { when: "speed > 2000 /min", priority: high, respond: Lower the speed. }
`;

/** The tiny plant with a motor whose speed that device has. */
export async function plantAt(port: number): Promise<string> {
  return writePlant({
    'types/motor.yaml': MOTOR,
    'sources.yaml': `sources:
  drive:
    type: modbus
    host: 127.0.0.1
    port: ${port}
    every: 20 ms
    signals:
      "hall/pump1/motor.speed": "holding:0"
      "hall/pump1/motor.setSpeed": "holding:0"
`,
  });
}
