import { defineConfig } from 'vitest/config';

/** `npm test -- --quick` leaves out what needs a browser, and what kills processes hundreds of times. */
const QUICK = process.env.MILLWRIGHT_QUICK === '1';
const KILLING = ['**/*.kill.test.ts', '**/kill.test.ts'];
/** What people do on the page, in a real browser. */
const STORIES = [
  'packages/web/src/**/*-{story,stories}.test.ts',
  'packages/web/src/{stories,states,accessibility,real-server}.test.ts',
];
const ALL = [
  'packages/*/{src,test}/**/*.test.{ts,tsx}',
  'plants/**/*.test.ts',
  'bench/src/**/*.test.ts',
  'scripts/**/*.test.mjs',
];
const BUILT = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'plain',
          include: ALL,
          exclude: [...BUILT, ...STORIES, ...(QUICK ? KILLING : [])],
          // They wait for sockets, files and processes more than they compute.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'stories',
          include: QUICK ? [] : STORIES,
          // A browser that draws with the processor wants the machine to itself.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Hundreds of tests hold real sockets, processes and a browser open on two cores: there, one that passes when run again
    // is reported as flaky and not as a failure.
    retry: process.env.CI === undefined ? 0 : 1,
  },
});
