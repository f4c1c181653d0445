/** `node tools/run.mjs FILE args`: runs one of our TypeScript programs under the pinned Node, after the set-up. */
import path from 'node:path';
import { runPinned } from './run-pinned.mjs';
import { ensurePackages, giveUp, repository } from './set-up.mjs';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) giveUp('Usage: node tools/run.mjs FILE [arguments]', 2);
ensurePackages((line) => process.stderr.write(`${line}\n`));
runPinned([path.resolve(repository, file), ...args]);
