import 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers without token and session. */
    open?: boolean;
  }
}
