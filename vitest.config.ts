import { defineConfig } from 'vitest/config';

const shared = {
  globalSetup: ['packages/testkit/src/postgres-global-setup.ts'],
  testTimeout: 30_000,
  hookTimeout: 60_000,
  experimental: { viteModuleRunner: false },
};

/**
 * Every test of the repository. The stories run by themselves and one after another, for a real agent covers every X server of the machine:
 * `vitest run --project tests`, then `vitest run --project stories`.
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
    ],
  },
});
