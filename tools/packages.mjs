/**
 * `npm run packages -- linux|macos|windows [options]`: makes what devices of that system can be given, once for each version of the sources.
 * `release` packs an update of the agent, to be signed.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { runPinned } from './run-pinned.mjs';
import { ensurePackages, giveUp, repository } from './set-up.mjs';

const [system = '', ...options] = process.argv.slice(2);
const file = path.join(repository, 'packages', 'installers', 'src', system, `build-${system}.ts`);
if (!['linux', 'macos', 'windows', 'release'].includes(system) || !existsSync(file))
  giveUp('Usage: npm run packages -- linux|macos|windows|release [options]', 2);
ensurePackages((line) => process.stderr.write(`${line}\n`));
runPinned([file, ...options]);
