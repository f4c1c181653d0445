import { defineConfig } from 'vitest/config';

/** Every test of the repository: pure ones, those on a real PostgreSQL, and the stories in a real browser and X server. */
export default defineConfig({
  test: {
    include: ['{apps,packages}/*/{src,test}/**/*.test.ts', 'bench/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['packages/testkit/src/postgres-global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    experimental: { viteModuleRunner: false },
  },
});
