import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `vite` (development only) finds the API; the built page is served by the server itself. */
const server = process.env.MILLWRIGHT_URL ?? 'http://127.0.0.1:7470';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: { host: '127.0.0.1', proxy: { '/api': { target: server, ws: true } } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // three.js alone is larger than the warning's default; it sits in a chunk of its own, loaded with the space.
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
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
