/** `npm start`: from a fresh clone to a running server, with whatever Node from 20 on the machine has. */
import path from 'node:path';
import { ensureBuilds } from './builds.mjs';
import { runPinned } from './run-pinned.mjs';
import { BuildError, ensurePackages, giveUp, repository } from './set-up.mjs';

const args = process.argv.slice(2);
const wantsHelp = args.includes('--help') || args.includes('-h');
const say = (line) => process.stderr.write(`${line}\n`);

ensurePackages(say);
try {
  if (!wantsHelp) ensureBuilds(say);
} catch (error) {
  giveUp(error instanceof BuildError ? error.message : String(error));
}
// A thousand requests at once survive a smaller young generation, and are copied for nothing: a quarter of the processor under load.
const forManyAtOnce = '--max-semi-space-size=64';
runPinned([forManyAtOnce, path.join(repository, 'apps', 'server', 'src', 'main.ts'), ...args]);
