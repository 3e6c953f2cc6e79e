import { defineConfig } from 'vitest/config';

/** `npm test -- --quick` leaves out what needs a browser, and what kills processes hundreds of times. */
const SLOW = ['packages/web/test/**', '**/*.kill.test.ts', '**/kill.test.ts'];

export default defineConfig({
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.{ts,tsx}',
      'plants/**/*.test.ts',
      'bench/src/**/*.test.ts',
      'scripts/**/*.test.mjs',
    ],
    exclude: ['**/node_modules/**', '**/dist/**', ...(process.env.MILLWRIGHT_QUICK === '1' ? SLOW : [])],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Hundreds of tests hold real sockets, processes and a browser open on two cores: there, one that passes when run again
    // is reported as flaky and not as a failure.
    retry: process.env.CI === undefined ? 0 : 1,
  },
});
