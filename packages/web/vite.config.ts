import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where `vite` (development only) finds the API; the built page is served by the server itself. */
const server = process.env.MILLWRIGHT_URL ?? 'http://127.0.0.1:7470';

const WORKER = 'sw.js';

/** Tells the service worker which files the page is made of. A change of any of them makes another worker, which installs itself. */
function shellOfWorker(): Plugin {
  return {
    name: 'shell-of-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[WORKER];
        if (worker?.type !== 'chunk') throw new Error(`the build made no ${WORKER}`);
        const hash = createHash('sha256').update(worker.code);
        const files: string[] = [];
        const add = (path: string, content: string | Uint8Array) => {
          files.push(path);
          hash.update(path).update(content);
        };
        for (const one of Object.values(bundle).toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1))) {
          if (one === worker) continue;
          const path = one.fileName === 'index.html' ? '/' : `/${one.fileName}`;
          add(path, one.type === 'chunk' ? one.code : one.source);
        }
        const folder = join(import.meta.dirname, 'public');
        for (const name of readdirSync(folder).toSorted()) add(`/${name}`, readFileSync(join(folder, name)));
        const shell = JSON.stringify({ version: hash.digest('hex').slice(0, 16), files });
        worker.code = `const SHELL=${shell};\n${worker.code}`;
      },
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), shellOfWorker()],
  server: { host: '127.0.0.1', proxy: { '/api': { target: server, ws: true } } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // three.js alone is larger than the warning's default; it sits in a chunk of its own, loaded with the space.
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: {
        index: join(import.meta.dirname, 'index.html'),
        sw: join(import.meta.dirname, 'src/offline/service-worker.ts'),
      },
      output: {
        // At the root, so that the worker may answer for all of the page.
        entryFileNames: ({ name }) => (name === 'sw' ? WORKER : 'assets/[name]-[hash].js'),
        codeSplitting: {
          groups: [
            // Loaders of files come with the files.
            {
              name: 'three',
              test: /node_modules[\\/](three[\\/](?!examples[\\/]jsm[\\/]loaders)|@react-three[\\/])/,
            },
            // What the page and @react-three share must not draw three.js into the first load.
            {
              name: 'react',
              test: /node_modules[\\/](react|react-dom|scheduler|zustand|use-sync-external-store)[\\/]/,
              priority: 2,
            },
          ],
        },
      },
    },
  },
});
