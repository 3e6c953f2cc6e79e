import type { FastifyReply } from 'fastify';
import { isLoopbackHost } from '../auth/guard.ts';

/**
 * Nothing from elsewhere, nothing inline, no frames around us. `worker-src blob:` is
 * not needed: workers are files of our own.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** On every answer, also on errors. Answers of the API are never kept by a cache. */
export function setSecurityHeaders(reply: FastifyReply, url: string, secure: boolean): void {
  reply.headers({
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
  });
  // A year, and this host only: others of the name may not speak TLS. Never for a loopback name: browsers keep it for the
  // name without its port, and so every other program on the machine would have to speak TLS too.
  const isLoopback = isLoopbackHost(reply.request.headers.host ?? '');
  if (secure && !isLoopback) reply.header('strict-transport-security', 'max-age=31536000');
  if (!url.startsWith('/assets/')) reply.header('cache-control', 'no-store');
}
