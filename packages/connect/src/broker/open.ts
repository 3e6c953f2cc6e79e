/** Opens a broker link by what the settings say; heavy libraries are imported here and only the one that is needed. */
import type { BrokerEvents, BrokerLink, BrokerOptions } from './link.ts';

export async function openBroker(options: BrokerOptions, events: BrokerEvents): Promise<BrokerLink> {
  if (options.broker === 'embedded')
    return (await import('./embedded.ts')).openEmbeddedBroker(options, events);
  return (await import('./external.ts')).openExternalBroker(options, events);
}
