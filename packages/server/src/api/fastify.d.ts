import 'fastify';
import type { Permission } from '@millwright/journal';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers without token and session. */
    open?: boolean;
    /**
     * What who asks must be allowed to do on the whole plant of the request, or on any plant where the route names none; nothing
     * said: `view`; `nothing`: being signed in is enough. Changing what the plant is needs `engineer`. Commands say themselves what they need.
     */
    needs?: Permission | 'nothing';
  }
  interface FastifyRequest {
    /** Who asks: `employee/<id>` or `token/<id>`; empty on open routes. */
    actor: string;
  }
}
