/** The one check of who may ask what: HTTP and WebSocket come through here, commands through the desk to the same rules. */
import type { Permission, Refusal } from '@millwright/journal';
import type { FastifyRequest } from 'fastify';
import type { Services } from './services.ts';

/**
 * Why an actor may not do something on a plant, or on any plant where none is named; undefined where they may. A plant that does
 * not exist is the route's to tell.
 */
export function notAllowed(
  { plants }: Pick<Services, 'plants'>,
  actor: string,
  needed: Permission = 'view',
  plant?: string,
): Refusal | undefined {
  const concerned = plant === undefined ? [...plants.values()] : [plants.get(plant) ?? []].flat();
  let refusal: Refusal | undefined;
  for (const { decisions } of concerned) {
    const found = decisions.refuses(actor, needed);
    if (found === undefined) return undefined;
    refusal ??= found;
  }
  return refusal;
}

/** Id of the plant in the address of a request. */
export function plantIn({ params }: FastifyRequest): string | undefined {
  if (typeof params !== 'object' || params === null || !('plant' in params)) return undefined;
  return typeof params.plant === 'string' ? params.plant : undefined;
}
