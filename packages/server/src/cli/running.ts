/** Servers that run on a data folder: they leave their address there, and the token lies beside it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ApiClient } from '../client/api-client.ts';
import { pinnedFetch } from './pinned-fetch.ts';

const Announcement = z.object({
  url: z.string(),
  pid: z.number(),
  /** Under TLS: the server's certificate, PEM. The file lies in the data folder, so what it says is believed. */
  certificate: z.string().optional(),
});

/** A client of the server that has the plant at work, or any plant of the folder; undefined where none runs. */
export async function runningServer(data: string, plant?: string): Promise<ApiClient | undefined> {
  let names: string[];
  let token: string;
  try {
    names = plant === undefined ? await readdir(data) : [plant];
    token = (await readFile(join(data, 'token'), 'utf8')).trim();
  } catch {
    return undefined;
  }
  for (const name of names) {
    const text = await readFile(join(data, name, 'server.json'), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const announcement = readAnnouncement(text);
    if (announcement === undefined) continue;
    const { url, certificate } = announcement;
    const client = new ApiClient(
      url,
      token,
      certificate === undefined ? undefined : pinnedFetch(certificate),
    );
    // A server that was killed leaves its announcement behind.
    if (
      await client.health().then(
        () => true,
        () => false,
      )
    )
      return client;
  }
  return undefined;
}

/** Undefined for a file that was cut off, as by a full disk. */
function readAnnouncement(text: string): z.infer<typeof Announcement> | undefined {
  try {
    return Announcement.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
