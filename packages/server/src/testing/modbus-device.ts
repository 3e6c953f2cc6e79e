/** A Modbus TCP device of a few holding registers, for tests: real sockets, nothing more than reads. */
import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Serves `registers` as holding registers from 0 on; returns its port. */
export async function modbusDevice(registers: readonly number[]): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (request) => {
      const start = request.readUInt16BE(8);
      const count = request.readUInt16BE(10);
      const data = registers.slice(start, start + count).flatMap((word) => [word >> 8, word & 255]);
      const pdu =
        start + count > registers.length ? [request[7] | 0x80, 2] : [request[7], data.length, ...data];
      const head = Buffer.from(request.subarray(0, 7));
      head.writeUInt16BE(pdu.length + 1, 4);
      socket.write(Buffer.concat([head, Buffer.from(pdu)]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the device has no port');
  return address.port;
}
