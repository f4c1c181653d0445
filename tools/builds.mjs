/** What has to be built before the server can show and hand out everything: the console, and what devices download. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ensureBuilt, repository } from './set-up.mjs';

const agentSources = ['agent/src', 'agent/package.json'].map((name) => `apps/${name}`);
const sharedSources = ['contracts', 'trust', 'lock', 'agent-core', 'messages', 'installers'].map(
  (name) => `packages/${name}/src`,
);

const console_ = {
  name: 'console',
  does: 'Building the console',
  sources: ['apps/console', 'packages/contracts/src', 'packages/messages/src', 'package-lock.json'],
  results: ['apps/console/dist/index.html'],
  needs: 'apps/console/index.html',
  file: path.join(repository, 'node_modules', 'vite', 'bin', 'vite.js'),
  args: ['build', '--logLevel', 'warn'],
  cwd: 'apps/console',
};

const downloads = {
  name: 'downloads',
  does: 'Building the agent',
  sources: [...agentSources, ...sharedSources, 'package-lock.json'],
  results: [],
  needs: 'packages/installers/src/build.ts',
  file: path.join(repository, 'packages', 'installers', 'src', 'build.ts'),
  args: [],
  cwd: '.',
};

/** Runs every build whose sources have changed. Throws `BuildError`. */
export function ensureBuilds(say) {
  for (const build of [console_, downloads]) {
    if (existsSync(path.join(repository, build.needs))) ensureBuilt(build, say);
    else say(`There is no ${build.needs} yet: left out.`);
  }
}
