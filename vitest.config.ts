import { defineConfig } from 'vitest/config';

/** Tests mirror the source roots. Wire tests need the servers of `../shared` and run by `npm run test:wire`. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/{shared,core,host,main,connectors,scripts}/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      { test: { name: 'renderer', environment: 'jsdom', include: ['tests/renderer/**/*.test.{ts,tsx}'] } },
      { test: { name: 'wire', environment: 'node', include: ['tests/wire/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 } },
    ],
  },
});
