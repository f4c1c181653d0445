import { defineConfig } from 'vitest/config';

const shared = {
  globalSetup: ['packages/testkit/src/postgres-global-setup.ts'],
  // Nothing is measured by them: a busy machine may take its time.
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // A second is short on a machine that does something else as well.
  expect: { poll: { timeout: 20_000 } },
  experimental: { viteModuleRunner: false },
};

/**
 * Every test of the repository. The stories run by themselves and one after another, for a real agent covers every X server of the machine;
 * so do the faults, each of which has a fleet running: `vitest run --project tests`, then `--project stories`, then `--project faults`.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'tests',
          include: ['{apps,packages}/*/{src,test}/**/*.test.ts', 'bench/**/*.test.ts', 'test/*.test.ts'],
        },
      },
      { test: { ...shared, name: 'stories', include: ['test/stories/**/*.test.ts'], fileParallelism: false } },
      {
        test: {
          ...shared,
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
