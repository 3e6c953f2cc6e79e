/** `millwright link`: a new sign-in link of the server that runs on a data folder. */
import { resolve } from 'node:path';
import { DATA_FOLDER } from '../server.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import { print, printJson } from './output.ts';
import { runningServer } from './running.ts';

export async function link(options: { data?: string; json: boolean }): Promise<void> {
  const data = resolve(options.data ?? DATA_FOLDER);
  const client = await runningServer(data);
  if (client === undefined) {
    throw new CommandError(
      EXIT.cannotStart,
      `No server runs on the data folder ${data}. Start one with "millwright start", or name its folder with --data.`,
    );
  }
  const answer = await client.link();
  if (options.json) printJson(answer);
  else print(answer.url);
}
