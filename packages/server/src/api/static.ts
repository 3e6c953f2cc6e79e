/** The built page from packages/web/dist. Addresses of views (`/rolling-mill/…`) lead to its index.html. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { wantsPage } from './errors.ts';
import { notBuiltPage } from './pages.ts';
import type { Services } from './services.ts';

/** Names of these files hold a digest of their content. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** What a browser asks for without its session to put the page on a home screen. It tells nothing of the plant. */
const FOR_EVERYBODY = [
  'icon.svg',
  'icon-180.png',
  'icon-192.png',
  'icon-512.png',
  'icon-maskable-512.png',
  'manifest.webmanifest',
];

export async function servePage(app: FastifyInstance, { page }: Services): Promise<void> {
  const built = await access(join(page, 'index.html')).then(
    () => true,
    () => false,
  );
  if (!built) {
    app.get('/', { schema: { hide: true } }, (_request, reply) =>
      reply.type('text/html; charset=utf-8').send(notBuiltPage()),
    );
    return;
  }
  await app.register(fastifyStatic, {
    root: page,
    wildcard: false,
    serve: false,
    preCompressed: true,
    cacheControl: false,
    dotfiles: 'deny',
  });
  app.get('/', { schema: { hide: true } }, (_request, reply) => reply.sendFile('index.html'));
  for (const name of FOR_EVERYBODY) {
    app.get(`/${name}`, { config: { open: true }, schema: { hide: true } }, (_request, reply) =>
      reply.sendFile(name),
    );
  }
  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    const path = decodeURIComponent(request.url.split('?')[0]).slice(1);
    if (path.startsWith('api/')) return reply.callNotFound();
    if (await exists(page, path)) {
      if (path.startsWith('assets/')) reply.header('cache-control', FOR_EVER);
      return reply.sendFile(path);
    }
    // A view of the page, not a file of it.
    return wantsPage(request) && !path.startsWith('assets/')
      ? reply.sendFile('index.html')
      : reply.callNotFound();
  });
}

/** Whether the path is a file below the folder; `sendFile` itself refuses paths that lead out of it. */
async function exists(folder: string, path: string): Promise<boolean> {
  if (path.split('/').some((part) => part === '..' || part === '' || part.startsWith('.'))) return false;
  return access(join(folder, path)).then(
    () => true,
    () => false,
  );
}
