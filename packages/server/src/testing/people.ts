/** People of a test plant, signed in as browsers are. */
import { randomUUID } from 'node:crypto';
import type { Role } from '@millwright/workforce';
import { ApiClient, DecisionsClient } from '../client/index.ts';
import type { Served } from './serve.ts';

export interface Person {
  id: string;
  /** `fetch` with the session, from our own origin. */
  get(path: string, init?: RequestInit): Promise<Response>;
}

/** Adds an employee of the tiny plant with roles, and signs them in by a link. */
export async function person(
  { server }: Pick<Served, 'server'>,
  id: string,
  ...grants: { role: Role; place: string }[]
): Promise<Person> {
  const office = new DecisionsClient(new ApiClient(server.url, server.token), 'tiny');
  await office.command({
    id: randomUUID(),
    type: 'add-employee',
    subject: `employee/${id}`,
    data: { name: id, kind: 'person', grants },
  });
  const { url } = await office.signInLink(id);
  const entered = await fetch(url, { redirect: 'manual' });
  const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0];
  return {
    id,
    get: (path, init = {}) =>
      fetch(server.url + path, {
        redirect: 'manual',
        ...init,
        headers: { cookie, origin: server.url, ...init.headers },
      }),
  };
}
