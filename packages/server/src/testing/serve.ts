/** Real servers on port 0 for tests. */
import { onTestFinished } from 'vitest';
import { ApiClient } from '../client/index.ts';
import { type RunningServer, type ServerOptions, startServer } from '../server.ts';
import { temporaryFolder, writePlant } from './plant.ts';

export interface Served {
  server: RunningServer;
  api: ApiClient;
  data: string;
  plant: string;
  /** What the server told people. */
  lines: string[];
  /** `fetch` with the token, on a path. */
  get(path: string, init?: RequestInit): Promise<Response>;
}

/** Starts a server with the tiny plant; it is closed after the test. */
export async function serve(options: Partial<ServerOptions> = {}): Promise<Served> {
  const lines: string[] = [];
  const data = options.data ?? (await temporaryFolder());
  const plant = options.plants?.[0] ?? (await writePlant());
  const server = await startServer({
    port: 0,
    log: (line) => void lines.push(line),
    ...options,
    plants: options.plants ?? [plant],
    data,
  });
  onTestFinished(() => server.close());
  return {
    server,
    api: new ApiClient(server.url, server.token),
    data,
    plant,
    lines,
    get: (path, init = {}) =>
      fetch(server.url + path, {
        redirect: 'manual',
        ...init,
        headers: { authorization: `Bearer ${server.token}`, ...init.headers },
      }),
  };
}
