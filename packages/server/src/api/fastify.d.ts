import 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers without token and session. */
    open?: boolean;
    /** What who asks must be allowed to; nothing said: to look. Changing what the plant is needs `engineer`. */
    needs?: 'engineer';
  }
}
