import { createServer } from 'node:net';

/**
 * A port for each name: the preferred one where it is free, else any free one. The ports are held until all are chosen, so
 * that they differ; between that and their use somebody else may take one, and the emulator then says so.
 */
export async function choosePorts(
  preferred: Readonly<Record<string, number>>,
): Promise<Record<string, number>> {
  const holders: { close(): Promise<void> }[] = [];
  const chosen: Record<string, number> = {};
  try {
    for (const [name, port] of Object.entries(preferred)) {
      const holder = (await hold(port)) ?? (await hold(0));
      if (holder === undefined) throw new Error(`no free TCP port on 127.0.0.1 for ${name}`);
      holders.push(holder);
      chosen[name] = holder.port;
    }
  } finally {
    await Promise.all(holders.map((h) => h.close()));
  }
  return chosen;
}

function hold(port: number): Promise<{ port: number; close(): Promise<void> } | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        close: () => new Promise((closed) => server.close(() => closed())),
      });
    });
  });
}
